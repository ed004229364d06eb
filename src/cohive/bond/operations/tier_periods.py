"""Who holds a tier: granted, bought, given or earned, ended before its time, let go on.

Places are counted while the tier's row is held, so that they are never given twice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop as _

from cohive.bond.earning import rule
from cohive.bond.events_tiers import TierGranted, TierPeriodEnded, TierPeriodResumed
from cohive.bond.models import Member, Place, Tier, TierPeriod, TierPlace
from cohive.bond.operations.notices import notify
from cohive.bond.operations.standing import require_role
from cohive.bond.operations.tiers import NO_TIER, locked_tier
from cohive.bond.queries.tiers import place_holders
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

MY_PAGE = "/memberships/mine/"
FULL = "Every place of this tier is taken."
LEAP_DAY = (2, 29)

GRANTED = _("You hold “%(tier)s” until %(day)s: a steward gave it to you.")
EARNED = _("You earned “%(tier)s”: it holds until %(day)s.")


@dataclass(frozen=True)
class Why:
    """Why a member holds a tier: bought, given, earned (by which rule, how much) or granted."""

    reason: str
    source: UUID | None = None
    earned_by: str = ""
    earned_count: int = 0


def year_after(instant: datetime) -> datetime:
    """The same day and hour a year later; 28 February after a leap day."""
    if (instant.month, instant.day) == LEAP_DAY:
        return instant.replace(year=instant.year + 1, day=28)
    return instant.replace(year=instant.year + 1)


def next_start(tier: Tier, member: UUID, *, at: datetime) -> datetime:
    """When a further period of this tier begins: never on days she has already.

    At the end of what she holds of it, grace included in the asking but not in the counting; else
    at the end of a higher tier; else now.
    """
    live = TierPeriod.objects.filter(member=member, holds_until__gt=at, ended_at__isnull=True)
    same: datetime | None = live.filter(tier=tier).aggregate(last=Max("ends_at"))["last"]
    if same is not None:
        return same
    above = live.filter(tier__rank__gt=tier.rank)
    higher: datetime | None = above.aggregate(last=Max("ends_at"))["last"]
    return max(at, higher) if higher is not None else at


@transaction.atomic
def grant_tier(*, tier: UUID, member: UUID, by: UUID, at: datetime) -> UUID:
    """A steward lets another member hold a tier for a year; return the period's id."""
    require_role(by, "steward")
    if member == by:
        raise Forbidden("Another steward decides about your own membership.")
    period = begin_period(tier=tier, member=member, why=Why("granted"), by=by, at=at)
    _tell(period, GRANTED, at=at)
    return period


@transaction.atomic
def begin_period(*, tier: UUID, member: UUID, why: Why, by: UUID, at: datetime) -> UUID:
    """Let a member hold a tier for a year from when it may begin; return the period's id.

    The same `source` again gives the same period. Refused when every place is taken.
    """
    if why.source is not None:
        known = TierPeriod.objects.filter(source=why.source).values_list("id", flat=True).first()
        if known is not None:
            return known
    row = locked_tier(tier)
    if not Member.objects.filter(agent=member, state="active").exists():
        raise Missing("There is no such member.")
    check_place(row, member, at=at, besides=why.source)
    starts_at = next_start(row, member, at=at)
    ends_at = year_after(starts_at)
    period = TierPeriod.objects.create(
        tier=row,
        member_id=member,
        reason=why.reason,
        earned_by=why.earned_by,
        earned_count=why.earned_count,
        source=why.source,
        starts_at=starts_at,
        ends_at=ends_at,
        grace_days=row.grace_days,
        holds_until=ends_at + timedelta(days=row.grace_days),
        given_by_id=by,
        given_at=at,
    )
    if why.source is not None:
        TierPlace.objects.filter(source=why.source).delete()
    record(
        TierGranted(tier=row.id, member=member, period=period.id, reason=why.reason),
        by=by,
        at=at,
        object_kind="tier",
        object=row.id,
        target=member,
    )
    return period.id


@transaction.atomic
def end_period(*, period: UUID, by: UUID, at: datetime, for_source: UUID | None = None) -> None:
    """End a period before its time; ending it again changes nothing.

    `for_source` is what it gave way to, so that it can go on when that is undone.
    """
    row = TierPeriod.objects.select_for_update().filter(id=period).first()
    if row is None:
        raise Missing("There is no such membership.")
    if row.ended_at is not None:
        return
    TierPeriod.objects.filter(id=row.id).update(ended_at=at, ended_for=for_source)
    record(
        TierPeriodEnded(tier=row.tier_id, member=row.member_id, period=row.id),
        by=by,
        at=at,
        object_kind="tier",
        object=row.tier_id,
        target=row.member_id,
    )


