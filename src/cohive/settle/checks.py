"""What `cohive verify` re-derives of the money: every claim, every pool, every book.

Each check walks its rows once and returns a sentence on the first fault, or ''.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from cohive.bond import queries as bond
from cohive.engine.allotment import claim as claim_of
from cohive.ledger import queries as ledger
from cohive.settle.models import (
    Claim,
    Credit,
    Distribution,
    PastSale,
    Pool,
    WaterfallLine,
)
from cohive.settle.payout_checks import moved_of
from cohive.settle.queries.holds import under_review
from cohive.settle.queries.undivided import undivided_orders

KINDS_OF = {
    "earned": ("held_earned", ("earned", "prior")),
    "link_reward": ("held_link", ("link",)),
}
"""Each of a payee's own accounts: the one beside it in which pay is held, and its credits."""
CHUNK_ROWS = 2_000
NAMES_SAID_MAX = 5


def wrong_claim() -> str:
    """The first claim whose credit is not the floor of its fraction of its pool, or ''."""
    rows = (
        Claim.objects.select_related("pool")
        .defer("paths", "pool__labels")
        .annotate(summed=Coalesce(Sum("credits__amount_minor"), 0))
        .order_by("id")
    )
    for row in rows.iterator(chunk_size=CHUNK_ROWS):
        due = claim_of(row.fraction, row.pool.cumulative_minor)
        if row.credited_minor != due:
            return f"claim {row.id} was credited {row.credited_minor}, its fraction comes to {due}"
        if row.summed != due:
            return f"claim {row.id} stands at {due}, its credits sum to {row.summed}"
    return ""


def wrong_pool() -> str:
    """The first pool that is not what its claims and its waiting cents make, or ''."""
    pools = Pool.objects.defer("labels").annotate(
        credited=Coalesce(Sum("claims__credited_minor"), 0)
    )
    for pool in pools.order_by("id"):
        if pool.credited + pool.waiting_minor != pool.cumulative_minor:
            return (
                f"pool {pool.id}: {pool.credited} credited and {pool.waiting_minor} waiting "
                f"are not the {pool.cumulative_minor} that came in"
            )
    return ""


def broken_sequence() -> str:
    """The first distribution that does not begin where the one before ended, or ''."""
    for pool_id, rows in groupby(_sequences(), key=lambda row: row.pool_id):
        cumulative, waiting = 0, 0
        for row in rows:
            if (row.cumulative_before, row.waiting_before) != (cumulative, waiting):
                return f"distribution {row.id} does not follow the one before it"
            cumulative, waiting = row.cumulative_after, row.waiting_after
            if row.cumulative_before + row.pool_minor != cumulative:
                return f"distribution {row.id} is off by its own pool"
        pool = Pool.objects.get(id=pool_id)
        if (pool.cumulative_minor, pool.waiting_minor) != (cumulative, waiting):
            return f"pool {pool_id} does not stand where its last distribution ended"
    return ""


def _sequences() -> Iterator[Distribution]:
    return Distribution.objects.order_by("pool_id", "sequence").iterator(chunk_size=CHUNK_ROWS)


def wrong_waterfall() -> str:
    """The first distribution whose lines do not add up to what was paid, or ''."""
    summed = (
        WaterfallLine.objects.values(
            "distribution_id", "distribution__gross_minor", "distribution__pool_minor"
        )
        .annotate(total=Sum("minor"), pool=Coalesce(Sum("minor", filter=Q(kind="pool")), 0))
        .order_by("distribution_id")
    )
    for row in summed.iterator(chunk_size=CHUNK_ROWS):
        if row["total"] != row["distribution__gross_minor"]:
            return f"distribution {row['distribution_id']}: its lines are not its price"
        if row["pool"] != row["distribution__pool_minor"]:
            return f"distribution {row['distribution_id']}: its pool is not its pool line"
    return ""


