"""Tiers of membership as pages show them: what they give, who holds them, which places are left.

What holds is computed from the stored instants and right without any job.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cohive.bond.earning import label_of, words_of
from cohive.bond.models import Tier, TierApplication, TierCircle, TierPeriod, TierPlace

LIMIT_TIERS = 40
LIMIT_HOLDERS = 50
LIMIT_APPLICATIONS = 100


@dataclass(frozen=True)
class TierView:
    """A tier; higher `rank` holds what lower ones hold. `places` None: as many as want."""

    id: UUID
    slug: str
    name: str
    name_alt: str
    gives: tuple[str, ...]
    gives_alt: tuple[str, ...]
    rank: int
    places: int | None
    joins_from: datetime | None
    joins_until: datetime | None
    grace_days: int
    questions: tuple[str, ...]
    earned_by: str
    earned_count: int
    closed_at: datetime | None

    def name_in(self, language_tag: str) -> str:
        """The name in the reader's script, when it was written in both."""
        is_chinese = language_tag.startswith("zh")
        return self.name_alt if is_chinese and self.name_alt else self.name

    def gives_in(self, language_tag: str) -> tuple[str, ...]:
        """What it gives, in the reader's script when it was written in both."""
        is_chinese = language_tag.startswith("zh")
        return self.gives_alt if is_chinese and self.gives_alt else self.gives

    def joining(self, at: datetime) -> str:
        """Whether one may join: open, closed, not_yet or over."""
        if self.closed_at is not None:
            return "closed"
        if self.joins_from is not None and at < self.joins_from:
            return "not_yet"
        if self.joins_until is not None and at >= self.joins_until:
            return "over"
        return "open"

    @property
    def earned_words(self) -> str:
        """How it is earned, in the reader's language; '' where it cannot be."""
        return words_of(self.earned_by, self.earned_count) if self.earned_by else ""


@dataclass(frozen=True)
class TierPeriodView:
    """A stretch of time in which a member holds a tier; `source` is what it came from."""

    id: UUID
    tier: TierView
    member: UUID
    reason: str
    earned_by: str
    earned_count: int
    source: UUID | None
    starts_at: datetime
    ends_at: datetime
    grace_days: int
    holds_until: datetime
    ended_at: datetime | None

    def state(self, at: datetime) -> str:
        """ahead, holds, grace, over or ended."""
        if self.ended_at is not None:
            return "ended"
        if at < self.starts_at:
            return "ahead"
        if at < self.ends_at:
            return "holds"
        return "grace" if at < self.holds_until else "over"

    @property
    def earned_label(self) -> str:
        """What was counted when it was earned, in the reader's language; '' where nothing was."""
        return label_of(self.earned_by)


@dataclass(frozen=True)
class ApplicationView:
    """What a member asked for. `state` at an instant: asked, admitted, lapsed, declined or so."""

    id: UUID
    tier: UUID
    member: UUID
    said: tuple[tuple[str, str], ...]
    state: str
    asked_at: datetime
    decided_at: datetime | None
    answer: str
    pay_until: datetime | None

    def state_at(self, at: datetime) -> str:
        """The same; an admission nobody paid for in time is `lapsed`."""
        if self.state == "admitted" and self.pay_until is not None and at >= self.pay_until:
            return "lapsed"
        return self.state


def tiers(*, with_closed: bool = False) -> list[TierView]:
    """All tiers, the lowest first: they are few. One SQL query."""
    rows = Tier.objects.all() if with_closed else Tier.objects.filter(closed_at__isnull=True)
    return [view_of(row) for row in rows.order_by("rank")[:LIMIT_TIERS]]


def tier(tier_id: UUID) -> TierView | None:
    """One tier. One SQL query."""
    row = Tier.objects.filter(id=tier_id).first()
    return view_of(row) if row else None


