"""Reading what makers allow of their works when others pass them on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.create import queries as create
from cohive.spread.models import STANDING, Consent


@dataclass(frozen=True)
class ConsentView:
    """What one maker said; `state` is '' where nobody has asked her."""

    maker: UUID
    state: str
    asked_by: UUID | None = None
    at: datetime | None = None


def may_show(works: Iterable[UUID], *, carrier: UUID | None = None) -> bool:
    """Whether every maker of these works said yes; who carries it herself need not ask herself.

    Fails closed: a work that is not there, or has no makers, says no. Two SQL queries, none for no
    works.
    """
    wanted = frozenset(works)
    if not wanted:
        return True
    cards = create.cards_of(wanted)
    given = set(
        Consent.objects.filter(work__in=wanted, state="given").values_list("work", "maker_id")
    )
    for work in wanted:
        makers = {agent for agent, _weight in cards[work].makers} if work in cards else set()
        if not makers or any((work, one) not in given for one in makers - {carrier}):
            return False
    return True


def consents_of(work: UUID, makers: Iterable[UUID]) -> list[ConsentView]:
    """What each maker said last that stands. One SQL query."""
    rows = {row.maker_id: row for row in Consent.objects.filter(work=work, state__in=STANDING)}
    return [_view(maker, rows.get(maker)) for maker in makers]


def _view(maker: UUID, row: Consent | None) -> ConsentView:
    if row is None:
        return ConsentView(maker, "")
    return ConsentView(maker, row.state, row.asked_by_id, row.answered_at or row.asked_at)
