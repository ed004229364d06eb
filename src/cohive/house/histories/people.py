"""Finding members by what a person writes in a terminal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as members
from cohive.bond.queries import MemberCard
from cohive.settle import operations as settle
from cohive.settle.queries import past
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


@transaction.atomic
def private_link(member: MemberCard, *, by: UUID, at: datetime) -> str:
    """The address by which she reads, questions and claims what is hers; made when there is none.

    '' for who has claimed it: she signs in.
    """
    if member.state != "unclaimed":
        return ""
    settle.make_statement_links(payees=[member.agent], by=by, at=at)
    link = past.link_of_payee(member.agent, at=at)
    return settle.statement_link_url(link) if link else ""


def _of_number(text: str) -> list[MemberCard]:
    try:
        agent = UUID(text.strip())
    except ValueError:
        return []
    card = members.cards([agent]).get(agent)
    return [card] if card is not None and card.kind == "person" else []
