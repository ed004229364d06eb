"""Payouts by a connected provider: members' own accounts, sending once, and what comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from cohive.bond import operations as bond
from cohive.bond.models import Notice
from cohive.bridges.payments.keys import PaymentKeys
from cohive.bridges.payments.stripe import StripeCalls
from cohive.bridges.payments.stripe.fake import KEY, SECRET, FakeStripe
from cohive.journal import verification
from cohive.journal.models import Act
from cohive.settle.models import (
    CreditNote,
    Payout,
    PayoutBatch,
    PayoutDetails,
    ProviderAccount,
    ProviderTransfer,
)
from cohive.settle.operations import (
    WayWanted,
    approve_batch,
    choose_payout_way,
    propose_batch,
)
from cohive.settle.payout_provider import provider_name
from cohive.settle.payout_sending import (
    Sent,
    follow_transfers,
    look_at_batch,
    send_by_provider,
)
from cohive.settle.queries import payouts as queries
from cohive.settle.queries.purses import purse_of
from cohive.trade import providers
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.settle import paying

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(now):
    return now + timedelta(days=30)


@pytest.fixture
def fake(monkeypatch, tmp_path, later):
    """Stripe's place is taken by our own, and the place is connected to it."""
    monkeypatch.setattr(providers, "_folder", lambda: tmp_path)
    stripe = FakeStripe(now=later)
    monkeypatch.setattr(providers, "StripeCalls", lambda key: StripeCalls(key, send=stripe))
    providers.replace_keys(PaymentKeys(stripe_key=KEY, stripe_webhook_secret=SECRET))
    return stripe


@pytest.fixture
def ready(sold, place, cast, steward, now):
    paying.take_in(480_000, firm=place.agent, at=now)
    paying.second_steward(cast["mei"], by=steward, at=now)
    paying.decide(by=steward, at=now)
    return cast


def connected(agent, proven, fake, later):
    """She opens an account on her page, shows her papers, and is paid this way."""
    with time_machine.travel(later, tick=False):
        browser = proven(agent)
        assert "Open my account" in browser.get("/payouts/account/").content.decode()
        assert browser.post("/payouts/account/", {"country": "NL"}).status_code == 302
        page = browser.get("/payouts/account/").content.decode()
        assert "papers are missing" in page
        assert "individual.id_number" in page
        away = browser.get("/payouts/account/papers/")
        assert away["Location"].startswith("https://connect.stripe.com/")
        account = ProviderAccount.objects.get(agent=agent).account
        fake.accept_papers(account)
        assert "ready to be paid" in browser.get("/payouts/account/").content.decode()
        answer = browser.post(
            "/payouts/way/",
            {"way": "provider", "legal_name": "Mei Qiáo", "country": "NL", "agrees": "on"},
        )
    assert answer.status_code == 302
    assert PayoutDetails.objects.get(agent=agent).account == account
    return account


def approved(cast, steward, at):
    batch = propose_batch(currency="EUR", by=steward, at=at)
    approve_batch(batch=batch, by=cast["mei"], at=at)
    return batch


def lose_the_answer(batch, fake, steward, at, monkeypatch):
    """The provider sends it, and its answer never arrives."""
    real = fake._transfer

    def lost(form):
        fake.lose_next_answer = True
        return real(form)

    with monkeypatch.context() as patch:
        patch.setattr(fake, "_transfer", lost)
        assert send_by_provider(batch, by=steward, at=at) == Sent(0, 0, 1)
    return Payout.objects.get(batch=batch)


def transfers_of(fake):
    return [key for key in fake._objects if key.startswith("tr_")]


def faults():
    return [finding.fault for finding in verification.verify() if finding.fault]


def test_a_member_connects_an_account_and_is_paid_there(ready, cast, steward, proven, fake, later):
    account = connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)
    assert send_by_provider(batch, by=steward, at=later) == Sent(1, 0, 0)
    payout = Payout.objects.get(batch=batch)
    assert payout.state == "executed"
    transfer = ProviderTransfer.objects.get(payout=payout)
    assert (transfer.provider, transfer.number) == ("stripe", "tr_1")
    sent = fake._objects["tr_1"]
    assert (sent["amount"], sent["destination"]) == (payout.net_minor, account)
    assert PayoutBatch.objects.get(id=batch).state == "closed"
    assert Act.objects.filter(kind="settle.provider_account.ready").count() == 1
    assert faults() == []


def test_a_lost_answer_leaves_it_open_and_is_found_within_the_hour(
    ready, cast, steward, proven, fake, later, monkeypatch
):
    connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)
    lose_the_answer(batch, fake, steward, later, monkeypatch)
    assert Payout.objects.get(batch=batch).state == "approved"
    fake.forget_keys()
    follow_transfers(at=later + timedelta(days=2))
    assert Payout.objects.get(batch=batch).state == "executed"
    assert sum(1 for key in fake._objects if key.startswith("tr_")) == 1
    assert faults() == []


