"""Reading changes of circles: the list, one with its preview, what a circle grew out of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from cohive.bond import queries as bond
from cohive.bond.queries import MemberCard
from cohive.evolve.divisions import Border, border_of, needed
from cohive.evolve.models.changes import OPEN_STATES, ChangeMember, CircleChange, SplitFinding
from cohive.evolve.treasuries import moves_of
from cohive.words.money import Money

CHANGES_A_PAGE = 30


@dataclass(frozen=True)
class ChangeLine:
    """A change in a list."""

    id: UUID
    kind: str
    circle: UUID
    other: UUID | None
    name: str
    state: str
    proposed_by: UUID
    proposed_at: datetime
    closes_at: datetime | None


@dataclass(frozen=True)
class SideView:
    """One side: who is on it, how many have to say yes, what of the treasury it would have.

    `yes` is None until the vote is counted.
    """

    people: tuple[MemberCard, ...]
    both: tuple[MemberCard, ...]
    willing: tuple[MemberCard, ...]
    needed: int
    yes: int | None
    size: int
    treasury: tuple[Money, ...]


@dataclass(frozen=True)
class OwnView:
    """The viewer's own row."""

    side: str
    has_chosen: bool
    is_willing: bool
    answer: str
    asks_undo: bool


@dataclass(frozen=True)
class ChangeView:
    """A change with everything its page shows."""

    line: ChangeLine
    circle: MemberCard
    other: MemberCard | None
    purpose: str
    reason: str
    border: Border
    first: SideView
    second: SideView
    treasury: tuple[Money, ...]
    voted: int
    voters: int
    chosen: int
    own: OwnView | None
    ended_at: datetime | None
    done_at: datetime | None
    undo_until: datetime | None
    undone_at: datetime | None
    undo_asked: int


def changes(*, before: UUID | None = None, limit: int = CHANGES_A_PAGE) -> list[ChangeLine]:
    """All changes, the newest first. One SQL query."""
    rows = CircleChange.objects.defer("ties").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_line(row) for row in rows[:limit]]


def open_change_of(circle: UUID) -> ChangeLine | None:
    """What is proposed for a circle and not ended. One SQL query."""
    rows = CircleChange.objects.filter(Q(circle=circle) | Q(other=circle), state__in=OPEN_STATES)
    row = rows.defer("ties").first()
    return _line(row) if row else None


def about(circle: UUID) -> tuple[list[ChangeLine], ChangeLine | None]:
    """What was done with a circle (undone splits and mergings too), and what is proposed for it.

    One SQL query.
    """
    rows = CircleChange.objects.filter(
        Q(circle=circle) | Q(other=circle), state__in=("done", "undone", *OPEN_STATES)
    )
    lines = [_line(row) for row in rows.defer("ties").order_by("id")]
    history = [line for line in lines if line.state not in OPEN_STATES]
    return history, next((line for line in lines if line.state in OPEN_STATES), None)


@dataclass(frozen=True)
class FindingView:
    """What the talk of a circle says about its border; each condition is a written sentence."""

    circle: UUID
    at: datetime
    is_proposed: bool
    members: frozenset[UUID]
    said: tuple[dict[str, object], ...]


def findings(*, only: UUID | None = None) -> list[FindingView]:
    """What was found of large circles (or one), those that would rather be two first.

    One SQL query.
    """
    rows = SplitFinding.objects.order_by("-is_proposed", "circle")
    if only is not None:
        rows = rows.filter(circle=only)
    return [
        FindingView(
            circle=row.circle_id,
            at=row.at,
            is_proposed=row.is_proposed,
            members=frozenset(UUID(one) for one in row.members),
            said=tuple(row.said),
        )
        for row in rows[:CHANGES_A_PAGE]
    ]


def is_closed(circle: UUID) -> bool:
    """Whether a circle became part of another, so that nobody can belong to it. One SQL query."""
    return CircleChange.objects.filter(
        Q(kind="merge", state="done") | Q(kind="split", state="undone"), other=circle
    ).exists()


