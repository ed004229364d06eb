"""The lists one can ask for: the place's, a circle's, a challenge's; and the words agreed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from cohive.bond.queries import place
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
    """The list, or None when there is nothing of the kind."""
    if kind not in LIST_KINDS:
        return None
    target = targets.describe(kind, list_id)
    return MailingList(kind, list_id, target.title, target.url) if target else None


def known_list(kind: str, list_id: UUID) -> MailingList:
    """The list; Missing when there is none."""
    found = mailing_list(kind, list_id)
    if found is None:
        raise Missing("There is nothing of this name one can get mail of.")
    return found


def lists_by_key(keys: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], MailingList]:
    """Each of these lists that is still there."""
    found = {key: mailing_list(*key) for key in set(keys)}
    return {key: one for key, one in found.items() if one is not None}


def place_list() -> MailingList:
    """The place's own list."""
    here = place()
    if here is None:
        raise Missing("There is no place yet.")
    return MailingList("place", here.agent, here.name, "/")


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
