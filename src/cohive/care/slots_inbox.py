"""“Write to us”: what the inbox adds to pages of earlier rooms."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from markupsafe import Markup

from cohive.look.pages import rendered
from cohive.trade.queries import OrderView


def of_order(request: HttpRequest, subject: object) -> Markup | None:
    """On an order's page: the form knows which order it is about."""
    if not isinstance(subject, OrderView):
        return None
    query = urlencode({"order": subject.reference, "word": subject.token})
    data = {"url": f"{reverse('care:write')}?{query}"}
    return rendered(request, "care/parts/write_about.html", data)
