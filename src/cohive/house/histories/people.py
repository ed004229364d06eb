"""Finding a member by what a person writes in a terminal."""

from __future__ import annotations

from uuid import UUID

from cohive.bond import queries as members
from cohive.bond.queries import MemberCard
from cohive.words.refusals import Refused

CHOICES_SAID_MAX = 10


def find_member(text: str) -> MemberCard:
    """The one member of this name, or of this number when several have the name.

    A number is what the refusal of an ambiguous name lists: an agent's id. Raises Refused.
    """
    found = _of_number(text) or members.members_called(text)
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused("Nobody here is called “%(name)s”.", field="member", name=text.strip()[:80])
    numbers = ", ".join(str(card.agent) for card in found[:CHOICES_SAID_MAX])
    raise Refused(
        "%(count)s members are called “%(name)s”. Write the number of one of them: %(numbers)s.",
        field="member",
        count=len(found),
        name=found[0].name,
        numbers=numbers,
    )


def _of_number(text: str) -> list[MemberCard]:
    try:
        agent = UUID(text.strip())
    except ValueError:
        return []
    card = members.cards([agent]).get(agent)
    return [card] if card is not None and card.kind == "person" else []
