"""Finding members by what a person writes in a terminal."""

from __future__ import annotations

from uuid import UUID

from cohive.bond import queries as members
from cohive.bond.queries import MemberCard
from cohive.words.refusals import Refused


def find_members(text: str) -> list[MemberCard]:
    """Everyone of this name, or the one of this number (an agent's id).

    A history knows several people of one name; who reads a statement sees each of them. Raises
    Refused when there is nobody.
    """
    found = _of_number(text) or members.members_called(text)
    if not found:
        raise Refused("Nobody here is called “%(name)s”.", field="member", name=text.strip()[:80])
    return found


def _of_number(text: str) -> list[MemberCard]:
    try:
        agent = UUID(text.strip())
    except ValueError:
        return []
    card = members.cards([agent]).get(agent)
    return [card] if card is not None and card.kind == "person" else []
