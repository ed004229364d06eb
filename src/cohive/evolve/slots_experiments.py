"""What an experiment shows at the top of a page, to each half its own."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from cohive.evolve.operations.experiments import WHERE
from cohive.evolve.queries.experiments import shown_to
from cohive.evolve.views.survey_steps import spoken
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of


def front_lead(request: HttpRequest, _subject: object) -> Markup | None:
    """On the first page."""
    return _lead(request, "front")


def make_lead(request: HttpRequest, _subject: object) -> Markup | None:
    """Where it says what is being made."""
    return _lead(request, "make")


def shop_lead(request: HttpRequest, _subject: object) -> Markup | None:
    """In the shop."""
    return _lead(request, "shop")


def _lead(request: HttpRequest, page: str) -> Markup | None:
    """Nothing for visitors and for who is in neither half."""
    viewer = viewer_of(request)
    found = shown_to(viewer.agent_id, page, at=timezone.now()) if viewer else None
    if found is None:
        return None
    words, outcome = found
    url = reverse(WHERE[outcome])
    link = "" if url == request.path else url
    return rendered(request, "evolve/slot_lead.html", {"words": spoken(words), "link": link})
