"""Who looks and where, as the frame of every page wants to know it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from cohive.bond.operations.members import set_tongue
from cohive.bond.queries.people import viewer_of_user
from cohive.bond.queries.place import place
from cohive.look.formats import initials, tone
from cohive.look.viewers import PlaceLook, Viewer, viewer_of


def viewer(request: HttpRequest) -> Viewer | None:
    """The signed-in member; None for visitors. Two SQL queries (session's user, her row)."""
    if not request.user.is_authenticated:
        return None
    found = viewer_of_user(request.user.pk)
    if found is None:
        return None
    return Viewer(
        agent_id=found.agent,
        name=found.name,
        initials=initials(found.name),
        tone=tone(found.agent),
        language=found.language,
        time_zone=found.time_zone,
        roles=found.roles,
        unread_notices=found.unread_notices,
    )


def place_look(_request: HttpRequest) -> PlaceLook | None:
    """What the place sets of the look; None before its first run. One SQL query."""
    here = place()
    if here is None:
        return None
    return PlaceLook(
        name=here.name,
        name_other=here.name_alt,
        tagline=here.tagline,
        accent=here.accent,
        languages=here.languages,
        currency=here.currency,
        time_zone=here.time_zone,
        is_demo=here.is_demo,
    )


def language_chosen(request: HttpRequest, language: str) -> None:
    """Keep the language a member picked in the footer."""
    known = viewer_of(request)
    if known is not None and known.language != language:
        set_tongue(by=known.agent_id, at=timezone.now(), language=language)
