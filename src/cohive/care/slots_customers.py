"""Ways to a person's page from an order of the desk, and to one's own from the settings."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from markupsafe import Markup

from cohive.care.operations import ANSWERERS
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of


def of_order(request: HttpRequest, order: object) -> Markup | None:
    """On the desk's list of orders: the way to whose it is. No SQL query."""
    viewer = viewer_of(request)
    if not isinstance(order, UUID) or viewer is None or not viewer.has(*ANSWERERS):
        return None
    data = {"url": reverse("care:customer-of-order", args=[order])}
    return rendered(request, "care/parts/to_customer.html", data)


def of_member(request: HttpRequest, _subject: object) -> Markup | None:
    """In one's settings: what the place holds about one. No SQL query."""
    return rendered(request, "care/parts/to_held.html", {})
