"""What is held under which review, and what a hold would touch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Sum

from cohive.guard import queries as guard
from cohive.settle.models import Claim, Credit, Hold, Pool
from cohive.words.money import Money


@dataclass(frozen=True)
class HoldEffect:
    """What a review holds, and what it held and gave back; one amount for each currency."""

    held: tuple[Money, ...]
    returned: tuple[Money, ...]
    people: int


@dataclass(frozen=True)
class HeldForReview:
    """What of one person is held under one review, in one currency, and since when."""

    review: UUID
    amount: Money
    since: datetime


def open_holds() -> QuerySet[Hold]:
    """The rows of credits that are held and were not given back under the same review."""
    returned = Hold.objects.filter(
        credit=OuterRef("credit"), review_id=OuterRef("review_id"), step=Hold.RETURNED
    )
    return Hold.objects.filter(~Exists(returned), step=Hold.HELD)


def under_review() -> Exists:
    """Whether the credit of the outer query is held under any review."""
    return Exists(open_holds().filter(credit=OuterRef("pk")))


def effect_of(review: UUID) -> HoldEffect:
    """What a review did to money. Three SQL queries."""
    held = open_holds().filter(review_id=review)
    returned = Hold.objects.filter(review_id=review, step=Hold.RETURNED)
    people = (
        Hold.objects.filter(review_id=review, step=Hold.HELD)
        .aggregate(people=Count("credit__payee", distinct=True))
    )  # fmt: skip
    return HoldEffect(_sums(held), _sums(returned), people["people"])


def _sums(rows: QuerySet[Hold]) -> tuple[Money, ...]:
    found = rows.values("credit__distribution__pool__currency").annotate(total=Sum("amount_minor"))
    return tuple(
        Money(row["total"], row["credit__distribution__pool__currency"])
        for row in found.order_by("credit__distribution__pool__currency")
    )


def held_of(agent: UUID) -> list[HeldForReview]:
    """What of this person's is held, by review. One SQL query."""
    rows = (
        open_holds()
        .filter(credit__payee_id=agent)
        .values("review_id", "credit__distribution__pool__currency")
        .annotate(total=Sum("amount_minor"), since=Min("at"))
        .order_by("since", "review_id")
    )
    return [
        HeldForReview(
            row["review_id"],
            Money(row["total"], row["credit__distribution__pool__currency"]),
            row["since"],
        )
        for row in rows
    ]


def pools_touched(targets: Iterable[UUID]) -> list[UUID]:
    """The pools whose product is one of these things, or was made from one. One SQL query."""
    wanted = frozenset(targets)
    return [
        pool.id
        for pool in Pool.objects.only("product_id", "labels").order_by("id").iterator()
        if touches(pool, wanted)
    ]


def touches(pool: Pool, targets: frozenset[UUID]) -> bool:
    """Whether what comes into this pool comes from one of these things."""
    return pool.product_id in targets or any(f"work:{one}" in pool.labels for one in targets)


def payees_touched(review: UUID) -> int:
    """How many of a review's group have a part in what the reviewed things bring. Four queries."""
    found = guard.review(review)
    if found is None:
        return 0
    members = guard.review_members(review)
    pools = pools_touched(found.targets)
    claiming = Claim.objects.filter(pool__in=pools, payee__in=members).values_list("payee_id")
    linking = Credit.objects.filter(
        distribution__pool__in=pools, payee__in=members, kind="link"
    ).values_list("payee_id")
    return claiming.union(linking).count()
