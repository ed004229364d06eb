"""Worked examples of money that comes and goes back, in whole cents; docs/payouts.md tells them.

Every piece costs 10.00 here and all of it goes to people, so that the sums stay short.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest

from cohive.bridges.payments import EventKind
from cohive.bridges.payments.provider import DisputeReport
from cohive.engine.allotment import Waterfall, unit_lines
from cohive.engine.lineage import Graph, Maker, Node
from cohive.engine.prior import PriorClaim
from cohive.journal import verification
from cohive.ledger import queries as ledger
from cohive.settle.arithmetic import FINAL_AFTER, PROVISIONAL_FOR, line_amounts
from cohive.settle.composition import compose
from cohive.settle.models import BalanceMove, Credit, Distribution, Payout, Pool
from cohive.settle.operations import approve_batch, mark_executed, propose_batch
from cohive.settle.operations.changes import Change, apply_change
from cohive.settle.operations.pools import open_pool
from cohive.settle.operations.prior import write_prior
from cohive.settle.past_terms import DividedTerms
from cohive.settle.queries import payouts as queries
from cohive.settle.queries import statement as statements
from cohive.settle.queries.purses import purse_of
from cohive.trade import operations as trade
from cohive.words.ids import new_id
from tests.settle import paying, stall
from tests.settle.paying import euro
from tests.trade.conftest import payment_event

pytestmark = pytest.mark.django_db
ALL_TO_PEOPLE = Waterfall(Fraction(0), (), Fraction(0), Fraction(0), "house")


def pool_of(makers, now, *prior):
    """A pool of equal makers in one work, with claims before the split."""
    node = Node("work:one", Fraction(1), tuple(Maker(str(maker), 1) for maker in makers))
    terms = DividedTerms(Fraction(0), Graph("work:one", (node,), ()), {"work:one": "One work"})
    pool = open_pool(
        source="product",
        product=uuid4(),
        agreement=uuid4(),
        version=1,
        currency="EUR",
        title="One work",
        labels=terms.labels,
        composition=compose(terms),
        at=now,
    )
    write_prior(pool, prior)
    return pool


def change(pool, units, *, firm, at):
    """Sell a piece (or take one back) and return what it brought each payee, by kind."""
    pool = Pool.objects.select_for_update().get(id=pool.id)
    first = Distribution.objects.filter(pool=pool, units__gt=0).order_by("-sequence").first()
    line = new_id()
    made = apply_change(
        Change(
            key=f"example:{line}",
            kind="sale" if units > 0 else "refund",
            pool=pool,
            units=units,
            unit_price_minor=1000,
            lines=line_amounts(unit_lines(ALL_TO_PEOPLE, price_minor=1000, linked=False), units),
            at=at,
            provisional_until=at + PROVISIONAL_FOR,
            final_from=at + FINAL_AFTER,
            order=new_id(),
            line=line,
            refund_of=None if units > 0 else first,
            refund=None if units > 0 else new_id(),
        ),
        by=firm,
    )
    return {
        (row.payee_id, row.kind): row.amount_minor
        for row in Credit.objects.filter(distribution=made)
    }


def faults(*, but=("sales clearing",)):
    return [each.fault for each in verification.verify() if each.fault and each.name not in but]


def test_three_remixers_one_refund_and_one_indivisible_cent(place, cast, now):
    """10.00 among three: 3.33 each, and a cent waits. It is nobody's until it can be divided.

    After two pieces each has 6.66 and two cents wait. The third brings 3.34 each: everybody has
    exactly 10.00 and nothing waits. When one piece comes back, each gives 3.34 back (not 3.33), has
    6.66 as after two pieces, and two cents wait again.
    """
    three = [cast["mei"], cast["hanna"], cast["bas"]]
    pool = pool_of(three, now)
    brought = []
    for units in (1, 1, 1, -1):
        found = change(pool, units, firm=place.agent, at=now)
        brought.append({found[maker, "earned"] for maker in three})
        pool.refresh_from_db()
        brought[-1] = (brought[-1], pool.waiting_minor)
    assert brought == [({333}, 1), ({333}, 2), ({334}, 0), ({-334}, 2)]
    assert ledger.balance(cast["mei"], "earned", "EUR").minor == 666
    assert ledger.balance(place.agent, "waiting", "EUR").minor == 2
    assert faults() == []


def test_an_advance_is_recouped_and_then_it_is_shared(place, cast, now):
    """Hanna paid 15.00 for the press. Half of what comes in is hers until that is paid off.

    Pieces one, two and three bring her 5.00 each, and the two makers 2.50 each. The press is paid
    off: piece four brings the makers 5.00 each and Hanna nothing. When a piece comes back, the
    makers give 5.00 each back; when another does, Hanna gives 5.00 back and they 2.50 each.
    """
    press = PriorClaim(str(cast["hanna"]), "until_paid", Fraction(1, 2), 1500, "the press")
    pool = pool_of([cast["mei"], cast["bas"]], now, press)
    found = []
    for units in (1, 1, 1, 1, -1, -1):
        brought = change(pool, units, firm=place.agent, at=now)
        found.append((brought.get((cast["hanna"], "prior"), 0), brought[cast["mei"], "earned"]))
    assert found == [(500, 250), (500, 250), (500, 250), (0, 500), (0, -500), (-500, -250)]
    assert ledger.balance(cast["hanna"], "earned", "EUR").minor == 1000
    lines = statements.statement_of(cast["hanna"], at=now).lines
    assert {line.first.kind for line in lines} == {"prior"}
    assert faults() == []


@pytest.fixture
def later(now):
    return now + timedelta(days=30)


def test_a_chargeback_after_the_payout_is_set_off_and_never_a_hidden_debit(
    shop, place, mei, kit, steward, now, later, hear
):
    """A stranger buys two timetables (50.00) by card; Mei's part, 12.26, is final and paid out.

    Then the stranger's bank takes the 50.00 back for good. Mei's statement gets a line of its own,
    minus 12.26, and her balance stands below zero by it. Nobody asks her for money and the payout
    stays as it was. The next three pieces bring her 18.39: it is set off, and 6.13 can be sent.
    """
    order = trade.place_order(
        lines=[(shop["variant"], 2)], channel="stall", location=shop["stall"], by=steward, at=now,
        key="stranger",
    )  # fmt: skip
    assert trade.confirm_payment(event=payment_event(order, now), at=now) == "paid"
    hear(now)
    paying.second_steward(kit, by=steward, at=now)
    paying.decide(by=steward, at=now, threshold=euro(100))
    paying.bank(mei, at=now)
    batch = propose_batch(currency="EUR", by=steward, at=later)
    approve_batch(batch=batch, by=kit, at=later)
    payout = Payout.objects.get(batch=batch, payee=mei)
    mark_executed(payout=payout.id, by=steward, at=later)
    paid = payout.amount_minor
    report = DisputeReport(id="du_1", opened_at=later, fee=euro(2000), reason="fraudulent")
    lost = payment_event(
        order, later, kind=EventKind.DISPUTE_LOST, amount=euro(5000), dispute=report
    )
    assert trade.confirm_payment(event=lost, at=later) == "dispute lost"
    hear(later)
    carry = Credit.objects.get(payee=mei, distribution__kind="carry")
    assert carry.amount_minor == -paid
    assert purse_of(mei, "EUR", at=later).available.minor == -paid
    assert BalanceMove.objects.filter(payee=mei).count() == 1
    payout.refresh_from_db()
    assert payout.state == "executed"
    assert mei not in {each.payee for each in queries.planned_batch("EUR", at=later).paid}
    stall.sell(shop, steward, later, quantity=3)
    hear(later)
    after = later + timedelta(days=30)
    plan = {each.payee: each.amount_minor for each in queries.planned_batch("EUR", at=after).paid}
    whole = Credit.objects.filter(payee=mei, distribution__kind="sale").order_by("-at").first()
    assert (paid, whole.amount_minor, plan[mei]) == (1226, 1839, 613)
    assert faults(but=()) == []


def test_while_a_bank_decides_about_a_payment_its_pay_is_in_no_batch(
    shop, mei, steward, now, later, hear
):
    order = trade.place_order(
        lines=[(shop["variant"], 2)], channel="stall", location=shop["stall"], by=steward, at=now,
        key="stranger",
    )  # fmt: skip
    trade.confirm_payment(event=payment_event(order, now), at=now)
    hear(now)
    full = purse_of(mei, "EUR", at=later).available.minor
    assert full > 0
    report = DisputeReport(id="du_1", opened_at=later, fee=euro(2000))
    for kind, left in ((EventKind.DISPUTE_OPENED, 0), (EventKind.DISPUTE_WON, full)):
        event = payment_event(order, later, kind=kind, amount=euro(5000), dispute=report)
        trade.confirm_payment(event=event, at=later)
        hear(later)
        assert purse_of(mei, "EUR", at=later).available.minor == left