def tier_by_slug(slug: str) -> TierView | None:
    """One tier by its address. One SQL query."""
    row = Tier.objects.filter(slug=slug).first()
    return view_of(row) if row else None


def holding(at: datetime) -> Q:
    """The periods that hold at an instant, grace included."""
    return Q(starts_at__lte=at, holds_until__gt=at, ended_at__isnull=True)


def holds_tier(agent: UUID, tier_id: UUID, *, at: datetime) -> bool:
    """Whether a member holds this tier or a higher one now. One SQL query."""
    rank = Tier.objects.filter(id=tier_id).values("rank")[:1]
    rows = TierPeriod.objects.filter(holding(at), member=agent, tier__rank__gte=rank)
    return rows.exists()


def periods_of(member: UUID, *, at: datetime) -> list[TierPeriodView]:
    """What a member holds now or ahead, the highest tier first. One SQL query."""
    rows = TierPeriod.objects.filter(member=member, holds_until__gt=at, ended_at__isnull=True)
    return period_views(rows.order_by("-tier__rank", "starts_at", "id"))


def all_periods_of(member: UUID) -> list[TierPeriodView]:
    """All a member ever held, the newest first. One SQL query."""
    return period_views(TierPeriod.objects.filter(member=member).order_by("-id"))


def tier_period(period_id: UUID) -> TierPeriodView | None:
    """One period. One SQL query."""
    return next(iter(period_views(TierPeriod.objects.filter(id=period_id))), None)


def period_of_source(source: UUID) -> TierPeriodView | None:
    """The period an order or a gift became. One SQL query."""
    return next(iter(period_views(TierPeriod.objects.filter(source=source))), None)


def tier_holders(
    tier_id: UUID, *, at: datetime, before: UUID | None = None, limit: int = LIMIT_HOLDERS
) -> list[TierPeriodView]:
    """Who holds a tier now or ahead, the newest first, by keyset. One SQL query."""
    rows = TierPeriod.objects.filter(tier=tier_id, holds_until__gt=at, ended_at__isnull=True)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return period_views(rows.order_by("-id")[:limit])


def places_taken(tier_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, int]:
    """How many places of each tier are taken or kept. Three SQL queries."""
    wanted = list(tier_ids)
    return {found: len(who) for found, who in place_holders(wanted, at=at).items()}


def place_holders(tier_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, set[UUID]]:
    """Who has a place: members, and for a gift nobody has redeemed the gift itself.

    A member counts once, whatever her place rests on. Three SQL queries.
    """
    taken: dict[UUID, set[UUID]] = {tier_id: set() for tier_id in tier_ids}
    periods = TierPeriod.objects.filter(
        tier__in=tier_ids, holds_until__gt=at, ended_at__isnull=True
    )
    for tier_id, member in periods.values_list("tier_id", "member_id"):
        taken[tier_id].add(member)
    kept = TierPlace.objects.filter(tier__in=tier_ids).exclude(until__lte=at)
    for tier_id, member_or_none, source in kept.values_list("tier_id", "member_id", "source"):
        taken[tier_id].add(member_or_none or source)
    admitted = TierApplication.objects.filter(tier__in=tier_ids, state="admitted", pay_until__gt=at)
    for tier_id, member in admitted.values_list("tier_id", "member_id"):
        taken[tier_id].add(member)
    return taken


def tier_of_circle(circle: UUID) -> TierView | None:
    """The tier a circle is for; None: it is for everybody. One SQL query."""
    row = TierCircle.objects.filter(circle=circle).select_related("tier").first()
    return view_of(row.tier) if row else None


def is_for_a_tier(circle: UUID) -> bool:
    """Whether only holders of a tier come into a circle; then no vote is held there. One query."""
    return TierCircle.objects.filter(circle=circle).exists()


