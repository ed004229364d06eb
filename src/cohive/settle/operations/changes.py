"""Writing one change of a pool: distribution, credits, claims, books and act, all or nothing.

What it brings somebody whose pay is held under a review is held in the same breath.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.ledger import operations as ledger
from cohive.ledger.operations import Posting
from cohive.settle.arithmetic import Division, LineAmount, divide
from cohive.settle.events import DistributionMade, DistributionReversed, PastSalesDivided
from cohive.settle.models import (
    Claim,
    Credit,
    Distribution,
    Pool,
    PriorTaking,
    Unannounced,
    WaterfallLine,
)
from cohive.settle.operations.holds import OWN_PURPOSES, hold_new
from cohive.settle.operations.prior import take_prior
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.verbs import Action

PURPOSES = {"tax": "tax", "fixed": "costs", "fees": "costs", "house": "house"}
"""The firm's account for each line of the waterfall."""
SOURCES = {"product": "sales", "past": "past_sales"}
"""The firm's account the money comes from: sales clearing, or money received elsewhere."""
BATCH_ROWS = 500


@dataclass(frozen=True)
class Change:
    """What is to be divided (or, with `units` below zero, taken back) in one locked pool."""

    key: str
    kind: str
    pool: Pool
    units: int
    unit_price_minor: int
    lines: tuple[LineAmount, ...]
    at: datetime
    provisional_until: datetime
    final_from: datetime
    order: UUID | None = None
    line: UUID | None = None
    reference: str = ""
    channel: str = ""
    link_owner: UUID | None = None
    refund_of: Distribution | None = None
    refund: UUID | None = None

    @property
    def gross_minor(self) -> int:
        """What all lines come to: the price of all units."""
        return sum(line.minor for line in self.lines)

    @property
    def pool_minor(self) -> int:
        """What comes into the pool (or leaves it)."""
        return sum(line.minor for line in self.lines if line.kind == "pool")

    @property
    def link_minor(self) -> int:
        """The reward of whoever passed on the link."""
        return sum(line.minor for line in self.lines if line.kind == "link")


def apply_change(change: Change, *, by: UUID) -> UUID:
    """Divide the change among the pool's claims; return the distribution's id.

    The pool must be locked. Raises Refused when more would be taken back than ever came in.
    """
    distribution_id = new_id()
    prior = take_prior(change.pool, change.lines, distribution_id)
    change = replace(change, lines=prior.lines)
    pool = change.pool
    claims = list(Claim.objects.filter(pool=pool).defer("paths").order_by("payee_id"))
    division = divide(
        {str(claim.payee_id): claim.fraction for claim in claims},
        cumulative_before=pool.cumulative_minor,
        pool_minor=change.pool_minor,
    )
    brought = _credits(change, division, claims, distribution_id)
    brought += _prior_credits(change, prior.credited, distribution_id)
    act = record(
        _event(change, division, distribution_id, len(claims)),
        by=by,
        at=change.at,
        object_kind="distribution",
        object=distribution_id,
        flows=_flows(change, brought, firm=by),
    )
    _write(change, division, claims, brought, distribution_id, act)
    PriorTaking.objects.bulk_create(prior.takings)
    ledger.post(
        kind=f"settle.{change.kind}",
        act=act,
        key=change.key,
        postings=_postings(change, division, brought, firm=by),
        at=change.at,
    )
    hold_new(pool=pool, distribution=distribution_id, by=by, at=change.at)
    return distribution_id


def _credits(
    change: Change, division: Division, claims: list[Claim], distribution_id: UUID
) -> list[Credit]:
    """A credit for each claim (also of nothing, so that everyone sees it), and the link's."""
    brought = []
    for claim in claims:
        before, after = division.claims[str(claim.payee_id)]
        brought.append(
            Credit(
                id=new_id(),
                distribution_id=distribution_id,
                claim=claim,
                payee_id=claim.payee_id,
                kind="earned",
                amount_minor=after - before,
                credited_before=before,
                credited_after=after,
                at=change.at,
            )
        )
    if change.link_owner is not None and change.link_minor:
        brought.append(
            Credit(
                id=new_id(),
                distribution_id=distribution_id,
                payee_id=change.link_owner,
                kind="link",
                amount_minor=change.link_minor,
                at=change.at,
            )
        )
    return brought


def _prior_credits(
    change: Change, prior: Mapping[UUID, int], distribution_id: UUID
) -> list[Credit]:
    """A credit for everybody who had something back before the split."""
    return [
        Credit(
            id=new_id(),
            distribution_id=distribution_id,
            payee_id=payee,
            kind="prior",
            amount_minor=minor,
            at=change.at,
        )
        for payee, minor in prior.items()
    ]


