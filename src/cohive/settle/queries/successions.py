"""Reading who has a balance after a member, and what she wished herself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.settle.models import AfterMe, BalanceMove, Credit, Succession
from cohive.words.money import Money

SHOWN = 60
PEOPLE_MAX = 2_000


@dataclass(frozen=True)
class SuccessionView:
    """A succession; `passed` is what was passed on by it so far, by currency.

    `passes_from` is the instant from which on money is passed on; None before approval.
    """

    id: UUID
    member: UUID
    reason: str
    to: str
    heir: UUID | None
    seen: str
    state: str
    proposed_by: UUID
    proposed_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None
    ended_at: datetime | None
    passes_from: datetime | None
    passed: tuple[Money, ...]


def successions(*, limit: int = SHOWN) -> list[SuccessionView]:
    """The newest successions. Two SQL queries."""
    rows = list(Succession.objects.order_by("-proposed_at", "-id")[:limit])
    passed: dict[tuple[UUID, str], int] = {}
    moves = BalanceMove.objects.filter(why="passed", source__in=[row.id for row in rows])
    owners = {row.id: row.member_id for row in rows}
    parts = ("earned_minor", "link_minor", "resale_minor")
    for source, payee, currency, *minors in moves.values_list(
        "source", "payee", "currency", *parts
    ):
        if owners[source] == payee:
            passed[source, currency] = passed.get((source, currency), 0) - sum(minors)
    return [
        _view(
            row,
            tuple(Money(minor, code) for (of, code), minor in passed.items() if of == row.id),
        )
        for row in rows
    ]


def succession(succession_id: UUID) -> SuccessionView | None:
    """One succession, without its sums. One SQL query."""
    row = Succession.objects.filter(id=succession_id).first()
    return _view(row, ()) if row else None


def open_succession_of(member: UUID) -> SuccessionView | None:
    """What is said of her and not stopped, without its sums. One SQL query."""
    row = Succession.objects.filter(member=member, state__in=("proposed", "approved")).first()
    return _view(row, ()) if row else None


def members_passed_on() -> frozenset[UUID]:
    """Whose balance is passed on, or may soon be: nothing is sent to them. One SQL query."""
    rows = Succession.objects.filter(state__in=("proposed", "approved"))
    return frozenset(rows.values_list("member", flat=True))


def payees_known(*, limit: int = PEOPLE_MAX) -> list[UUID]:
    """Everybody to whom anything ever came in. One SQL query."""
    found = Credit.objects.order_by("payee").values_list("payee", flat=True).distinct()
    return list(found[:limit])


def wish_of(member: UUID) -> str:
    """What a member wished for after her: 'waits' while she said nothing. One SQL query."""
    found = AfterMe.objects.filter(member=member).values_list("to", flat=True).first()
    return found or "waits"


def wish_taken_out(member: UUID) -> dict[str, object]:
    """Her wish, for her to take with her. One SQL query."""
    return dict(AfterMe.objects.filter(member=member).values("to", "at").first() or {})


def _view(row: Succession, passed: tuple[Money, ...]) -> SuccessionView:
    return SuccessionView(
        id=row.id,
        member=row.member_id,
        reason=row.reason,
        to=row.to,
        heir=row.heir_id,
        seen=row.seen,
        state=row.state,
        proposed_by=row.proposed_by_id,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by_id,
        approved_at=row.approved_at,
        ended_at=row.ended_at,
        passes_from=row.passes_from,
        passed=passed,
    )
