"""Who is in a segment, and why: read anew each time, always with the reasons.

Only who may be written to is listed: members, who have a page for notices here, and people brought
along who agreed. A segment of fewer than ten people is not shown as a group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.bond import queries as bond
from cohive.care.models import KnownPerson, Segment
from cohive.create import queries as create
from cohive.trade import queries as trade
from cohive.words.sentences import Sentence

PEOPLE_MIN = 10
HOLDERS_MAX = 10_000


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
    """A segment: its rules in words, its people, and how many fit who may not be written to."""

    id: UUID
    name: str
    rules: tuple[Sentence, ...]
    people: tuple[Reached, ...]
    not_agreed: int
    made_at: datetime

    @property
    def is_shown(self) -> bool:
        """Whether it is large enough to be shown as a group."""
        return len(self.people) >= PEOPLE_MIN


@dataclass(frozen=True)
class _Met:
    """Who meets one rule, and how it is said of them and of the rule."""

    members: frozenset[UUID]
    known: frozenset[UUID]
    because: Sentence
    rule: Sentence


def segments(*, at: datetime) -> list[SegmentView]:
    """Every segment that is kept, newest first. A few SQL queries for each rule."""
    return [view(row, at=at) for row in Segment.objects.filter(ended_at=None).order_by("-id")]


def segment(segment_id: UUID, *, at: datetime) -> SegmentView | None:
    """One segment with its people. A few SQL queries for each rule."""
    row = Segment.objects.filter(id=segment_id, ended_at=None).first()
    return view(row, at=at) if row else None


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
        not_agreed=sum(1 for _person, _name, agreed in rows if not agreed),
        made_at=row.made_at,
    )


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
