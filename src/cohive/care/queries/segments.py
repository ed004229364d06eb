"""Who is in a segment, and why: read anew each time, always with the reasons.

Only who may be written to is listed: members, who have a page for notices here, and people brought
along who agreed. A segment of fewer than ten people is not shown as a group, and neither is one
that tells fewer than ten by what it leaves out: compared with everybody, and with each segment made
before it that is shown or was within the last thirty days, it differs by nobody or by ten at least.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from cohive.bond import queries as bond
from cohive.care.models import KnownPerson, Segment
from cohive.create import queries as create
from cohive.trade import queries as trade
from cohive.words.sentences import Sentence

PEOPLE_MIN = 10
HOLDERS_MAX = 10_000
REMEMBERED_FOR = timedelta(days=30)
"""So long an ended segment is still compared with: who has just read it knows it."""


@dataclass(frozen=True)
class Reason:
    """One rule met: `sentence` follows the word “because”."""

    kind: str
    sentence: Sentence


@dataclass(frozen=True)
class Reached:
    """One person of a segment: a member, or `known` somebody brought along who agreed."""

    member: UUID | None
    known: UUID | None
    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class SegmentView:
    """A segment: its rules in words, its people, and how many fit who may not be written to.

    `not_agreed` is rounded down to tens. `stands_out`: by what it leaves out of everybody or of an
    earlier segment, or adds to one, it would tell fewer than ten.
    """

    id: UUID
    name: str
    rules: tuple[Sentence, ...]
    people: tuple[Reached, ...]
    not_agreed: int
    made_at: datetime
    stands_out: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether it can be shown as a group without singling anybody out."""
        return len(self.people) >= PEOPLE_MIN and not self.stands_out


@dataclass(frozen=True)
class _Met:
    """Who meets one rule, and how it is said of them and of the rule."""

    members: frozenset[UUID]
    known: frozenset[UUID]
    because: Sentence
    rule: Sentence


def segments(*, at: datetime) -> list[SegmentView]:
    """Every segment that is kept, newest first. A few SQL queries for each rule."""
    return [found for row, found in reversed(_compared(at)) if row.ended_at is None]


def segment(segment_id: UUID, *, at: datetime) -> SegmentView | None:
    """One segment with its people. A few SQL queries for each rule of it and of those before it."""
    if not Segment.objects.filter(id=segment_id, ended_at=None).exists():
        return None
    return next(found for row, found in _compared(at) if row.id == segment_id)


def _compared(at: datetime) -> list[tuple[Segment, SegmentView]]:
    """Segments that are known, the oldest first, each compared with those before it."""
    rows = Segment.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at - REMEMBERED_FOR))
    shown, answer = [_everybody()], []
    for row in rows.order_by("id"):
        found = view(row, at=at)
        people = frozenset(one.member or one.known for one in found.people)
        if found.is_shown:
            found = replace(found, stands_out=any(_tells_few(people, other) for other in shown))
        if found.is_shown:
            shown.append(people)
        answer.append((row, found))
    return answer


def _everybody() -> frozenset[UUID | None]:
    agreed = KnownPerson.objects.filter(claimed_at=None, agreed_on__isnull=False)
    return frozenset((*bond.active_members(), *agreed.values_list("id", flat=True)))


def _tells_few(one: frozenset[UUID | None], other: frozenset[UUID | None]) -> bool:
    """Whether what one group has and the other has not are a few: not nobody, and not ten."""
    return any(0 < len(rest) < PEOPLE_MIN for rest in (one - other, other - one))


def segments_of(agent: UUID, *, at: datetime) -> list[tuple[str, tuple[Reason, ...]]]:
    """In which segments a member is, and why: what she sees of it herself."""
    return [
        (found.name, person.reasons)
        for found in segments(at=at)
        for person in found.people
        if person.member == agent
    ]


