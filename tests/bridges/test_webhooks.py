"""A message is believed only with a right and fresh signature, and delivered until it is taken."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from cohive.bridges.payments.delivery import Sent, deliver_due
from cohive.bridges.payments.outbox import PAUSES
from cohive.bridges.payments.provider import DisputeReport, EventKind, PaymentEvent
from cohive.bridges.payments.sandbox import SandboxProvider
from cohive.bridges.payments.webhooks import TOLERANCE, event_body, parse_webhook, sign_webhook
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Refused

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "whsec_" + "c2FuZGJveCBzZWNyZXQgZm9yIHRlc3RzIG9ubHk="
OTHER = "whsec_" + "YW5vdGhlciBzZWNyZXQgdGhhdCBpcyBub3Qgb3Vycw=="
EVENT = PaymentEvent(
    id="evt_1",
    kind=EventKind.REFUND_SUCCEEDED,
    intent_id="pi_1",
    reference="NF-1001",
    amount=Money(4000, "EUR"),
    occurred_at=NOON,
    refund_id="re_1",
)
BODY = event_body(EVENT)


def signed(body: bytes = BODY, secret: str = SECRET, at: datetime = NOON) -> dict[str, str]:
    return sign_webhook(EVENT.id, body, secret=secret, at=at)


@pytest.mark.parametrize("refund_id", [None, "re_1"])
@pytest.mark.parametrize("kind", list(EventKind))
def test_a_signed_event_arrives_as_it_was(kind: EventKind, refund_id: str | None) -> None:
    dispute = DisputeReport("dp_9", NOON, Money(15, "JPY"), "fraudulent", NOON)
    event = PaymentEvent(
        "evt_9",
        kind,
        "pi_9",
        "NF-夜",
        Money(1, "JPY"),
        NOON,
        refund_id=refund_id,
        dispute=dispute if kind.is_dispute else None,
        payment="0190",
    )
    body = event_body(event)
    headers = sign_webhook(event.id, body, secret=SECRET, at=NOON)
    assert parse_webhook(headers, body, secret=SECRET, at=NOON) == event


def test_the_standard_library_of_webhooks_accepts_our_signature() -> None:
    now = datetime.now(tz=UTC)  # noqa: TID251 - that library reads the clock
    assert Webhook(SECRET).verify(BODY, signed(at=now))["type"] == "refund.succeeded"


def test_the_case_of_header_names_does_not_matter() -> None:
    headers = {name.upper(): value for name, value in signed().items()}
    assert parse_webhook(headers, BODY, secret=SECRET, at=NOON) == EVENT


def test_one_right_signature_among_several_is_enough() -> None:
    headers = signed()
    headers["webhook-signature"] = f"v1,AAAA v2,x {headers['webhook-signature']}"
    assert parse_webhook(headers, BODY, secret=SECRET, at=NOON) == EVENT


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", [None, "", "x", "v1,", "ü", "9" * 40, "evt_2", "-1", "1.5"])
def test_a_missing_or_changed_header_is_forbidden(name: str, value: str | None) -> None:
    headers = signed()
    del headers[name]
    if value is not None:
        headers[name] = value
    with pytest.raises(Forbidden):
        parse_webhook(headers, BODY, secret=SECRET, at=NOON)


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_a_single_changed_byte_is_forbidden(position: int, change: int) -> None:
    body = bytearray(BODY)
    body[position] ^= change
    with pytest.raises(Forbidden):
        parse_webhook(signed(), bytes(body), secret=SECRET, at=NOON)


@given(st.integers(0, len(signed()["webhook-signature"]) - 1))
def test_a_signature_that_is_cut_anywhere_is_forbidden(length: int) -> None:
    headers = signed()
    headers["webhook-signature"] = headers["webhook-signature"][:length]
    with pytest.raises(Forbidden):
        parse_webhook(headers, BODY, secret=SECRET, at=NOON)


def test_another_secret_is_forbidden() -> None:
    with pytest.raises(Forbidden):
        parse_webhook(signed(secret=OTHER), BODY, secret=SECRET, at=NOON)


@pytest.mark.parametrize("sign", [-1, 1])
def test_an_old_or_future_message_is_forbidden(sign: int) -> None:
    edge = NOON + sign * TOLERANCE
    assert parse_webhook(signed(), BODY, secret=SECRET, at=edge) == EVENT
    with pytest.raises(Forbidden, match="too long ago"):
        parse_webhook(signed(), BODY, secret=SECRET, at=edge + sign * timedelta(seconds=1))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        BODY.replace(b"refund.succeeded", b"refund.imagined"),
        BODY.replace(b"4000", b"40.5"),
        BODY.replace(b"4000", b"true"),
        BODY.replace(b"EUR", b"EU1"),
        BODY.replace(b"2026-03-01", b"soon"),
        BODY.replace(b'"intent"', b'"other"'),
        b"[" * 30_000,
    ],
)
def test_a_signed_message_that_says_something_unknown_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="cannot be read") as caught:
        parse_webhook(signed(body), body, secret=SECRET, at=NOON)
    assert not isinstance(caught.value, Forbidden)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"x" * 70_000])
def test_a_body_that_is_no_message_is_forbidden(body: bytes) -> None:
    with pytest.raises(Forbidden):
        parse_webhook(signed(), body, secret=SECRET, at=NOON)


class Receiver:
    """A place that reads webhooks; `statuses` are the answers it gives, the last one for ever."""

    def __init__(self) -> None:
        self.statuses = [204]
        self.events: list[PaymentEvent] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = dict(self.headers.items())
                event = parse_webhook(headers, body, secret=SECRET, at=receiver.at)
                receiver.events.append(event)
                status = receiver.statuses
                self.send_response(status.pop(0) if len(status) > 1 else status[0])
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.at = NOON
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    listening = Receiver()
    yield listening
    listening.close()


def paid(folder: Path, webhook_url: str) -> SandboxProvider:
    sandbox = SandboxProvider(folder, webhook_url=webhook_url, pay_url="/pay/", secret=SECRET)
    intent = sandbox.create_intent(
        amount=Money(4000, "EUR"),
        reference="NF-1001",
        idempotency_key="k",
        return_url="/orders/1",
        at=NOON,
    )
    sandbox.pay(intent.id, card_number="4242424242424242", at=NOON)
    return sandbox


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_due_message_is_posted_and_read(receiver: Receiver, tmp_path: Path, host: str) -> None:
    sandbox = paid(tmp_path, f"http://{host}:{receiver.port}/hook")
    resolver = lambda _host, _port: ["127.0.0.1"]  # noqa: E731
    assert deliver_due(sandbox, at=NOON, resolver=resolver) == Sent(delivered=1, failed=0)
    assert deliver_due(sandbox, at=NOON, resolver=resolver) == Sent(delivered=0, failed=0)
    assert [event.reference for event in receiver.events] == ["NF-1001"]


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_refused_message_comes_again(receiver: Receiver, tmp_path: Path, status: int) -> None:
    receiver.statuses = [status, 200]
    sandbox = paid(tmp_path, f"http://127.0.0.1:{receiver.port}/hook")
    assert deliver_due(sandbox, at=NOON) == Sent(delivered=0, failed=1)
    assert deliver_due(sandbox, at=NOON) == Sent(delivered=0, failed=0)
    receiver.at = NOON + PAUSES[0]
    assert deliver_due(sandbox, at=receiver.at) == Sent(delivered=1, failed=0)
    first, second = receiver.events
    assert first == second


def test_a_receiver_that_is_away_gets_the_message_later(receiver: Receiver, tmp_path: Path) -> None:
    receiver.close()
    sandbox = paid(tmp_path, f"http://127.0.0.1:{receiver.port}/hook")
    assert deliver_due(sandbox, at=NOON) == Sent(delivered=0, failed=1)
    assert len(sandbox.due_deliveries(at=NOON + PAUSES[0])) == 1
    receiver.__init__()  # type: ignore[misc] - so that the fixture can close it


def test_a_webhook_address_inside_the_network_is_never_asked(tmp_path: Path) -> None:
    sandbox = paid(tmp_path, "http://10.0.0.1:8000/hook")
    assert sandbox.loopback_port is None
    with pytest.raises(Refused):
        deliver_due(sandbox, at=NOON)
