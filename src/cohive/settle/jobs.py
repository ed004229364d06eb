"""What this room does in the background: dividing what it hears, telling people what came in."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as place_queries
from cohive.journal.events import ActRecord
from cohive.settle.models import CameIn, Credit, Unannounced
from cohive.settle.operations import end_links, follow_reviews
from cohive.settle.operations.distribute import distribute_order, take_back, take_back_dispute
from cohive.settle.operations.resale import (
    Back,
    note_missed_windows,
    note_window,
    owe_commissions,
    take_commissions_back,
)
from cohive.trade import queries as trade

TELL_AGAIN_AFTER = timedelta(hours=8)
"""One person hears of one product at most this often; what comes between is told together."""
BATCH_ROWS = 5_000

CAME_IN = gettext_noop("%(amount)s came in from %(product)s.")
WENT_BACK = gettext_noop("%(amount)s went back: something of %(product)s was returned.")
LINK_REWARD = gettext_noop("%(amount)s came in as a reward for your link to %(product)s.")


def hear_paid(act: ActRecord) -> None:
    """An order was paid: divide it, and owe who sold it on her commission."""
    firm = _firm()
    distribute_order(order=act.event.order, by=firm, at=act.at)
    owe_commissions(order=act.event.order, by=firm, at=act.at)


def hear_refunded(act: ActRecord) -> None:
    """Something was returned: its money walks back the same way."""
    order, refund, firm = act.event.order, act.event.refund, _firm()
    take_back(order=order, refund=refund, by=firm, at=act.at)
    found = trade.refund_for_settlement(refund)
    lines = [Back(line.line, line.quantity) for line in found.lines] if found else []
    take_commissions_back(order=order, cause=refund, lines=lines, by=firm, at=act.at)
    note_window(
        order=order
    )  # with its last piece given back, an order that kept files is at its end


def hear_dispute_lost(act: ActRecord) -> None:
    """A bank kept a payment back for good: its money walks back the same way."""
    _walk_back(act.event.order, act.event.dispute, at=act.at)


def hear_favour(act: ActRecord) -> None:
    """A favour, heard of after a lost dispute, may make it one that took all that was left."""
    for dispute in trade.whole_disputes_of(act.event.order):
        _walk_back(act.event.order, dispute, at=act.at)


def _walk_back(order: UUID, dispute: UUID, *, at: datetime) -> None:
    firm = _firm()
    take_back_dispute(order=order, dispute=dispute, by=firm, at=at)
    found = trade.dispute_for_settlement(dispute)
    lines = [Back(line.line, line.quantity) for line in found.lines] if found else []
    take_commissions_back(order=order, cause=dispute, lines=lines, by=firm, at=at)


def hear_parcel(act: ActRecord) -> None:
    """A parcel left or arrived: the time to send things back is known better."""
    note_window(order=act.event.order)


def note_ends(*, at: datetime) -> None:
    """Orders that ended without a parcel: a job of every day, for what was not heard."""
    del at
    note_missed_windows()


def hear_claimed(act: ActRecord) -> None:
    """A maker took what was kept under her name: her private links end."""
    end_links(payee=act.event.member, at=act.at)


def hear_review(act: ActRecord) -> None:
    """A review began or ceased to hold: let the books follow."""
    follow_reviews(by=_firm(), at=act.at)


def follow_all_reviews(*, at: datetime) -> None:
    """Let the books follow the reviews, whatever was heard or missed."""
    place = place_queries.place()
    if place is not None:
        follow_reviews(by=place.agent, at=at)


def _firm() -> UUID:
    place = place_queries.place()
    if place is None:
        raise LookupError("no place was founded")
    return place.agent


def tell_what_came_in(*, at: datetime) -> None:
    """One notice for each person and product, with the sum of what she was not told of yet."""
    waiting = (
        Unannounced.objects.select_related("credit__distribution__pool")
        .defer("credit__distribution__pool__labels")
        .order_by("credit_id")[:BATCH_ROWS]
    )
    groups: dict[tuple[UUID, UUID, str], list[Credit]] = defaultdict(list)
    for row in waiting:
        credit = row.credit
        groups[credit.payee_id, credit.distribution.pool_id, credit.kind].append(credit)
    told = {
        (row.payee_id, row.pool_id): row.told_at
        for row in CameIn.objects.filter(payee_id__in={payee for payee, _, _ in groups})
    }
    due = {
        key: found
        for key, found in groups.items()
        if key[:2] not in told or told[key[:2]] + TELL_AGAIN_AFTER <= at
    }
    for (payee, _, kind), found in due.items():
        _tell(payee, kind, found, at=at)
    Unannounced.objects.filter(
        credit_id__in=[credit.id for found in due.values() for credit in found]
    ).delete()
    CameIn.objects.bulk_create(
        [
            CameIn(payee_id=payee, pool_id=pool, told_at=at)
            for payee, pool in {key[:2]: None for key in due}
        ],
        update_conflicts=True,
        unique_fields=["payee", "pool"],
        update_fields=["told_at"],
    )


def _tell(payee: UUID, kind: str, found: list[Credit], *, at: datetime) -> None:
    total = sum(credit.amount_minor for credit in found)
    if not total:
        return
    pool = found[0].distribution.pool
    sentence = LINK_REWARD if kind == "link" else CAME_IN
    bond.notify(
        to=payee,
        kind="settle.came_in",
        sentence=sentence if total > 0 else WENT_BACK,
        values={"amount": f"money:{total}:{pool.currency}", "product": pool.title},
        url=f"{reverse('settle:statement')}?line={found[-1].id}",
        at=at,
        subject=found[-1].id,
        key=f"settle:came-in:{found[-1].id}",
    )