def view(row: Segment, *, at: datetime) -> SegmentView:
    """A segment with everybody who meets all its rules."""
    met = [_met(kind, value, at=at) for kind, value in row.rules]
    members = bond.active_members().intersection(*(each.members for each in met))
    known = frozenset.intersection(*(each.known for each in met))
    reasons = tuple(
        Reason(kind, each.because) for (kind, _value), each in zip(row.rules, met, strict=True)
    )
    rows = list(
        KnownPerson.objects.filter(id__in=known, claimed_at=None)
        .order_by("id")
        .values_list("id", "name", "agreed_on")
    )
    cards = bond.cards(members)
    people = [
        Reached(member, None, cards[member].name if member in cards else "", reasons)
        for member in sorted(members)
    ]
    people += [Reached(None, person, name, reasons) for person, name, agreed in rows if agreed]
    return SegmentView(
        id=row.id,
        name=row.name,
        rules=tuple(each.rule for each in met),
        people=tuple(people),
        not_agreed=_in_tens(sum(1 for _person, _name, agreed in rows if not agreed)),
        made_at=row.made_at,
    )


def _in_tens(count: int) -> int:
    return count - count % PEOPLE_MIN


def _met(kind: str, value: str, *, at: datetime) -> _Met:
    if kind in ("country", "town"):
        return _at_home(kind, value)
    if kind == "bought_before":
        return _bought_before(value)
    subject = UUID(value)
    if kind == "circle":
        return _in_circle(subject)
    if kind == "tier":
        return _in_tier(subject, at=at)
    return _of_product(kind, subject, at=at)


def _in_circle(circle: UUID) -> _Met:
    found = bond.circle(circle)
    name = found.name if found else ""
    return _Met(
        bond.members_of_circles([circle]).get(circle, frozenset()),
        frozenset(),
        Sentence("in the circle %(name)s", {"name": name}),
        Sentence("in the circle %(name)s", {"name": name}),
    )


def _in_tier(tier: UUID, *, at: datetime) -> _Met:
    found = bond.tier(tier)
    name = found.name if found else ""
    holders = bond.tier_holders(tier, at=at, limit=HOLDERS_MAX)
    return _Met(
        frozenset(period.member for period in holders if period.member),
        frozenset(),
        Sentence("holds the membership %(name)s", {"name": name}),
        Sentence("holds the membership %(name)s", {"name": name}),
    )


def _of_product(kind: str, product: UUID, *, at: datetime) -> _Met:
    found = create.product(product)
    title = found.title if found else ""
    if kind == "made":
        way = create.product_way(product, at=at) if found else []
        return _Met(
            frozenset(person.agent for stage in way for person in stage.people),
            frozenset(),
            Sentence("worked on “%(thing)s”", {"thing": title}),
            Sentence("worked on “%(thing)s”", {"thing": title}),
        )
    before = _bought_before(title)
    return _Met(
        trade.members_who_bought(product) | before.members,
        before.known,
        Sentence("bought “%(thing)s”", {"thing": title}),
        Sentence("bought “%(thing)s”", {"thing": title}),
    )


def _bought_before(what: str) -> _Met:
    """By a file of past customers: its own words for the thing, compared whole."""
    rows = KnownPerson.objects.filter(bought__what__iexact=what) if what else ()
    return _both(
        ((row.id, row.member_id) for row in rows),
        Sentence("bought “%(thing)s”", {"thing": what}),
    )


def _at_home(kind: str, value: str) -> _Met:
    rows = KnownPerson.objects.filter(**{f"{kind}__iexact": value})
    return _both(
        ((row.id, row.member_id) for row in rows),
        Sentence("lives in %(where)s", {"where": value}),
    )


def _both(rows: Iterable[tuple[UUID, UUID | None]], sentence: Sentence) -> _Met:
    found = list(rows)
    return _Met(
        frozenset(member for _known, member in found if member),
        frozenset(known for known, _member in found),
        sentence,
        sentence,
    )