def _event(change: Change, division: Division, distribution_id: UUID, payees: int) -> Any:
    """What the journal is told, with the numbers."""
    pool = change.pool
    shared: dict[str, Any] = {
        "distribution": distribution_id,
        "units": change.units,
        "pool_minor": change.pool_minor,
        "cumulative_minor": division.cumulative_after,
        "waiting_minor": division.waiting_after,
        "currency": pool.currency,
    }
    if change.kind == "past":
        return PastSalesDivided(
            product=pool.product_id,
            terms=pool.agreement_id,
            net_minor=sum(line.minor for line in change.lines if line.kind != "fees"),
            payees=payees,
            **shared,
        )
    if change.order is None or change.line is None:
        raise ValueError(f"{change.key} names no order line")
    if change.refund_of is not None:
        if change.refund is None:
            raise ValueError(f"{change.key} names no refund")
        return DistributionReversed(
            of=change.refund_of.id,
            refund=change.refund,
            order=change.order,
            is_carry=change.kind == "carry",
            **shared,
        )
    return DistributionMade(
        order=change.order,
        line=change.line,
        product=pool.product_id,
        agreement=pool.agreement_id,
        payees=payees,
        **shared,
    )


def _flows(change: Change, brought: list[Credit], *, firm: UUID) -> list[Flow]:
    """Rights to money that pass from the firm to each payee, or back; the firm keeps custody."""
    currency = change.pool.currency
    return [
        Flow(
            action=Action.TRANSFER_ALL_RIGHTS,
            provider=firm if credit.amount_minor > 0 else credit.payee_id,
            receiver=credit.payee_id if credit.amount_minor > 0 else firm,
            resource_kind="credit",
            resource=credit.id,
            amount=Money(abs(credit.amount_minor), currency),
        )
        for credit in brought
        if credit.amount_minor
    ]


def _write(
    change: Change,
    division: Division,
    claims: list[Claim],
    brought: list[Credit],
    distribution_id: UUID,
    act: UUID,
) -> None:
    """The rows of this change, and the pool and claims as they stand after it."""
    pool = change.pool
    distribution = Distribution(
        id=distribution_id,
        key=change.key,
        kind=change.kind,
        pool=pool,
        sequence=pool.distributions_count + 1,
        order_id=change.order,
        line_id=change.line,
        refund_of=change.refund_of,
        reference=change.reference,
        channel=change.channel,
        units=change.units,
        unit_price_minor=change.unit_price_minor,
        gross_minor=change.gross_minor,
        pool_minor=change.pool_minor,
        cumulative_before=division.cumulative_before,
        cumulative_after=division.cumulative_after,
        waiting_before=division.waiting_before,
        waiting_after=division.waiting_after,
        link_owner_id=change.link_owner,
        at=change.at,
        provisional_until=change.provisional_until,
        final_from=change.final_from,
        act_id=act,
    )
    distribution.save(force_insert=True)
    WaterfallLine.objects.bulk_create(
        [
            WaterfallLine(
                distribution=distribution,
                position=position,
                kind=line.kind,
                label=line.label[:120],
                unit_minor=line.unit_minor,
                minor=line.minor,
            )
            for position, line in enumerate(change.lines)
        ]
    )
    Credit.objects.bulk_create(brought, batch_size=BATCH_ROWS)
    moved = []
    for claim in claims:
        before, after = division.claims[str(claim.payee_id)]
        if after != before:
            claim.credited_minor = after
            moved.append(claim)
    Claim.objects.bulk_update(moved, ["credited_minor"], batch_size=BATCH_ROWS)
    pool.cumulative_minor = division.cumulative_after
    pool.waiting_minor = division.waiting_after
    pool.distributions_count += 1
    pool.save(update_fields=["cumulative_minor", "waiting_minor", "distributions_count"])
    if change.kind != "past":
        Unannounced.objects.bulk_create(
            [Unannounced(credit=credit) for credit in brought if credit.amount_minor]
        )


def _postings(
    change: Change, division: Division, brought: list[Credit], *, firm: UUID
) -> list[Posting]:
    """Out of the clearing, to the firm's own accounts, the payees and the waiting cents."""
    currency = change.pool.currency
    postings = [Posting(firm, SOURCES[change.pool.source], Money(-change.gross_minor, currency))]
    postings += [
        Posting(firm, PURPOSES[line.kind], Money(line.minor, currency))
        for line in change.lines
        if line.kind in PURPOSES
    ]
    postings += [
        Posting(
            credit.payee_id,
            OWN_PURPOSES[credit.kind],
            Money(credit.amount_minor, currency),
        )
        for credit in brought
    ]
    waiting = division.waiting_after - division.waiting_before
    return [*postings, Posting(firm, "waiting", Money(waiting, currency))]
