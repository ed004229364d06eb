"""Holding what a group under review earns from the reviewed things, and giving it back.

Nobody says here which review holds: `guard` is asked each time, so a notice that comes late, twice
or in the wrong order changes nothing. The money moves between two accounts of the same person, from
what she earned to what is held; nobody else is given any of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.guard import queries as guard
from cohive.guard.queries import HeldPayout
from cohive.journal.operations import record
from cohive.ledger import operations as ledger
from cohive.ledger.operations import Posting
from cohive.settle.events import PayoutHeld, PayoutReturned
from cohive.settle.models import Credit, Hold, Pool
from cohive.settle.queries.holds import open_holds, pools_touched, touches
from cohive.words.money import Money

HELD_PURPOSES = {"earned": "held_earned", "link": "held_link", "prior": "held_earned"}
"""The account beside each of a payee's own in which it waits."""
OWN_PURPOSES = {"earned": "earned", "link": "link_reward", "prior": "earned"}
"""What was had back before the split stands beside pay for making."""
BATCH_ROWS = 500

HELD = gettext_noop("%(amount)s of yours is held until a review is decided. It stays yours.")
RETURNED = gettext_noop("%(amount)s that was held is free again.")


@transaction.atomic
def follow_reviews(*, by: UUID, at: datetime) -> int:
    """Hold and give back until the books say what the reviews say; return how many credits did.

    The pools are locked first, in one order, so that no sale is divided in between unseen.
    """
    payouts = {payout.review: payout for payout in guard.held_payouts()}
    ended = set(open_holds().values_list("review_id", flat=True).distinct()) - set(payouts)
    if not payouts and not ended:
        return 0
    touched = {review: pools_touched(payout.targets) for review, payout in payouts.items()}
    _lock({pool for pools in touched.values() for pool in pools}, ended)
    count = 0
    for review, payout in sorted(payouts.items()):
        count += _hold(payout, _due(payout).filter(distribution__pool__in=touched[review]), by, at)
    for review in sorted(ended):
        count += _give_back(review, by=by, at=at)
    return count


def _lock(pools: set[UUID], ended: set[UUID]) -> None:
    held = open_holds().filter(review_id__in=ended).values_list("credit__distribution__pool_id")
    wanted = pools | {pool for (pool,) in held.distinct()}
    list(Pool.objects.select_for_update().filter(id__in=wanted).order_by("id").only("id"))


def hold_new(*, pool: Pool, distribution: UUID, by: UUID, at: datetime) -> None:
    """Hold what a distribution just brought somebody whose pay from this pool is held.

    Called where it is divided, in the same transaction and under the pool's lock.
    """
    for payout in guard.held_payouts():
        if touches(pool, payout.targets):
            due = _due(payout).filter(distribution=distribution)
            _hold(payout, due, by, max(at, payout.held_at))


def _due(payout: HeldPayout) -> QuerySet[Credit]:
    """The group's credits this review still has to hold: not those final before it held.

    What a refund takes back goes the way of its sale, so that nobody is left with a sale that is
    free and its refund that is held.
    """
    done = Hold.objects.filter(credit=OuterRef("pk"), review_id=payout.review)
    return (
        Credit.objects.filter(~Exists(done), payee__in=payout.members)
        .exclude(amount_minor=0)
        .annotate(ends=Coalesce("distribution__refund_of__final_from", "distribution__final_from"))
        .filter(ends__gt=payout.held_at)
        .select_related("distribution__pool")
        .defer("distribution__pool__labels")
        .order_by("id")
    )


def _hold(payout: HeldPayout, due: QuerySet[Credit], by: UUID, at: datetime) -> int:
    moved = list(due)
    if moved:
        said = PayoutHeld(review=payout.review, credits=len(moved))
        _move(payout.review, moved, Hold.HELD, said, by=by, at=at)
    return len(moved)


def _give_back(review: UUID, *, by: UUID, at: datetime) -> int:
    held = open_holds().filter(review_id=review).values("credit_id")
    moved = list(
        Credit.objects.filter(id__in=held)
        .select_related("distribution__pool")
        .defer("distribution__pool__labels")
        .order_by("id")
    )
    if moved:
        said = PayoutReturned(review=review, credits=len(moved))
        _move(review, moved, Hold.RETURNED, said, by=by, at=at)
    return len(moved)


def _move(
    review: UUID, moved: Sequence[Credit], step: str, said: Any, *, by: UUID, at: datetime
) -> None:
    """Write the rows, the act, the entry and a notice for each payee."""
    elsewhere = set(
        open_holds()
        .filter(credit__in=moved)
        .exclude(review_id=review)
        .values_list("credit_id", flat=True)
    )
    act = record(said, by=by, at=at, object_kind="review", object=review)
    Hold.objects.bulk_create(
        [
            Hold(
                review_id=review,
                credit=credit,
                step=step,
                amount_minor=credit.amount_minor,
                act_id=act,
                at=at,
            )
            for credit in moved
        ],
        batch_size=BATCH_ROWS,
    )
    sums = _sums(moved, elsewhere)
    _post(sums, step, act, at=at)
    _tell(review, sums, step, act, at=at)


Sums = dict[tuple[UUID, str, str], int]
"""Payee, kind of credit, currency: what moves, in minor units."""


def _sums(moved: Sequence[Credit], elsewhere: Collection[UUID]) -> Sums:
    sums: Sums = defaultdict(int)
    for credit in moved:
        if credit.id not in elsewhere:
            place = (credit.payee_id, credit.kind, credit.distribution.pool.currency)
            sums[place] += credit.amount_minor
    return {place: minor for place, minor in sums.items() if minor}


def _post(sums: Sums, step: str, act: UUID, *, at: datetime) -> None:
    sign = 1 if step == Hold.HELD else -1
    postings = []
    for (payee, kind, currency), minor in sums.items():
        amount = Money(sign * minor, currency)
        postings.append(Posting(payee, HELD_PURPOSES[kind], amount))
        postings.append(Posting(payee, OWN_PURPOSES[kind], Money(-amount.minor, currency)))
    if postings:
        ledger.post(
            kind=f"settle.{step}", act=act, key=f"settle:{step}:{act}", postings=postings, at=at
        )


def _tell(review: UUID, sums: Sums, step: str, act: UUID, *, at: datetime) -> None:
    sentence = HELD if step == Hold.HELD else RETURNED
    for (payee, kind, currency), minor in sums.items():
        if minor > 0:
            bond.notify(
                to=payee,
                kind=f"settle.{step}",
                sentence=sentence,
                values={"amount": f"money:{minor}:{currency}"},
                url=reverse("settle:statement"),
                at=at,
                subject=review,
                key=f"settle:{step}:{act}:{payee}:{kind}:{currency}",
            )
