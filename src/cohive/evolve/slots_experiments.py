"""What an experiment shows to each half: at the top of a page, or on the card of one thing.

Nothing is written while a page is made. Where it is not known yet that the reader saw her way, the
words carry a picture of one pixel that her browser asks for when they come into view; that
address notes it (`views.ways`). A program that only reads pages is never counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from cohive.evolve.operations.experiments import WHERE
from cohive.evolve.queries.ways import OPENED, Way, way_of_member, way_of_visitor
from cohive.evolve.views.survey_steps import spoken
from cohive.evolve.visitors import (
    forget,
    new_token,
    remember,
    token_of,
    wants_no_tracking,
)
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of

KEPT = "_evolve_way"
"""Where a request keeps the way of who looks, asked for once and not once per card."""


@dataclass(frozen=True)
class _Kept:
    """The way of who looks, and a visitor's token, not in her session before it is needed."""

    way: Way | None
    token: str = ""


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
    way = _way(request)
    if way is None or way.shown_on != page:
        return None
    url = reverse(WHERE[way.outcome])
    data = {
        "words": spoken(way.words),
        "link": "" if url == request.path else url,
        "pixel": "" if way.is_seen else _address("experiment-seen", way),
    }
    return rendered(request, "evolve/slot_lead.html", data)


def card(request: HttpRequest, subject: tuple[str, UUID]) -> Markup | None:
    """On the card of a thing, in a list. One SQL query a page."""
    way = _way_about(request, subject)
    if way is None:
        return None
    token = _kept(request).token
    if token:
        remember(request, way.experiment, token)
    pixel = "" if way.is_seen else _address("experiment-seen", way)
    return _teaser(request, way, pixel)


def own_page(request: HttpRequest, subject: tuple[str, UUID]) -> Markup | None:
    """On the page of the thing itself.

    Where it counts who opens this page, it is no showing: who comes by another way was not asked.
    """
    way = _way_about(request, subject)
    if way is None:
        return None
    if way.outcome != OPENED:
        pixel = "" if way.is_seen else _address("experiment-seen", way)
    else:
        waits = way.is_seen and not way.is_opened
        pixel = _address("experiment-opened", way) if waits else ""
    return _teaser(request, way, pixel)


def _teaser(request: HttpRequest, way: Way, pixel: str) -> Markup:
    data = {"words": spoken(way.words), "pixel": pixel}
    return rendered(request, "evolve/slot_teaser.html", data)


def _address(name: str, way: Way) -> str:
    return reverse(f"evolve:{name}", args=[way.experiment])


def _way_about(request: HttpRequest, subject: tuple[str, UUID]) -> Way | None:
    way = _way(request)
    return way if way and (way.about_kind, way.about) == subject else None


def _way(request: HttpRequest) -> Way | None:
    return _kept(request).way


def _kept(request: HttpRequest) -> _Kept:
    """Asked for once per request. One SQL query."""
    kept = getattr(request, KEPT, None)
    if isinstance(kept, _Kept):
        return kept
    viewer = viewer_of(request)
    if viewer is not None:
        kept = _Kept(way_of_member(viewer.agent_id, at=timezone.now()))
    elif wants_no_tracking(request):
        kept = _Kept(None)
    else:
        kept = _of_visitor(request)
    setattr(request, KEPT, kept)
    return kept


def _of_visitor(request: HttpRequest) -> _Kept:
    """By her token; one of an experiment that is over is let go, and asked for anew once."""
    now = timezone.now()
    experiment, token = token_of(request)
    if experiment:
        way = way_of_visitor(token, at=now)
        if way is not None and str(way.experiment) == experiment:
            return _Kept(way, token)
        forget(request)
    token = new_token()
    return _Kept(way_of_visitor(token, at=now), token)