def test_what_comes_back_stands_in_the_balance_again_once(
    ready, cast, steward, proven, fake, later, place
):
    connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)
    send_by_provider(batch, by=steward, at=later)
    payout = Payout.objects.get(batch=batch)
    fake.bring_back("tr_1", 100)
    follow_transfers(at=later + timedelta(hours=1))
    assert Payout.objects.get(id=payout.id).state == "executed"  # a part is for people to look at
    assert Notice.objects.filter(kind="settle.payout_partly_back").count() == 2
    fake.bring_back("tr_1", payout.net_minor - 100)
    follow_transfers(at=later + timedelta(hours=2))
    follow_transfers(at=later + timedelta(hours=3))
    assert Payout.objects.get(id=payout.id).state == "returned"
    assert purse_of(cast["hanna"], "EUR", at=later).available.minor == payout.amount_minor
    assert CreditNote.objects.filter(payout=payout).count() == 2
    assert Act.objects.get(kind="settle.payout.came_back").actor_id == place.agent
    assert look_at_batch(batch, at=later) == 0
    assert faults() == []


def test_without_money_at_the_provider_nothing_has_failed_and_it_can_be_sent_later(
    ready, cast, steward, proven, fake, later
):
    connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)
    fake.has_money = False
    with pytest.raises(Refused, match="insufficient"):
        send_by_provider(batch, by=steward, at=later)
    assert Payout.objects.get(batch=batch).state == "approved"
    fake.has_money = True
    assert send_by_provider(batch, by=steward, at=later) == Sent(1, 0, 0)


def test_an_account_that_was_closed_meanwhile_is_a_failed_payout(
    ready, cast, steward, proven, fake, later
):
    account = connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)
    fake.close_account(account)
    assert send_by_provider(batch, by=steward, at=later) == Sent(0, 1, 0)
    assert purse_of(cast["hanna"], "EUR", at=later).available.minor == 1902
    assert faults() == []


def test_who_is_not_ready_stays_out_of_the_batch(ready, cast, proven, fake, later):
    connected(cast["hanna"], proven, fake, later)
    ProviderAccount.objects.update(can_be_paid=False)
    plan = queries.planned_batch("EUR", at=later)
    assert [each.why_not for each in plan.left_out if each.payee == cast["hanna"]] == ["not_ready"]


def test_what_was_asked_of_one_provider_is_never_asked_of_another(
    ready, cast, steward, proven, fake, later
):
    connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)
    payout = Payout.objects.get(batch=batch)
    ProviderTransfer.objects.create(
        payout=payout, provider="another", asked_at=later, checked_at=later
    )
    with pytest.raises(Refused, match="asked of another before"):
        send_by_provider(batch, by=steward, at=later)
    assert fake._objects.keys().isdisjoint({"tr_1"})


def test_without_a_provider_the_way_is_not_there(place, cast, proven, monkeypatch, tmp_path, now):
    browser = proven(cast["mei"])
    monkeypatch.setattr(providers, "_folder", lambda: tmp_path)
    monkeypatch.setattr(providers, "practice_is_on", lambda: False)
    assert provider_name() == ""
    wanted = WayWanted(
        way="provider", legal_name="Mei", account="acct_mei", country="NL", agrees=True
    )
    with pytest.raises(Refused, match="Nobody sends this way"):
        choose_payout_way(wanted=wanted, by=cast["mei"], at=now)
    assert "transfer provider" not in browser.get("/payouts/way/").content.decode()
    assert browser.get("/payouts/account/").status_code == 404


def test_an_account_that_is_not_ready_cannot_be_chosen(place, cast, fake, now):
    wanted = WayWanted(way="provider", legal_name="Mei", country="NL", agrees=True)
    with pytest.raises(Refused, match="Connect your account"):
        choose_payout_way(wanted=wanted, by=cast["mei"], at=now)


def test_asking_again_after_a_lost_answer_opens_one_account(place, cast, proven, fake):
    browser = proven(cast["mei"])
    fake.lose_next_answer = True
    answer = browser.post("/payouts/account/", {"country": "NL"})
    assert answer.status_code == 422
    assert "did not answer" in answer.content.decode()
    assert browser.post("/payouts/account/", {"country": "NL"}).status_code == 302
    assert [key for key in fake._objects if key.startswith("acct_")] == ["acct_1"]
    assert browser.post("/payouts/account/", {"country": "DE"}).status_code == 422


def test_her_account_is_forgotten_when_she_leaves(place, cast, proven, fake, later):
    connected(cast["hanna"], proven, fake, later)
    bond.delete_account(by=cast["hanna"], at=later)
    assert not ProviderAccount.objects.exists()
    assert not PayoutDetails.objects.exists()


def test_stewards_send_and_ask_on_the_batch_page(ready, cast, steward, proven, fake, later):
    connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)
    with time_machine.travel(later, tick=False):
        browser = proven(steward)
        page = browser.get(f"/payouts/desk/{batch}/").content.decode()
        assert "Stripe sends it from the firm’s balance" in page
        browser.post(f"/payouts/desk/{batch}/send/", {})
        fake.bring_back("tr_1")
        page = browser.post(f"/payouts/desk/{batch}/ask/", {}, follow=True).content.decode()
    assert "came back to the provider" in page
    payout = Payout.objects.get(batch=batch)
    assert (payout.state, Money(payout.net_minor, "EUR").minor) == ("returned", 1902)
