"""Commissions for reselling: owed when a sale is divided, taken back with what goes back.

They leave the house's own line of a sale, in an entry of their own after the sale's. Nothing that
was divided among makers moves by a cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.engine.resale import commissions
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.ledger import operations as ledger
from cohive.ledger.operations import Posting
from cohive.settle.events_resale import CommissionsOwed, CommissionsTakenBack
from cohive.settle.models import Commission, CommissionWindow, Distribution
from cohive.settle.payout_accounts import RESALE
from cohive.trade import queries as trade
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.verbs import Action

THOUSANDTHS = 1000
HOUSE = "house"
SOLD_ON = gettext_noop(
    "A commission of %(amount)s is coming to you for selling on %(product)s. It is yours when the "
    "time to send things back is over."
)
LINK_LED = gettext_noop(
    "A commission of %(amount)s is coming to you: you led a buyer of %(product)s to the page of "
    "who sells it on. It is yours when the time to send things back is over."
)
TAKEN_BACK = gettext_noop(
    "A commission of %(amount)s went back: something of %(product)s was returned."
)


class Back(NamedTuple):
    """So many pieces of an order line went back."""

    line: UUID
    units: int


@transaction.atomic
def owe_commissions(*, order: UUID, by: UUID, at: datetime) -> list[UUID]:
    """Write what a sale through a reseller's page brings her (and, at level 2, whose link led).

    Called when the sale was divided; safe to call again. Returns the new commissions' ids.
    """
    resold = trade.resale_of_order(order)
    if resold is None or not resold.shares:
        return []
    window, is_new = CommissionWindow.objects.get_or_create(
        order_id=order, defaults={"closes_at": trade.refund_window(order)}
    )
    if not is_new:
        return []
    sales = (
        Distribution.objects.filter(order_id=order, kind="sale")
        .select_related("pool")
        .defer("pool__labels")
        .prefetch_related("lines")
        .order_by("line_id")
    )
    made = [row for sale in sales for row in _of_sale(sale, window, resold)]
    _book_commissions(made, CommissionsOwed, order, by=by, at=at)
    return [row.id for row in made]


def _of_sale(
    sale: Distribution, window: CommissionWindow, resold: trade.OrderResaleView
) -> list[Commission]:
    if sale.line_id is None:
        return []  # past sales have no order line, and no reseller
    unit = {line.kind: line.unit_minor or 0 for line in sale.lines.all() if line.kind != "fixed"}
    net, house = sale.unit_price_minor - unit.get("tax", 0), unit.get("house", 0)
    rates = {level: rate for level, _, rate in resold.shares}
    claims = commissions(rates, net_minor=net, house_minor=house, units=sale.units)
    return [
        Commission(
            id=new_id(),
            key=f"settle:resale:{sale.line_id}:{level}",
            kind="sale",
            window=window,
            line_id=sale.line_id,
            product_id=sale.pool.product_id,
            title=sale.pool.title,
            payee_id=payee,
            level=level,
            plan_version=resold.plan.version,
            rate_thousandths=int(rate * THOUSANDTHS),
            units=sale.units,
            net_minor=net,
            house_minor=house,
            claimed_before=0,
            claimed_after=claims[level],
            amount_minor=claims[level],
            currency=sale.pool.currency,
        )
        for level, payee, rate in resold.shares
    ]


@transaction.atomic
def take_commissions_back(
    *, order: UUID, cause: UUID, lines: Iterable[Back], by: UUID, at: datetime
) -> list[UUID]:
    """Pieces went back (a refund, or a dispute that was lost): their commissions go back too.

    `cause` is the refund or the dispute; safe to call again. What was paid out already stands below
    zero and is set off against what comes next; nobody is asked for money.
    """
    made: list[Commission] = []
    for back in lines:
        sold = list(
            Commission.objects.select_related("window")
            .filter(line_id=back.line, kind="sale", window=order)
            .order_by("level")
        )
        key = f"settle:resale:{cause}:{back.line}"
        is_done = Commission.objects.filter(key__startswith=key).exists()
        if sold and back.units and not is_done:
            made += _of_return(sold, back.units, key)
    _book_commissions(made, CommissionsTakenBack, order, by=by, at=at)
    return [row.id for row in made]


def _of_return(sold: Sequence[Commission], units: int, key: str) -> list[Commission]:
    first = sold[0]
    rows = Commission.objects.filter(line_id=first.line_id, level=first.level)
    kept = rows.aggregate(units=Sum("units"))["units"] - units
    rates = {row.level: Fraction(row.rate_thousandths, THOUSANDTHS) for row in sold}
    claims = commissions(
        rates, net_minor=first.net_minor, house_minor=first.house_minor, units=kept
    )
    made = []
    for row in sold:
        stands = Commission.objects.filter(line_id=row.line_id, level=row.level)
        before = stands.aggregate(total=Sum("amount_minor"))["total"]
        made.append(
            Commission(
                id=new_id(),
                key=f"{key}:{row.level}",
                kind="back",
                window=row.window,
                line_id=row.line_id,
                product_id=row.product_id,
                title=row.title,
                payee_id=row.payee_id,
                level=row.level,
                plan_version=row.plan_version,
                rate_thousandths=row.rate_thousandths,
                units=-units,
                net_minor=row.net_minor,
                house_minor=row.house_minor,
                claimed_before=before,
                claimed_after=claims[row.level],
                amount_minor=claims[row.level] - before,
                currency=row.currency,
            )
        )
    return made


@transaction.atomic
def note_window(*, order: UUID) -> None:
    """The parcel left or arrived: the time to send things back is known better."""
    CommissionWindow.objects.filter(order_id=order).update(closes_at=trade.refund_window(order))


def note_missed_windows() -> None:
    """Set what is known by now of windows that are open without an end, while anything is owed.

    An order that kept only files ends when the rest of it is given back, and nobody says so.
    """
    rows = CommissionWindow.objects.filter(closes_at=None)
    owing = rows.annotate(kept=Sum("commissions__units")).filter(kept__gt=0)
    for order in list(owing.values_list("order_id", flat=True)):
        note_window(order=order)


def _book_commissions(
    made: Sequence[Commission],
    event: type[CommissionsOwed] | type[CommissionsTakenBack],
    order: UUID,
    *,
    by: UUID,
    at: datetime,
) -> None:
    """The rows with their act, one entry in the books, and a notice for each payee."""
    if not made:
        return
    currency, total = made[0].currency, sum(row.amount_minor for row in made)
    act = record(
        event(order=order, commissions=len(made), amount_minor=total, currency=currency),
        by=by,
        at=at,
        object_kind="order",
        object=order,
        flows=[_flow(row, firm=by) for row in made if row.amount_minor],
    )
    for row in made:
        row.act_id, row.at = act, at
    Commission.objects.bulk_create(made)
    if total:
        ledger.post(
            kind=f"settle.resale.{made[0].kind}",
            act=act,
            key=made[0].key,
            postings=[
                Posting(by, HOUSE, Money(-total, currency)),
                *(Posting(row.payee_id, RESALE, Money(row.amount_minor, currency)) for row in made),
            ],
            at=at,
        )
    _tell(made, act, at=at)


def _flow(row: Commission, *, firm: UUID) -> Flow:
    comes = row.amount_minor > 0
    return Flow(
        action=Action.TRANSFER_ALL_RIGHTS,
        provider=firm if comes else row.payee_id,
        receiver=row.payee_id if comes else firm,
        resource_kind="commission",
        resource=row.id,
        amount=Money(abs(row.amount_minor), row.currency),
    )


def _tell(made: Sequence[Commission], act: UUID, *, at: datetime) -> None:
    for payee in dict.fromkeys(row.payee_id for row in made):
        hers = [row for row in made if row.payee_id == payee]
        total = sum(row.amount_minor for row in hers)
        if not total:
            continue
        sentence = TAKEN_BACK if total < 0 else SOLD_ON if hers[0].level == 1 else LINK_LED
        bond.notify(
            to=payee,
            kind="settle.commission",
            sentence=sentence,
            values={"amount": f"money:{abs(total)}:{hers[0].currency}", "product": hers[0].title},
            url=reverse("settle:statement") + "#commissions",
            at=at,
            subject=hers[0].id,
            key=f"settle:commission:{act}:{payee}",
        )
