"""Statements of the bank: what matches pays its order, everything else waits for a steward."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from cohive.bridges.payments import EventKind, PaymentEvent
from cohive.bridges.payments.bank import Statement, StatementLine, found_references
from cohive.journal.operations import record
from cohive.trade import means
from cohive.trade.decisions import decisions_for
from cohive.trade.events import StatementRead, TransferDecided
from cohive.trade.models import LINE_STATES, BankLine, BankStatement, Order, Payment
from cohive.trade.operations.orders import locked
from cohive.trade.operations.payments import confirm_payment
from cohive.trade.operations.transfers import BANK, TRANSFER
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused

REFERENCE_LENGTHS = (12, 13)
"""RF, two check digits, the order's eight signs, and one more for a later payment of it."""


@dataclass(frozen=True)
class Imported:
    """What a file brought: lines that are new, of them matched by themselves, and to look at."""

    new: int
    known: int
    matched: int
    to_review: int
    outgoing: int


@transaction.atomic
def import_statements(
    *, statements: Sequence[Statement], content: bytes, by: UUID, at: datetime
) -> Imported:
    """Take a file's lines in; each line once, whatever other file it comes in again."""
    digest = hashlib.sha256(content).hexdigest()
    if BankStatement.objects.filter(digest=digest).exists():
        raise Refused("This file was read already.", field="file")
    marked = [
        (mark, line, each.account) for each in statements for mark, line in each.fingerprints()
    ]
    outgoing = sum(each.outgoing for each in statements)
    if not marked and not outgoing:
        raise Refused("There is no line in this file.", field="file")
    old = set(
        BankLine.objects.filter(fingerprint__in=[mark for mark, _, _ in marked]).values_list(
            "fingerprint", flat=True
        )
    )
    try:
        with transaction.atomic():
            row = BankStatement.objects.create(
                digest=digest,
                account=statements[0].account if statements else "",
                lines=len(marked),
                known=len(old),
                outgoing=outgoing,
                imported_by_id=by,
                imported_at=at,
            )
    except IntegrityError:  # somebody else gave the same file at the same instant
        raise Refused("This file was read already.", field="file") from None
    record(
        StatementRead(statement=row.id, lines=len(marked) - len(old)),
        by=by,
        at=at,
        object_kind="statement",
        object=row.id,
    )
    made = [_take(row, mark, line, at=at) for mark, line, _ in marked if mark not in old]
    matched = sum(each == "matched" for each in made)
    return Imported(len(made), len(old), matched, len(made) - matched, outgoing)


@transaction.atomic
def decide_line(*, line: UUID, decision: str, by: UUID, at: datetime, reference: str = "") -> None:
    """What a steward says about a line that did not match by itself.

    `assign` pays the order of `reference` with it (the sum must be its sum); `keep` pays the order
    it names and sends what is too much back; `return` sends the whole back; `aside` is for money
    that has nothing to do with orders, or was looked after elsewhere: nothing is booked.
    """
    row = BankLine.objects.select_for_update().filter(id=line).first()
    if row is None:
        raise Missing("There is no such line.")
    if row.state != "review":
        raise Refused("This line was decided already.")
    if decision not in decisions_for(row.found, names_order=row.payment_id is not None):
        raise Refused("Choose what to do with it.", field="decision")
    if decision == "assign":
        _assign(row, reference, by=by, at=at)
    elif decision == "keep":
        _keep(row, at=at)
    elif decision == "return":
        _pay(row, _extra(row, Money(row.amount_minor, row.currency), at=at), at=at)
    state = "put_aside" if decision == "aside" else "settled"
    LINE_STATES.move(row.state, state)
    BankLine.objects.filter(id=row.id).update(state=state, decided_by=by, decided_at=at)
    record(
        TransferDecided(line=row.id, decision=decision),
        by=by,
        at=at,
        object_kind="bank_line",
        object=row.id,
    )


@transaction.atomic
def erase_payers(*, before: datetime) -> int:
    """Forget who paid, and what she wrote, of lines read before an instant and decided."""
    rows = BankLine.objects.filter(statement__imported_at__lt=before, erased_at__isnull=True)
    waiting = Q(payment__refunds__state__in=("granted", "asked"))
    ids = rows.exclude(state="review").exclude(waiting).values_list("id", flat=True)
    return BankLine.objects.filter(id__in=list(ids[:500])).update(
        payer_name="", payer_account="", text="", erased_at=before
    )