def change_view(change: UUID, *, viewer: UUID | None, at: datetime) -> ChangeView | None:
    """One change as a member sees it: totals of a vote only when it is counted.

    Six SQL queries.
    """
    row = CircleChange.objects.filter(id=change).first()
    if row is None:
        return None
    people = list(row.people.order_by("id"))
    asked = {one.member_id for one in people} | {row.circle_id, row.proposed_by_id}
    cards = bond.cards(asked | ({row.other_id} if row.other_id else set()))
    sides = {one.member_id: one.side for one in people}
    sizes = Counter(sides.values())
    held, first, second = _treasuries(row, sizes)
    own = next((one for one in people if one.member_id == viewer), None)
    return ChangeView(
        line=_line(row),
        circle=cards[row.circle_id],
        other=cards.get(row.other_id) if row.other_id else None,
        purpose=row.purpose,
        reason=row.reason,
        border=border_of(row.ties, sides, viewer=viewer),
        first=_side("first", people, cards, (row.first_yes, row.first_size), first),
        second=_side("second", people, cards, (row.second_yes, row.second_size), second),
        treasury=held,
        voted=sum(bool(one.answer) for one in people),
        voters=len(people),
        chosen=sum(one.chose_at is not None for one in people),
        own=_own(own) if own else None,
        ended_at=row.ended_at,
        done_at=row.done_at,
        undo_until=row.undo_until if row.undo_until and at <= row.undo_until else None,
        undone_at=row.undone_at,
        undo_asked=sum(one.asks_undo_at is not None for one in people),
    )


def _treasuries(
    row: CircleChange, sizes: Counter[str]
) -> tuple[tuple[Money, ...], tuple[Money, ...], tuple[Money, ...]]:
    """What there is in all, and on each side: as it would be, or as it was when it was done."""
    if row.done_at is not None:
        money = list(row.money.order_by("currency"))
    elif row.kind == "merge" or sizes["first"] + sizes["second"] + sizes["both"]:
        money = moves_of(row, first=sizes["first"], second=sizes["second"], both=sizes["both"])
    else:
        money = []
    moved = tuple(Money(one.moved_minor, one.currency) for one in money)
    held = tuple(Money(one.held_minor, one.currency) for one in money)
    if row.kind == "split":
        rest = tuple(all_ - part for all_, part in zip(held, moved, strict=True))
        return held, rest, moved
    return tuple(one + two for one, two in zip(held, moved, strict=True)), held, moved


def _side(
    side: str,
    people: list[ChangeMember],
    cards: dict[UUID, MemberCard],
    counted: tuple[int | None, int | None],
    money: tuple[Money, ...],
) -> SideView:
    here = [one for one in people if one.side in (side, "both")]
    yes, size = counted
    keeps = [
        one for one in here if one.is_willing or (one.keeps if side == "first" else one.keeps_other)
    ]
    size = len(here) if size is None else size
    return SideView(
        people=_cards(cards, [one for one in here if one.side == side]),
        both=_cards(cards, [one for one in here if one.side == "both"]),
        willing=_cards(cards, keeps),
        needed=needed(size),
        yes=yes,
        size=size,
        treasury=money,
    )


def _cards(cards: dict[UUID, MemberCard], people: list[ChangeMember]) -> tuple[MemberCard, ...]:
    return tuple(cards[one.member_id] for one in people if one.member_id in cards)


def _own(row: ChangeMember) -> OwnView:
    return OwnView(
        row.side, row.chose_at is not None, row.is_willing, row.answer, row.asks_undo_at is not None
    )


def _line(row: CircleChange) -> ChangeLine:
    return ChangeLine(
        id=row.id,
        kind=row.kind,
        circle=row.circle_id,
        other=row.other_id,
        name=row.name,
        state=row.state,
        proposed_by=row.proposed_by_id,
        proposed_at=row.proposed_at,
        closes_at=row.closes_at,
    )


def changes_of_member(member: UUID) -> list[dict[str, object]]:
    """A member's own rows, for taking them along. One SQL query."""
    return [
        dict(row)
        for row in ChangeMember.objects.filter(member=member)
        .order_by("id")
        .values("change", "side", "chose_at", "is_willing", "answer", "answered_at", "asks_undo_at")
    ]