def wrong_books() -> str:
    """The first payee whose balances (free and held) are not her credits less what left, or ''."""
    for purpose, (held_purpose, kinds) in KINDS_OF.items():
        rows = (
            Credit.objects.filter(kind__in=kinds)
            .values("payee_id", "distribution__pool__currency")
            .annotate(total=Sum("amount_minor"))
            .order_by("payee_id")
        )
        for row in rows.iterator(chunk_size=CHUNK_ROWS):
            currency = row["distribution__pool__currency"]
            free = ledger.balance(row["payee_id"], purpose, currency).minor
            held = ledger.balance(row["payee_id"], held_purpose, currency).minor
            due = row["total"] + moved_of(row["payee_id"], purpose, currency)
            if free + held != due:
                return (
                    f"agent {row['payee_id']} is owed {free + held} as {purpose}, "
                    f"the credits less what left come to {due}"
                )
    return _wrong_waiting()


def wrong_holds() -> str:
    """The first payee whose held balance is not the sum of what reviews hold of hers, or ''."""
    for purpose, kinds in KINDS_OF.values():
        rows = (
            Credit.objects.filter(kind__in=kinds, holds__isnull=False)
            .values("payee_id", "distribution__pool__currency")
            .distinct()
            .order_by("payee_id")
        )
        open_ones = Credit.objects.filter(under_review(), kind__in=kinds)
        for row in rows.iterator(chunk_size=CHUNK_ROWS):
            currency = row["distribution__pool__currency"]
            due = open_ones.filter(
                payee=row["payee_id"], distribution__pool__currency=currency
            ).aggregate(total=Coalesce(Sum("amount_minor"), 0))["total"]
            stands = ledger.balance(row["payee_id"], purpose, currency).minor
            if stands != due:
                return f"agent {row['payee_id']} has {stands} held, reviews hold {due}"
    return ""


def _wrong_waiting() -> str:
    place = bond.place()
    if place is None:
        return ""
    rows = Pool.objects.values("currency").annotate(total=Sum("waiting_minor")).order_by()
    for row in rows:
        stands = ledger.balance(place.agent, "waiting", row["currency"])
        if stands.minor != row["total"]:
            return f"waiting cents stand at {stands.minor}, the pools' sum is {row['total']}"
    return ""


def uncleared_sales() -> str:
    """Whether the sales clearing holds exactly the goods of orders that are not divided yet.

    Those are no fault (the worker has not heard of them, or they have no agreement); the sentence
    names them when the sums differ.
    """
    place = bond.place()
    if place is None:
        return ""
    waiting = undivided_orders()
    held: dict[str, int] = {}
    for order in waiting:
        held[order.goods.currency] = held.get(order.goods.currency, 0) + order.goods.minor
    for (purpose, currency), stands in ledger.balances_of(place.agent).items():
        if purpose == "sales" and stands.minor != held.get(currency, 0):
            names = ", ".join(order.reference for order in waiting[:NAMES_SAID_MAX]) or "none"
            return (
                f"the sales clearing stands at {stands.minor} {currency}, "
                f"undivided orders ({names}) come to {held.get(currency, 0)}"
            )
    return ""


def wrong_past_batch() -> str:
    """The first batch of past sales that differs from its rows, or ''."""
    rows = (
        PastSale.objects.filter(distribution__isnull=False)
        .values("distribution_id", "distribution__gross_minor", "distribution__units")
        .annotate(gross=Sum("gross_minor"), units=Sum("quantity"), rows=Count("id"))
        .order_by("distribution_id")
    )
    for row in rows.iterator(chunk_size=CHUNK_ROWS):
        if row["gross"] != row["distribution__gross_minor"]:
            return f"batch {row['distribution_id']}: its {row['rows']} rows sum to {row['gross']}"
        if row["units"] != row["distribution__units"]:
            return f"batch {row['distribution_id']}: its rows are {row['units']} pieces"
    return ""
