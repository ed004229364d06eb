"""Tiers of membership: made, changed and closed by stewards; circles that are for one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import naming
from cohive.bond.earning import rule
from cohive.bond.events_tiers import (
    TierChanged,
    TierCircleSet,
    TierClosed,
    TierMade,
    TierOpenedAgain,
)
from cohive.bond.models import Circle, Membership, Tier, TierCircle
from cohive.bond.operations.notices import notify
from cohive.bond.operations.standing import require_role
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

LINES_MAX = 12
LINE_CHARACTERS_MAX = 160
QUESTIONS_MAX = 5
GRACE_DAYS_MAX = 90
PLACES_MAX = 1_000_000
RANK_MAX = 999
TAKEN_SLUGS = frozenset({"mine", "desk", "redeem", "new"})
NO_TIER = "There is no such tier."
OPEN_AGAIN = gettext_noop(
    "“%(circle)s” is for everybody again. You came in by a membership: to have a vote there, join "
    "it as everybody does."
)
RANK_TAKEN = "Another tier has this rank. Each has one of its own."


@dataclass(frozen=True)
class TierTerms:
    """What a tier is. `rank` 0 takes the next free one; `gives` and `questions` are plain lines."""

    name: str
    gives: Sequence[str] = ()
    name_other: str = ""
    gives_other: Sequence[str] = ()
    rank: int = 0
    places: int | None = None
    joins_from: datetime | None = None
    joins_until: datetime | None = None
    grace_days: int = 14
    questions: Sequence[str] = ()
    earned_by: str = ""
    earned_count: int = 0


@transaction.atomic
def make_tier(*, terms: TierTerms, by: UUID, at: datetime) -> UUID:
    """Make a tier that members may hold; return its id. Stewards do this."""
    require_role(by, "steward")
    columns = _checked(terms)
    if not columns["rank"]:
        columns["rank"] = (Tier.objects.aggregate(last=Max("rank"))["last"] or 0) + 1
    slug = naming.slug_for(str(columns["name"]), fallback="tier", is_taken=_is_taken)
    row = _saved(Tier(slug=slug, made_by_id=by, made_at=at, **columns))
    record(TierMade(tier=row.id, rank=row.rank), by=by, at=at, object_kind="tier", object=row.id)
    return row.id


@transaction.atomic
def change_tier(*, tier: UUID, terms: TierTerms, by: UUID, at: datetime) -> None:
    """Change it for who joins from now on; periods keep their end and their grace."""
    require_role(by, "steward")
    row = locked_tier(tier)
    for name, value in _checked(terms).items():
        if name != "rank" or value:
            setattr(row, name, value)
    _saved(row)
    record(TierChanged(tier=row.id), by=by, at=at, object_kind="tier", object=row.id)


@transaction.atomic
def close_tier(*, tier: UUID, by: UUID, at: datetime) -> None:
    """Let nobody join any more, renewing included; who holds it keeps it until its end."""
    require_role(by, "steward")
    row = locked_tier(tier)
    if row.closed_at is not None:
        raise Refused("This tier is closed already.")
    Tier.objects.filter(id=row.id).update(closed_at=at)
    record(TierClosed(tier=row.id), by=by, at=at, object_kind="tier", object=row.id)


@transaction.atomic
def open_tier_again(*, tier: UUID, by: UUID, at: datetime) -> None:
    """Let members join a closed tier again."""
    require_role(by, "steward")
    if not Tier.objects.filter(id=tier, closed_at__isnull=False).update(closed_at=None):
        raise Missing(NO_TIER)
    record(TierOpenedAgain(tier=tier), by=by, at=at, object_kind="tier", object=tier)


@transaction.atomic
def set_circle_tier(*, circle: UUID, tier: UUID | None, by: UUID, at: datetime) -> None:
    """Say that a circle is for who holds a tier (or a higher one); None: for everybody again.

    Who belongs already and does not hold it stays on the list and no longer talks in it; who keeps
    the circle always may. Who came in while it was for a tier stays when it is for everybody
    again, and is told how to come to a vote there: by joining as everybody does.
    """
    require_role(by, "steward")
    row = Circle.objects.select_for_update().filter(agent=circle).first()
    if row is None:
        raise Missing("There is no such circle.")
    if tier is not None:
        locked_tier(tier)
    before = TierCircle.objects.filter(circle=row).values_list("tier_id", flat=True).first()
    if before == tier:
        return
    if tier is None:
        TierCircle.objects.filter(circle=row).delete()
        _tell_the_voteless(row, at=at)
    else:
        TierCircle.objects.update_or_create(circle=row, defaults={"tier_id": tier})
    record(
        TierCircleSet(circle=circle, tier=tier),
        by=by,
        at=at,
        object_kind="circle",
        object=circle,
        circle=circle,
    )


def _tell_the_voteless(circle: Circle, *, at: datetime) -> None:
    own = Membership.objects.filter(circle=circle, votes_since__isnull=True).order_by("id")
    for agent in own.values_list("member_id", flat=True):
        notify(
            to=agent,
            kind="bond.circle.open",
            sentence=OPEN_AGAIN,
            values={"circle": circle.name},
            url=reverse("bond:circle", kwargs={"slug": circle.slug}),
            at=at,
            subject=circle.agent_id,
        )


def locked_tier(tier: UUID) -> Tier:
    """The row, held until the transaction ends: one decision about its places at a time."""
    row = Tier.objects.select_for_update().filter(id=tier).first()
    if row is None:
        raise Missing(NO_TIER)
    return row


def _saved(row: Tier) -> Tier:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(RANK_TAKEN, field="rank") from None
    return row


def _checked(terms: TierTerms) -> dict[str, object]:
    """The columns, cleaned; Refused at the field that cannot be right."""
    _check_numbers(terms)
    if (
        terms.joins_from is not None
        and terms.joins_until is not None
        and terms.joins_until <= terms.joins_from
    ):
        raise Refused("It has to end later than it begins.", field="joins_until")
    if terms.earned_by and rule(terms.earned_by) is None:
        raise Refused("Choose how it is earned.", field="earned_by")
    if terms.earned_by and terms.earned_count < 1:
        raise Refused("Write how many, from 1 upwards.", field="earned_count")
    other = naming.clean_name(terms.name_other, field="name_other") if terms.name_other else ""
    gives = _lines(terms.gives, field="gives", most=LINES_MAX)
    if not gives:
        raise Refused("Say what it gives, one thing on each line.", field="gives")
    return {
        "name": naming.clean_name(terms.name),
        "name_other": other,
        "gives": gives,
        "gives_other": _lines(terms.gives_other, field="gives_other", most=LINES_MAX),
        "rank": terms.rank,
        "places": terms.places,
        "joins_from": terms.joins_from,
        "joins_until": terms.joins_until,
        "grace_days": terms.grace_days,
        "questions": _lines(terms.questions, field="questions", most=QUESTIONS_MAX),
        "earned_by": terms.earned_by,
        "earned_count": terms.earned_count if terms.earned_by else 0,
    }


def _check_numbers(terms: TierTerms) -> None:
    if not 0 <= terms.rank <= RANK_MAX:
        raise Refused("Write a number from 1 to %(most)s.", field="rank", most=RANK_MAX)
    if terms.places is not None and not 1 <= terms.places <= PLACES_MAX:
        raise Refused("Write how many, from 1 upwards; or nothing.", field="places")
    if not 0 <= terms.grace_days <= GRACE_DAYS_MAX:
        raise Refused("From 0 to %(most)s days.", field="grace_days", most=GRACE_DAYS_MAX)


def _lines(lines: Sequence[str], *, field: str, most: int) -> list[str]:
    kept = [line for line in (" ".join(line.split()) for line in lines) if line]
    if len(kept) > most:
        raise Refused("At most %(most)s lines.", field=field, most=most)
    if any(len(line) > LINE_CHARACTERS_MAX for line in kept):
        raise Refused(
            "Each line has at most %(length)s characters.", field=field, length=LINE_CHARACTERS_MAX
        )
    return kept


def _is_taken(slug: str) -> bool:
    return slug in TAKEN_SLUGS or Tier.objects.filter(slug=slug).exists()
