"""A payment provider that behaves like a real one and moves no money.

Its own world and memory; test cards that succeed, are declined or pay late; signed webhooks that
wait in its outbox, come twice, late and out of order when the `Weather` says so, and are tried
again with growing pauses. Everything follows from the arguments `at` and `seed`: the same calls
give the same days. Card numbers are read and forgotten.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cohive.bridges.payments.cards import CardOutcome, read_card
from cohive.bridges.payments.outbox import CALM, Delivery, Outbox, Weather
from cohive.bridges.payments.provider import (
    INTENT_STATES,
    EventKind,
    Intent,
    IntentState,
    Method,
    PaymentEvent,
    RefundReceipt,
)
from cohive.bridges.payments.sandbox_store import SandboxStore, as_moment, as_text
from cohive.bridges.payments.webhooks import parse_webhook
from cohive.words.money import Money, minor_digits
from cohive.words.refusals import Missing, Refused

__all__ = ["LATE", "SandboxProvider"]

LATE = timedelta(minutes=3)
"""How long a payment of the late test cards stays in processing."""


class SandboxProvider:
    """The provider with its files in `folder`; two processes may open the same folder.

    `webhook_url` is where its messages go, `pay_url` the beginning of the hosted page's address
    (the intent's id follows). `secret` is made at first use unless it is given then.
    """

    def __init__(
        self,
        folder: Path,
        *,
        webhook_url: str,
        pay_url: str,
        weather: Weather = CALM,
        seed: int = 0,
        secret: str | None = None,
    ) -> None:
        self.webhook_url = webhook_url
        self.pay_url = pay_url
        self._outbox = Outbox(weather, seed)
        self._store = SandboxStore(folder)
        made = secret or "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        with self._store.writing() as rows:
            rows.execute("INSERT OR IGNORE INTO setting VALUES ('secret', ?)", (made,))
            kept = rows.execute("SELECT value FROM setting WHERE name = 'secret'").fetchone()
        self._secret: str = kept["value"]

    @property
    def webhook_secret(self) -> str:
        """What the receiver checks signatures with."""
        return self._secret

    @property
    def loopback_port(self) -> int | None:
        """The port of `webhook_url` where that is on this machine: egress's one exception."""
        parts = urlsplit(self.webhook_url)
        return parts.port if parts.hostname in ("localhost", "127.0.0.1", "::1") else None

    def create_intent(
        self,
        *,
        amount: Money,
        reference: str,
        idempotency_key: str,
        return_url: str,
        method: Method = Method.CARD,
        at: datetime,
        payment: str = "",  # noqa: ARG002 - its messages carry the order's reference
        payer_address: str = "",  # noqa: ARG002
    ) -> Intent:
        """Ask for a payment; Refused for an amount that is not more than nothing."""
        minor_digits(amount.currency)
        if amount.minor <= 0:
            raise Refused("A payment is more than nothing.", field="amount")
        question = ["create", amount.minor, amount.currency, reference, return_url, method]
        with self._store.writing() as rows:
            known = _answered(rows, idempotency_key, question)
            if known is not None:
                zero = Money.zero(amount.currency)
                return replace(self._intent(rows, known), state=IntentState.OPEN, refunded=zero)
            n = rows.execute("SELECT COALESCE(MAX(n), 0) + 1 FROM intent").fetchone()[0]
            intent_id = self._id("pi", n)
            rows.execute(
                "INSERT INTO intent (n, id, state, minor, currency, reference, method,"
                " return_url, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(n, intent_id, IntentState.OPEN, amount.minor, amount.currency),
                    *(reference, method, return_url, as_text(at)),
                ),
            )
            _answer(rows, idempotency_key, question, intent_id)
            return self._intent(rows, intent_id)

    def cancel(self, intent_id: str, *, idempotency_key: str, at: datetime) -> Intent:
        """Close an intent that nobody paid."""
        question = ["cancel", intent_id]
        with self._store.writing() as rows:
            self._settle_late(rows, at)
            intent = self._intent(rows, intent_id)
            if _answered(rows, idempotency_key, question) is None:
                _move(rows, intent, IntentState.CANCELLED)
                _answer(rows, idempotency_key, question, intent_id)
            return self._intent(rows, intent_id)

    def refund(
        self, intent_id: str, *, amount: Money, idempotency_key: str, at: datetime
    ) -> RefundReceipt:
        """Give back part or all of a payment that came."""
        question = ["refund", intent_id, amount.minor, amount.currency]
        with self._store.writing() as rows:
            self._settle_late(rows, at)
            intent = self._intent(rows, intent_id)
            known = _answered(rows, idempotency_key, question)
            if known is not None:
                return RefundReceipt(known, intent_id, amount)
            _check_refund(intent, amount)
            n = rows.execute("SELECT COALESCE(MAX(n), 0) + 1 FROM refund").fetchone()[0]
            refund_id = self._id("re", n)
            rows.execute(
                "INSERT INTO refund VALUES (?, ?, ?, ?)", (n, refund_id, intent_id, amount.minor)
            )
            rows.execute(
                "UPDATE intent SET refunded = refunded + ? WHERE id = ?", (amount.minor, intent_id)
            )
            self._report(rows, intent, EventKind.REFUND_SUCCEEDED, amount, at, refund_id)
            _answer(rows, idempotency_key, question, refund_id)
            return RefundReceipt(refund_id, intent_id, amount)

    def retrieve(self, intent_id: str, *, at: datetime) -> Intent:
        """How the payment stands at `at`."""
        with self._store.writing() as rows:
            self._settle_late(rows, at)
            return self._intent(rows, intent_id)

    def load_intent(self, intent_id: str) -> Intent:
        """What the hosted page shows; nothing moves."""
        with self._store.reading() as rows:
            return self._intent(rows, intent_id)

    def pay(self, intent_id: str, *, card_number: str | None = None, at: datetime) -> Intent:
        """The buyer pays on the hosted page: with a test card, or by confirming a QR payment.

        Raises Refused (field "card_number") when the card is unknown or declined; a decline is
        recorded and reported before it is raised, and the buyer may try again.
        """
        outcome = CardOutcome.SUCCEEDS if card_number is None else read_card(card_number)
        with self._store.writing() as rows:
            self._settle_late(rows, at)
            intent = self._intent(rows, intent_id)
            if card_number is None and intent.method is not Method.QR:
                raise Refused("Write the number of the card.", field="card_number")
            _check_open(intent)
            if outcome.is_late:
                _move(rows, intent, IntentState.PROCESSING)
                rows.execute(
                    "UPDATE intent SET settles_at = ?, settles_as = ? WHERE id = ?",
                    (as_text(at + LATE), outcome.kind, intent_id),
                )
            elif outcome.kind is EventKind.PAYMENT_SUCCEEDED:
                _move(rows, intent, IntentState.SUCCEEDED)
                self._report(rows, intent, outcome.kind, intent.amount, at)
            else:
                self._report(rows, intent, outcome.kind, intent.amount, at)
            paid = self._intent(rows, intent_id)
        if outcome is CardOutcome.DECLINED:
            raise Refused("The card was declined. Try another one.", field="card_number")
        if outcome is CardOutcome.WITHOUT_FUNDS:
            raise Refused("There is not enough money on this card.", field="card_number")
        return paid

    def due_deliveries(self, *, at: datetime, limit: int = 50) -> list[Delivery]:
        """The messages whose time has come, signed for now, oldest due first."""
        with self._store.writing() as rows:
            self._settle_late(rows, at)
            return self._outbox.due(rows, self.webhook_url, self.webhook_secret, at, limit)

    def mark_delivered(self, delivery: Delivery, *, ok: bool, at: datetime) -> None:
        """Remember whether the receiver took it; if not, it is tried again after a longer pause."""
        with self._store.writing() as rows:
            self._outbox.mark(rows, delivery, ok=ok, at=at)

    def list_events(self, *, since: datetime, at: datetime) -> list[PaymentEvent]:
        """Everything that happened since then, also what its outbox lost."""
        with self._store.writing() as rows:
            self._settle_late(rows, at)
            return self._outbox.since(rows, since)

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, *, secret: str, at: datetime
    ) -> PaymentEvent:
        """Read a signed message of this provider."""
        return parse_webhook(headers, body, secret=secret, at=at)

    def _id(self, prefix: str, n: int) -> str:
        """An id nobody can guess without the secret, and the same in every replay."""
        key = self.webhook_secret.encode()
        digest = hmac.new(key, f"{prefix}:{n}".encode(), hashlib.sha256).hexdigest()
        return f"{prefix}_{digest[:24]}"

    def _intent(self, rows: sqlite3.Connection, intent_id: str) -> Intent:
        row = rows.execute("SELECT * FROM intent WHERE id = ?", (intent_id,)).fetchone()
        if row is None:
            raise Missing("There is no such payment.")
        return Intent(
            id=row["id"],
            state=IntentState(row["state"]),
            amount=Money(row["minor"], row["currency"]),
            refunded=Money(row["refunded"], row["currency"]),
            reference=row["reference"],
            method=Method(row["method"]),
            pay_url=self.pay_url + row["id"],
            return_url=row["return_url"],
        )

    def _settle_late(self, rows: sqlite3.Connection, at: datetime) -> None:
        """Bring payments in processing to their end where its time has come."""
        due = rows.execute(
            "SELECT id, settles_at, settles_as FROM intent"
            " WHERE settles_at <= ? ORDER BY settles_at, n",
            (as_text(at),),
        ).fetchall()
        for row in due:
            intent = self._intent(rows, row["id"])
            kind = EventKind(row["settles_as"])
            succeeded = kind is EventKind.PAYMENT_SUCCEEDED
            _move(rows, intent, IntentState.SUCCEEDED if succeeded else IntentState.OPEN)
            rows.execute(
                "UPDATE intent SET settles_at = NULL, settles_as = NULL WHERE id = ?", (intent.id,)
            )
            self._report(rows, intent, kind, intent.amount, as_moment(row["settles_at"]))

    def _report(
        self,
        rows: sqlite3.Connection,
        intent: Intent,
        kind: EventKind,
        amount: Money,
        at: datetime,
        refund_id: str | None = None,
    ) -> None:
        """Write an event and put its deliveries into the outbox."""
        n = rows.execute("SELECT COALESCE(MAX(n), 0) + 1 FROM event").fetchone()[0]
        event_id = self._id("evt", n)
        rows.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)",
            (n, event_id, kind, intent.id, refund_id, amount.minor, as_text(at)),
        )
        self._outbox.put(rows, event_id, n, at)


