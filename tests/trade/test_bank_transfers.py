"""Paying by transfer: matched by its reference, or looked at by a steward."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from cohive.bridges.payments.bank import Statement, StatementLine, is_creditor_reference
from cohive.journal.models import Act, Job
from cohive.journal.verification import verify
from cohive.ledger.queries import balance
from cohive.trade import operations, queries
from cohive.trade.models import BankLine, Order, Payment
from cohive.trade.operations import Imported
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused
from tests.trade.conftest import Cast, on_shelf, payment_event

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
IBAN = "NL91ABNA0417164300"


def faults() -> list[str]:
    return [finding.fault for finding in verify() if finding.fault]


def transfer(cast: Cast, order: UUID, now: datetime) -> str:
    """Choose to pay by transfer; returns the reference."""
    return operations.open_transfer(order=order, days=7, by=cast.world, at=now).intent


def line(reference: str, minor: int, **more: Any) -> StatementLine:
    given = StatementLine(
        booked_on=date(2026, 3, 2),
        amount=Money(minor, "EUR"),
        reference=reference,
        payer_name="L. Smit",
        payer_account="DE02120300000000202051",
    )
    return replace(given, **more)


def read(cast: Cast, now: datetime, *lines: StatementLine, content: bytes = b"1") -> Imported:
    statement = Statement(IBAN, lines, outgoing=1)
    return operations.import_statements(
        statements=[statement], content=content, by=cast.steward, at=now
    )


def decide(cast: Cast, now: datetime, decision: str, **more: str) -> None:
    [waiting] = queries.lines_to_review()
    operations.decide_line(line=waiting.id, decision=decision, by=cast.steward, at=now, **more)


def test_choosing_a_transfer_gives_a_reference_and_time(
    cast: Cast, place: Place, now: datetime
) -> None:
    order = place()
    reference = transfer(cast, order, now)

    assert is_creditor_reference(reference)
    assert transfer(cast, order, now + timedelta(hours=1)) == reference
    row = Order.objects.get(id=order)
    assert reference[4:] == row.reference.replace("-", "")
    assert row.expires_at == now + timedelta(days=7)
    assert Act.objects.filter(kind="trade.payment.opened").count() == 1
    assert Job.objects.filter(name="trade.mail", key=f"transfer:{order}").exists()
    words = queries.transfer_of(order)
    assert words is not None
    assert (words.reference, words.amount) == (reference, Money(2500, "EUR"))


def test_a_right_line_pays_its_order(cast: Cast, place: Place, now: datetime) -> None:
    order = place((cast.medium, 1))
    reference = transfer(cast, order, now)
    spaced = " ".join(reference[start : start + 4] for start in range(0, 13, 4)).lower()

    found = read(cast, now, line("", 4000, text=f"Bestelling {spaced} danke"))

    assert found == Imported(new=1, known=0, matched=1, to_review=0, outgoing=1)
    view = queries.order(order)
    assert view is not None
    assert view.state == "paid"
    assert balance(cast.firm, "bank", "EUR") == Money(-4000, "EUR")
    assert balance(cast.firm, "provider", "EUR") == Money(0, "EUR")
    row = BankLine.objects.get()
    assert (row.state, row.found, row.reference) == ("matched", "matched", reference)
    act = Act.objects.get(kind="trade.statement.read")
    assert (act.actor_id, act.payload["lines"]) == (cast.steward, 1)
    assert "Smit" not in str(list(Act.objects.values_list("payload", flat=True)))
    assert faults() == []


def test_the_same_line_counts_once(cast: Cast, place: Place, now: datetime) -> None:
    reference = transfer(cast, place(), now)
    paid = line(reference, 2500, bank_id="B1")
    read(cast, now, paid)

    with pytest.raises(Refused, match="read already"):
        read(cast, now, paid)
    again = read(cast, now, paid, line(reference, 2500, bank_id="B2"), content=b"2")
    assert (again.new, again.known, again.matched) == (1, 1, 0)
    [waiting] = queries.lines_to_review()
    assert (waiting.found, waiting.decisions) == ("paid_twice", ("return", "aside"))
    assert balance(cast.firm, "bank", "EUR") == Money(-2500, "EUR")


def test_paid_twice_is_sent_back_by_hand(cast: Cast, place: Place, now: datetime) -> None:
    order = place()
    reference = transfer(cast, order, now)
    read(cast, now, line(reference, 2500), line(reference, 2500))
    decide(cast, now, "return")

    assert balance(cast.world, "refund_due", "EUR") == Money(2500, "EUR")
    [row] = queries.refunds_to_send()
    assert (row.amount, row.payer_name) == (Money(2500, "EUR"), "L. Smit")
    assert row.payer_account == "DE02120300000000202051"
    operations.confirm_sent_back(refund=row.refund, by=cast.steward, at=now)
    assert queries.refunds_to_send() == []
    assert balance(cast.world, "refund_due", "EUR") == Money(0, "EUR")
    assert balance(cast.firm, "bank", "EUR") == Money(-2500, "EUR")
    with pytest.raises(Refused, match="already"):
        operations.confirm_sent_back(refund=row.refund, by=cast.steward, at=now)
    assert Act.objects.filter(kind="trade.transfer.decided").count() == 1
    assert faults() == []


def test_too_much_pays_the_order_and_the_rest_goes_back(
    cast: Cast, place: Place, now: datetime
) -> None:
    order = place()
    read(cast, now, line(transfer(cast, order, now), 3000))
    [waiting] = queries.lines_to_review()
    assert (waiting.found, waiting.wanted) == ("wrong_amount", Money(2500, "EUR"))
    assert queries.order(order).state == "placed"  # type: ignore[union-attr]

    decide(cast, now, "keep")

    assert queries.order(order).state == "paid"  # type: ignore[union-attr]
    assert [row.amount for row in queries.refunds_to_send()] == [Money(500, "EUR")]
    assert balance(cast.firm, "bank", "EUR") == Money(-3000, "EUR")
    assert faults() == []


def test_too_little_buys_nothing_and_the_order_can_still_be_paid(
    cast: Cast, place: Place, now: datetime
) -> None:
    order = place()
    reference = transfer(cast, order, now)
    read(cast, now, line(reference, 2000))
    with pytest.raises(Refused, match="not more than"):
        decide(cast, now, "keep")
    decide(cast, now, "return")

    assert queries.order(order).state == "placed"  # type: ignore[union-attr]
    assert [row.amount for row in queries.refunds_to_send()] == [Money(2000, "EUR")]
    assert read(cast, now, line(reference, 2500), content=b"2").matched == 1
    assert queries.order(order).state == "paid"  # type: ignore[union-attr]
    assert faults() == []


def test_a_line_without_reference_pays_the_order_a_steward_names(
    cast: Cast, place: Place, now: datetime
) -> None:
    order, other = place(), place((cast.medium, 1))
    names = {row.id: row.reference for row in Order.objects.all()}
    read(cast, now, line("", 2500, text="for the print"))

    for wrong, why in [("NONE-SUCH", "No order"), (names[other], "another sum")]:
        with pytest.raises(Refused, match=why) as refusal:
            decide(cast, now, "assign", reference=wrong)
        assert refusal.value.field == "reference"
    decide(cast, now, "assign", reference=names[order].lower().replace("-", ""))

    assert queries.order(order).state == "paid"  # type: ignore[union-attr]
    assert queries.lines_to_review() == []
    assert faults() == []


def test_a_wrong_check_digit_is_no_reference(cast: Cast, place: Place, now: datetime) -> None:
    order = place()
    reference = transfer(cast, order, now)
    wrong = f"RF{(int(reference[2:4]) + 1) % 100:02d}{reference[4:]}"

    read(cast, now, line(wrong, 2500))

    assert queries.lines_to_review()[0].found == "unknown_reference"
    assert queries.order(order).state == "placed"  # type: ignore[union-attr]


def test_two_references_in_one_line_are_none(cast: Cast, place: Place, now: datetime) -> None:
    first, second = (transfer(cast, place(), now) for _ in range(2))
    read(cast, now, line("", 2500, text=f"{first} {second}"))
    assert [each.found for each in queries.lines_to_review()] == ["unknown_reference"]
    assert Order.objects.filter(state="paid").count() == 0


def test_what_is_put_aside_books_nothing(cast: Cast, now: datetime) -> None:
    read(cast, now, line("", 9900, text="fee for the concert"), line("", 1, is_reversal=True))
    for waiting in queries.lines_to_review():
        operations.decide_line(line=waiting.id, decision="aside", by=cast.steward, at=now)
    assert balance(cast.firm, "bank", "EUR") == Money(0, "EUR")
    assert set(BankLine.objects.values_list("state", flat=True)) == {"put_aside"}
    with pytest.raises(Refused, match="decided already"):
        operations.decide_line(line=waiting.id, decision="aside", by=cast.steward, at=now)
    with pytest.raises(Missing):
        operations.decide_line(line=cast.firm, decision="aside", by=cast.steward, at=now)


def test_a_transfer_after_its_days_takes_the_pieces_again_or_goes_back(
    cast: Cast, place: Place, now: datetime
) -> None:
    late = now + timedelta(days=8)
    first, second = place((cast.medium, 3)), place((cast.medium, 2))
    references = [transfer(cast, order, now) for order in (first, second)]
    for order in (first, second):
        assert operations.expire_order(order=order, at=late)
    assert on_shelf(cast.medium) == 5
    place((cast.medium, 1), at=late)

    read(cast, late, line(references[0], 12000), line(references[1], 8000))

    states = [queries.order(order).state for order in (first, second)]  # type: ignore[union-attr]
    assert states == ["paid", "expired"]
    assert [row.amount for row in queries.refunds_to_send()] == [Money(8000, "EUR")]
    assert faults() == []


def test_an_order_paid_by_card_meanwhile_is_not_paid_again(
    cast: Cast, place: Place, now: datetime, succeed: Callable[..., str]
) -> None:
    order = place()
    event = payment_event(order, now)
    reference = transfer(cast, order, now)
    operations.confirm_payment(event=event, at=now)
    read(cast, now, line(reference, 2500))
    assert [each.found for each in queries.lines_to_review()] == ["paid_twice"]


def test_a_refund_of_a_transfer_waits_for_a_hand(cast: Cast, place: Place, now: datetime) -> None:
    order = place()
    read(cast, now, line(transfer(cast, order, now), 2500))
    operations.cancel_order(order=order, by=cast.world, at=now)

    assert queries.refunds_to_ask() == []
    [row] = queries.refunds_to_send()
    operations.confirm_sent_back(refund=row.refund, by=cast.steward, at=now)
    assert balance(cast.firm, "bank", "EUR") == Money(0, "EUR")
    assert faults() == []


def test_who_paid_is_forgotten_and_the_line_stays(cast: Cast, place: Place, now: datetime) -> None:
    read(cast, now, line(transfer(cast, place(), now), 2500, text="hello"), line("", 1))

    assert operations.erase_payers(before=now) == 0
    assert operations.erase_payers(before=now + timedelta(seconds=1)) == 1
    row = BankLine.objects.get(state="matched")
    assert (row.payer_name, row.payer_account, row.text) == ("", "", "")
    assert BankLine.objects.get(state="review").payer_name == "L. Smit"


def test_another_sum_gets_another_reference(cast: Cast, place: Place, now: datetime) -> None:
    order = place()
    first = transfer(cast, order, now)
    Payment.objects.filter(intent=first).update(state="closed")
    second = transfer(cast, order, now)
    assert (len(first), len(second)) == (12, 13)
    assert is_creditor_reference(second)


def test_another_address_makes_no_second_week(cast: Cast, place: Place, now: datetime) -> None:
    order = place()
    transfer(cast, order, now)
    until = Order.objects.get(id=order).expires_at
    later = now + timedelta(days=6)
    Payment.objects.filter(order=order).update(state="closed")  # as another country's post does
    Order.objects.filter(id=order).update(shipping_minor=100)
    transfer(cast, order, later)
    assert Payment.objects.filter(order=order).count() == 2
    assert Order.objects.get(id=order).expires_at == until
