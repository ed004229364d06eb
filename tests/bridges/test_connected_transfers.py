"""Transfers to members' own accounts at a provider, over HTTP against our own Stripe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from cohive.bridges.egress import EgressFailed
from cohive.bridges.payments.stripe import StripePayouts
from cohive.bridges.payments.stripe.fake import FakeStripe
from cohive.bridges.payouts import ConnectedTransfers, Transfer
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.bridges.stripe_server import served

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
EURO = Money(1226, "EUR")

pytestmark = pytest.mark.process


@pytest.fixture
def fake() -> FakeStripe:
    return FakeStripe(now=NOW)


@pytest.fixture
def payouts(fake: FakeStripe) -> Iterator[StripePayouts]:
    with served(fake) as calls:
        yield StripePayouts(calls)


def order(account: str) -> Transfer:
    return Transfer("ABC-0001", "Mei", account, EURO, "Night Ferry")


def send(payouts: StripePayouts, account: str, *, attempt: int = 1, was_asked: bool = False):  # type: ignore[no-untyped-def]
    return ConnectedTransfers(payouts, name="stripe").send(
        order(account), key="payout-1", attempt=attempt, was_asked=was_asked, at=NOW
    )


def ready(payouts: StripePayouts, fake: FakeStripe) -> str:
    payee = payouts.create_payee(reference="m1", country="NL", idempotency_key="p1", at=NOW)
    fake.accept_papers(payee.id)
    return payee.id


def sent_of(fake: FakeStripe) -> int:
    return sum(1 for key in fake._objects if key.startswith("tr_"))


def test_a_member_is_paid_once_her_papers_are_there(
    payouts: StripePayouts, fake: FakeStripe
) -> None:
    payee = payouts.create_payee(reference="m1", country="NL", idempotency_key="p1", at=NOW)
    early = send(payouts, payee.id)
    assert (early.is_taken, early.reason) == (
        False,
        "the account cannot be paid yet: individual.id_number",
    )
    fake.accept_papers(payee.id)
    taken = send(payouts, payee.id, attempt=2)
    assert (taken.is_taken, taken.back) == (True, Money(0, "EUR"))
    assert sent_of(fake) == 1


def test_a_lost_answer_is_found_even_when_the_key_is_forgotten(
    payouts: StripePayouts, fake: FakeStripe
) -> None:
    account = ready(payouts, fake)
    fake.has_money = True
    connected = ConnectedTransfers(payouts, name="stripe")
    assert connected.found("payout-1", at=NOW) is None
    payouts.load_payee(account, at=NOW)

    def lose_the_transfer(path: str) -> None:
        fake.lose_next_answer = path == "/v1/transfers"

    real = fake._routed

    def routed(method: str, path: str, form: dict[str, str]) -> dict[str, object]:
        if method == "POST":
            lose_the_transfer(path)
        return real(method, path, form)

    fake._routed = routed  # type: ignore[method-assign, assignment]
    with pytest.raises(EgressFailed):
        send(payouts, account)
    fake._routed = real  # type: ignore[method-assign]
    fake.forget_keys()
    again = send(payouts, account, was_asked=True)
    assert again.is_taken
    assert sent_of(fake) == 1


def test_when_the_firm_has_no_money_there_nobodys_transfer_has_failed(
    payouts: StripePayouts, fake: FakeStripe
) -> None:
    account = ready(payouts, fake)
    fake.has_money = False
    with pytest.raises(Refused, match="insufficient"):
        send(payouts, account)
    fake.has_money = True
    with pytest.raises(Refused, match="insufficient"):
        send(payouts, account)  # the same attempt is answered the same
    assert send(payouts, account, attempt=2, was_asked=True).is_taken


def test_what_comes_back_is_seen_and_a_closed_account_is_a_reason(
    payouts: StripePayouts, fake: FakeStripe
) -> None:
    account = ready(payouts, fake)
    number = send(payouts, account).number
    fake.bring_back(number)
    found = ConnectedTransfers(payouts, name="stripe").found("payout-1", at=NOW)
    assert found is not None
    assert found.back == EURO
    fake.close_account(account)
    assert (
        not ConnectedTransfers(payouts, name="stripe")
        .send(order(account), key="payout-2", attempt=1, was_asked=False, at=NOW)
        .is_taken
    )
    gone = send(payouts, "acct_999", attempt=7)
    assert gone.reason == "there is no such account"