def _check_open(intent: Intent) -> None:
    if intent.state is IntentState.SUCCEEDED:
        raise Refused("This payment is made already.")
    if intent.state is IntentState.PROCESSING:
        raise Refused("This payment is on its way. Please wait.")
    if intent.state is IntentState.CANCELLED:
        raise Refused("This payment was cancelled. Start again from the shop.")


def _check_refund(intent: Intent, amount: Money) -> None:
    if intent.state is not IntentState.SUCCEEDED:
        raise Refused("Only a payment that came can be given back.")
    if amount.currency != intent.amount.currency or amount.minor <= 0:
        raise Refused("A refund is more than nothing, in the payment's currency.", field="amount")
    left = intent.amount - intent.refunded
    if left < amount:
        raise Refused(
            "Only %(left)s %(currency)s of this payment can still be given back.",
            field="amount",
            left=left.plain(),
            currency=left.currency,
        )


def _move(rows: sqlite3.Connection, intent: Intent, then: IntentState) -> None:
    INTENT_STATES.move(intent.state, then)
    rows.execute("UPDATE intent SET state = ? WHERE id = ?", (then, intent.id))


def _answered(rows: sqlite3.Connection, key: str, question: Sequence[object]) -> str | None:
    """The answer this key got before, None if it is new, Refused if it asked something else."""
    row = rows.execute("SELECT question, answer FROM answer WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    if row["question"] != json.dumps(list(question)):
        raise Refused("This idempotency key was used for something else.", field="idempotency_key")
    return str(row["answer"])


def _answer(rows: sqlite3.Connection, key: str, question: Sequence[object], answer: str) -> None:
    rows.execute("INSERT INTO answer VALUES (?, ?, ?)", (key, json.dumps(list(question)), answer))