def circles_for(tier_ids: Iterable[UUID]) -> dict[UUID, list[tuple[UUID, str, str]]]:
    """(circle, name, slug) of the circles for each tier. One SQL query."""
    found: dict[UUID, list[tuple[UUID, str, str]]] = {}
    rows = TierCircle.objects.filter(tier__in=list(tier_ids)).order_by("circle__name")
    for tier_id, circle, name, slug in rows.values_list(
        "tier_id", "circle_id", "circle__name", "circle__slug"
    ):
        found.setdefault(tier_id, []).append((circle, name, slug))
    return found


def circles_opened(rank: int) -> list[tuple[UUID, str, str]]:
    """(circle, name, slug) of the circles a tier of this rank opens: its own and those of lower
    tiers. One SQL query."""
    rows = TierCircle.objects.filter(tier__rank__lte=rank).order_by("circle__name")
    return list(rows.values_list("circle_id", "circle__name", "circle__slug"))


def applications_to_decide(*, limit: int = LIMIT_APPLICATIONS) -> list[ApplicationView]:
    """Those that wait for a steward, longest waiting first. One SQL query."""
    rows = TierApplication.objects.filter(state="asked").order_by("asked_at", "id")
    return [application_view(row) for row in rows[:limit]]


def applications_waiting() -> int:
    """How many wait for a steward. One SQL query."""
    return TierApplication.objects.filter(state="asked").count()


def application_of(member: UUID, tier_id: UUID) -> ApplicationView | None:
    """The last a member asked of a tier. One SQL query."""
    row = TierApplication.objects.filter(member=member, tier=tier_id).order_by("-id").first()
    return application_view(row) if row else None


def applications_of(member: UUID) -> list[ApplicationView]:
    """All a member asked for, the newest first. One SQL query."""
    rows = TierApplication.objects.filter(member=member).order_by("-id")
    return [application_view(row) for row in rows]


def is_admitted(member: UUID, tier_id: UUID, *, at: datetime) -> bool:
    """Whether a steward admitted her and she may still pay. One SQL query."""
    rows = TierApplication.objects.filter(member=member, tier=tier_id, state="admitted")
    return rows.filter(pay_until__gt=at).exists()


def periods_to_remind(*, at: datetime, before: datetime) -> list[TierPeriodView]:
    """Periods that end before an instant and whose member was not told yet. One SQL query."""
    rows = TierPeriod.objects.filter(
        ends_at__lte=before, ends_at__gt=at, ended_at__isnull=True, reminded_at__isnull=True
    )
    return period_views(rows.order_by("ends_at", "id")[:LIMIT_HOLDERS])


def period_views(rows: QuerySet[TierPeriod]) -> list[TierPeriodView]:
    """For this room's other queries: rows as views, in their order. One SQL query."""
    return [
        TierPeriodView(
            id=row.id,
            tier=view_of(row.tier),
            member=row.member_id,
            reason=row.reason,
            earned_by=row.earned_by,
            earned_count=row.earned_count,
            source=row.source,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            grace_days=row.grace_days,
            holds_until=row.holds_until,
            ended_at=row.ended_at,
        )
        for row in rows.select_related("tier")
    ]


def application_view(row: TierApplication) -> ApplicationView:
    """One row as a view; no query."""
    return ApplicationView(
        id=row.id,
        tier=row.tier_id,
        member=row.member_id,
        said=tuple(zip(row.questions, row.answers, strict=False)),
        state=row.state,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        answer=row.answer,
        pay_until=row.pay_until,
    )


def view_of(row: Tier) -> TierView:
    """One row as a view; no query."""
    return TierView(
        id=row.id,
        slug=row.slug,
        name=row.name,
        name_alt=row.name_other,
        gives=tuple(row.gives),
        gives_alt=tuple(row.gives_other),
        rank=row.rank,
        places=row.places,
        joins_from=row.joins_from,
        joins_until=row.joins_until,
        grace_days=row.grace_days,
        questions=tuple(row.questions),
        earned_by=row.earned_by,
        earned_count=row.earned_count,
        closed_at=row.closed_at,
    )
