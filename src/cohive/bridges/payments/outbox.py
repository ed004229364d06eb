"""The sandbox's outgoing messages: when each is due, how often, and what follows a failure.

The weather is drawn from the seed and the event's number by a hash, so a bad day can be repeated.
Pauses between attempts are the ones Standard Webhooks 1.0 advises, three days in all.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cohive.bridges.payments.provider import EventKind, PaymentEvent
from cohive.bridges.payments.sandbox_store import as_moment, as_text
from cohive.bridges.payments.webhooks import event_body, sign_webhook
from cohive.words.money import Money

__all__ = ["CALM", "PAUSES", "ROUGH", "Delivery", "Outbox", "Weather"]

PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""How long after the first, second … failure a message is tried again; then it is given up."""


@dataclass(frozen=True)
class Weather:
    """How badly messages travel: each comes 1 … `copies_max` times, up to `delay_max` late.

    Of a hundred events `lost_percent` never arrive at all, as when a receiver was switched off.
    """

    copies_max: int = 1
    delay_max: timedelta = timedelta(0)
    lost_percent: int = 0


CALM = Weather()
ROUGH = Weather(copies_max=3, delay_max=timedelta(minutes=2))


@dataclass(frozen=True)
class Delivery:
    """One attempt to send one message: what goes where."""

    number: int
    attempt: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    event: PaymentEvent


@dataclass(frozen=True)
class Outbox:
    """Writes and reads the delivery rows inside the caller's transaction."""

    weather: Weather
    seed: int

    def put(self, rows: sqlite3.Connection, event_id: str, event_number: int, at: datetime) -> None:
        """Plan the copies of one event."""
        copies = 1 + self._draw(event_number, "copies", self.weather.copies_max)
        lost = self._draw(event_number, "lost", 100) < self.weather.lost_percent
        delay_max_ms = self.weather.delay_max // timedelta(milliseconds=1)
        for copy in range(copies):
            delay_ms = self._draw(event_number, f"delay {copy}", delay_max_ms + 1)
            rows.execute(
                "INSERT INTO delivery (event_id, state, due_at) VALUES (?, ?, ?)",
                (
                    event_id,
                    "lost" if lost else "waiting",
                    as_text(at + timedelta(milliseconds=delay_ms)),
                ),
            )

    def due(
        self, rows: sqlite3.Connection, url: str, secret: str, at: datetime, limit: int
    ) -> list[Delivery]:
        """What is due at `at`, signed with `at`."""
        found = rows.execute(
            "SELECT d.n, d.attempts, e.id, e.kind, e.minor, e.occurred_at, e.refund_id,"
            " i.id AS intent_id, i.reference, i.currency"
            " FROM delivery d JOIN event e ON e.id = d.event_id JOIN intent i ON i.id = e.intent_id"
            " WHERE d.state = 'waiting' AND d.due_at <= ? ORDER BY d.due_at, d.n LIMIT ?",
            (as_text(at), limit),
        ).fetchall()
        return [self._delivery(row, url, secret, at) for row in found]

    def since(self, rows: sqlite3.Connection, since: datetime) -> list[PaymentEvent]:
        """The events of an instant and after, as they happened."""
        found = rows.execute(
            "SELECT e.id, e.kind, e.minor, e.occurred_at, e.refund_id,"
            " i.id AS intent_id, i.reference, i.currency"
            " FROM event e JOIN intent i ON i.id = e.intent_id"
            " WHERE e.occurred_at >= ? ORDER BY e.occurred_at, e.n",
            (as_text(since),),
        ).fetchall()
        return [_event(row) for row in found]

    def mark(self, rows: sqlite3.Connection, delivery: Delivery, *, ok: bool, at: datetime) -> None:
        """Delivered, or due again later, or given up; an attempt counts once."""
        attempts = delivery.attempt
        if ok:
            state, due_at = "delivered", at
        elif attempts > len(PAUSES):
            state, due_at = "given up", at
        else:
            state, due_at = "waiting", at + PAUSES[attempts - 1]
        rows.execute(
            "UPDATE delivery SET state = ?, attempts = ?, due_at = ?"
            " WHERE n = ? AND state = 'waiting' AND attempts = ?",
            (state, attempts, as_text(due_at), delivery.number, attempts - 1),
        )

    def _delivery(self, row: sqlite3.Row, url: str, secret: str, at: datetime) -> Delivery:
        event = _event(row)
        body = event_body(event)
        return Delivery(
            number=row["n"],
            attempt=row["attempts"] + 1,
            url=url,
            headers=sign_webhook(event.id, body, secret=secret, at=at),
            body=body,
            event=event,
        )

    def _draw(self, event_number: int, what: str, below: int) -> int:
        """A number from 0 to `below` - 1 that depends on the seed, the event and the question."""
        text = f"{self.seed}:{event_number}:{what}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % below


def _event(row: sqlite3.Row) -> PaymentEvent:
    return PaymentEvent(
        id=row["id"],
        kind=EventKind(row["kind"]),
        intent_id=row["intent_id"],
        reference=row["reference"],
        amount=Money(row["minor"], row["currency"]),
        occurred_at=as_moment(row["occurred_at"]),
        refund_id=row["refund_id"],
    )
