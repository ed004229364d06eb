"""The lists one can ask for: the place's, a circle's, a challenge's; and the words agreed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from cohive.bond.queries import CircleView, PlaceView, circles_by_agent, place
from cohive.create.queries import ChallengeView, challenges_by_id
from cohive.spread import targets
from cohive.spread.models.subscriptions import LIST_KINDS
from cohive.words.refusals import Missing


@dataclass(frozen=True)
class MailingList:
    """What one gets mail of: its kind, id, name and page (a path)."""

    kind: str
    id: UUID
    title: str
    url: str


def mailing_list(kind: str, list_id: UUID) -> MailingList | None:
    """The list, or None when there is nothing of the kind. One SQL query."""
    return lists_by_key([(kind, list_id)]).get((kind, list_id))


def list_of(view: PlaceView | CircleView | ChallengeView) -> MailingList:
    """The list of what a page has read already; no SQL query."""
    found = targets.of_view(view)
    assert found is not None  # noqa: S101 - these three are known
    return MailingList(found.kind, found.id, found.title, found.url)


def known_list(kind: str, list_id: UUID) -> MailingList:
    """The list; Missing when there is none."""
    found = mailing_list(kind, list_id)
    if found is None:
        raise Missing("There is nothing of this name one can get mail of.")
    return found


def lists_by_key(keys: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], MailingList]:
    """Each of these lists that is still there. One SQL query for each kind, however many."""
    wanted: dict[str, set[UUID]] = {kind: set() for kind in LIST_KINDS}
    for kind, key in keys:
        wanted.get(kind, set()).add(key)
    here = place() if wanted["place"] else None
    views: list[PlaceView | CircleView | ChallengeView] = []
    if here is not None and here.agent in wanted["place"]:
        views.append(here)
    if wanted["circle"]:
        views += circles_by_agent(wanted["circle"]).values()
    if wanted["challenge"]:
        views += challenges_by_id(wanted["challenge"]).values()
    return {(one.kind, one.id): one for one in map(list_of, views)}


def place_list() -> MailingList:
    """The place's own list."""
    here = place()
    if here is None:
        raise Missing("There is no place yet.")
    return list_of(here)


def consent_text(asked: MailingList) -> str:
    """What one agrees to, in the language of the page it is shown on; kept word for word."""
    if asked.kind == "circle":
        text = _("I want news of the circle %(name)s by e-mail. Every mail has a link to stop it.")
    elif asked.kind == "challenge":
        text = _(
            "I want news of the challenge %(name)s by e-mail. Every mail has a link to stop it."
        )
    else:
        text = _("I want news of %(name)s by e-mail. Every mail has a link to stop it.")
    return text % {"name": asked.title}


def because(asked: MailingList) -> str:
    """Why a mail comes, in the active language."""
    if asked.kind == "circle":
        text = _("You get this because you asked for news of the circle %(name)s.")
    elif asked.kind == "challenge":
        text = _("You get this because you asked for news of the challenge %(name)s.")
    else:
        text = _("You get this because you asked for news of %(name)s.")
    return text % {"name": asked.title}