@transaction.atomic
def take_tier_back(*, period: UUID, by: UUID, at: datetime) -> None:
    """A steward ends what was granted or earned; what was bought ends with its money back."""
    require_role(by, "steward")
    row = TierPeriod.objects.filter(id=period).first()
    if row is None:
        raise Missing("There is no such membership.")
    if row.source is not None:
        raise Refused("It was paid for. Give the money back on its order, and it ends.")
    end_period(period=period, by=by, at=at)


@transaction.atomic
def resume_periods(
    *, ended_for: UUID, by: UUID, at: datetime, besides: Collection[UUID] = ()
) -> None:
    """Let go on what had given way to something that was undone; not the sources `besides`."""
    rows = TierPeriod.objects.select_for_update().filter(ended_for=ended_for)
    for row in rows.order_by("id"):
        if row.source in besides:
            continue
        TierPeriod.objects.filter(id=row.id).update(ended_at=None, ended_for=None)
        record(
            TierPeriodResumed(tier=row.tier_id, member=row.member_id, period=row.id),
            by=by,
            at=at,
            object_kind="tier",
            object=row.tier_id,
            target=row.member_id,
        )


@transaction.atomic
def keep_tier_place(
    *, tier: UUID, member: UUID | None, source: UUID, until: datetime | None, at: datetime
) -> None:
    """Keep a place for an order that is being paid, or for a gift until its day.

    Refused when every place is taken. Keeping it again for the same source moves its end. No act:
    the order's own act says it.
    """
    row = locked_tier(tier)
    check_place(row, member, at=at, besides=source)
    TierPlace.objects.update_or_create(
        source=source, defaults={"tier": row, "member_id": member, "until": until}
    )


@transaction.atomic
def let_tier_place_go(*, source: UUID, at: datetime) -> None:
    """The order was let go or the gift given back: the place is free again."""
    del at
    TierPlace.objects.filter(source=source).delete()


def check_place(row: Tier, member: UUID | None, *, at: datetime, besides: UUID | None) -> None:
    """Refuse when no place is free for her; the caller holds the tier's row."""
    if row.places is None:
        return
    taken = place_holders([row.id], at=at)[row.id]
    if len(taken - {member, besides}) >= row.places:
        raise Refused(FULL)


@transaction.atomic
def earn_tiers(*, at: datetime) -> int:
    """Let everybody who did enough within the last year hold what she earned; return how many.

    Run on the clock; who holds the tier or a higher one already gets nothing more now. A tier
    whose places are all taken waits.
    """
    firm = Place.objects.values_list("firm_id", flat=True).first()
    given = 0
    for row in Tier.objects.exclude(earned_by="").filter(closed_at__isnull=True).order_by("-rank"):
        counted = rule(row.earned_by)
        if counted is None or firm is None:
            continue
        held = _holding(row, at=at)
        for member, count in sorted(counted.count(at - timedelta(days=365), at).items()):
            if count >= row.earned_count and member not in held:
                given += _earn(row, member, count, firm=firm, at=at)
    return given


def _holding(row: Tier, *, at: datetime) -> set[UUID]:
    """Who holds a tier or a higher one, now or ahead; its grace does not count."""
    live = TierPeriod.objects.filter(ends_at__gt=at, ended_at__isnull=True)
    return set(live.filter(tier__rank__gte=row.rank).values_list("member_id", flat=True))


def _earn(row: Tier, member: UUID, count: int, *, firm: UUID, at: datetime) -> bool:
    why = Why("earned", earned_by=row.earned_by, earned_count=count)
    try:
        period = begin_period(tier=row.id, member=member, why=why, by=firm, at=at)
    except Refused:  # no place is free, or she left
        return False
    _tell(period, EARNED, at=at)
    return True


@transaction.atomic
def note_reminded(*, period: UUID, at: datetime) -> bool:
    """Remember that her mail about the end was planned; return whether it was due."""
    rows = TierPeriod.objects.filter(id=period, reminded_at__isnull=True, ended_at__isnull=True)
    return bool(rows.update(reminded_at=at))


def end_periods_of(member: UUID, *, by: UUID, at: datetime) -> None:
    """All she holds ends; inside her leaving's transaction."""
    rows = TierPeriod.objects.filter(member=member, holds_until__gt=at, ended_at__isnull=True)
    for period in rows.values_list("id", flat=True):
        end_period(period=period, by=by, at=at)


def _tell(period: UUID, sentence: str, *, at: datetime) -> None:
    row = TierPeriod.objects.select_related("tier").filter(id=period).first()
    if row is None:
        raise Missing(NO_TIER)
    notify(
        to=row.member_id,
        kind="tier",
        sentence=sentence,
        values={"tier": row.tier.name, "day": f"day:{row.ends_at.date().isoformat()}"},
        url=MY_PAGE,
        at=at,
        subject=row.tier_id,
        key=f"tier:{row.id}",
    )