def _take(statement: BankStatement, mark: str, line: StatementLine, *, at: datetime) -> str:
    """Write one line with what was found; a match pays its order in the same transaction."""
    named = found_references(f"{line.reference} {line.text}", REFERENCE_LENGTHS)
    known = list(Payment.objects.filter(provider=BANK, intent__in=named))
    payment = known[0] if len(known) == 1 else None
    found = _found(line, payment)
    row = BankLine.objects.create(
        statement=statement,
        fingerprint=mark,
        booked_on=line.booked_on,
        amount_minor=line.amount.minor,
        currency=line.amount.currency,
        reference=payment.intent or "" if payment else (named[0] if named else ""),
        text=line.text,
        payer_name=line.payer_name,
        payer_account=line.payer_account,
        found=found,
        state="matched" if found == "matched" else "review",
        payment=payment,
    )
    if found == "matched" and payment is not None:
        _pay(row, payment, at=at)
    return found


def _found(line: StatementLine, payment: Payment | None) -> str:
    """What a line is; two references in one line are none."""
    if line.is_reversal:
        return "reversal"
    if payment is None:
        return "unknown_reference"
    order = locked(payment.order_id)
    payment.refresh_from_db()
    if payment.state == "paid" or order.state not in ("placed", "expired"):
        return "paid_twice"
    asked = Money(payment.amount_minor, payment.currency)
    due = means.due(order)
    return "matched" if asked == due == line.amount else "wrong_amount"


def _assign(row: BankLine, reference: str, *, by: UUID, at: datetime) -> None:
    del by  # the decision's own act names who decided
    tidy = reference.strip().upper().replace(" ", "")
    if len(tidy) == 8:
        tidy = f"{tidy[:4]}-{tidy[4:]}"
    order = Order.objects.filter(reference=tidy).first()
    if order is None:
        raise Refused("No order is called that.", field="reference")
    order = locked(order.id)
    if order.paid_at is not None or order.state not in ("placed", "expired"):
        raise Refused("This order is paid or cancelled already.", field="reference")
    if means.due(order) != Money(row.amount_minor, row.currency):
        raise Refused("The order comes to another sum than the line.", field="reference")
    payment = Payment.objects.create(
        order=order,
        method=TRANSFER,
        provider=BANK,
        intent=f"line:{row.id}",
        state="open",
        amount_minor=row.amount_minor,
        currency=row.currency,
        created_at=at,
    )
    BankLine.objects.filter(id=row.id).update(payment=payment)
    _pay(row, payment, at=at)


def _keep(row: BankLine, *, at: datetime) -> None:
    """Pay the order with its sum, and send what is too much back."""
    payment = row.payment
    assert payment is not None  # noqa: S101 - for the type only: a wrong amount has one
    wanted = Money(payment.amount_minor, payment.currency)
    came = Money(row.amount_minor, row.currency)
    if came.currency != wanted.currency or came.minor <= wanted.minor or payment.state == "paid":
        raise Refused("It is not more than the order comes to. Send it back, or put it aside.")
    _pay(row, payment, at=at, amount=wanted)
    _pay(row, _extra(row, came - wanted, at=at), at=at)


def _extra(row: BankLine, amount: Money, *, at: datetime) -> Payment:
    """A payment of its own for money that buys nothing, of the order the line names."""
    assert row.payment is not None  # noqa: S101 - for the type only: `decisions_for` looked
    return Payment.objects.create(
        order=row.payment.order,
        method=TRANSFER,
        provider=BANK,
        intent=f"line:{row.id}",
        state="closed",
        amount_minor=amount.minor,
        currency=amount.currency,
        is_surplus=True,
        created_at=at,
    )


def _pay(row: BankLine, payment: Payment, *, at: datetime, amount: Money | None = None) -> None:
    """Say that a payment came, as a provider's message would."""
    order = payment.order
    confirm_payment(
        event=PaymentEvent(
            id=f"bank:{row.id}:{payment.id}",
            kind=EventKind.PAYMENT_SUCCEEDED,
            intent_id=str(payment.intent),
            reference=order.reference,
            amount=amount or Money(payment.amount_minor, payment.currency),
            occurred_at=_moment(row.booked_on, order.placed_at, at),
        ),
        provider=BANK,
        at=at,
    )


def _moment(day: date, placed_at: datetime, at: datetime) -> datetime:
    """The instant of a booking day: its noon, but not before the order nor after now."""
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    return min(at, max(noon, placed_at + timedelta(seconds=1)))
