"""What a provider was asked to send: only its own list says that it failed or came back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from cohive.bond import queries as members
from cohive.bond.models import Member, Notice
from cohive.settle import payout_sending
from cohive.settle.models import Payout, PayoutDetails, ProviderTransfer
from cohive.settle.operations import mark_failed, mark_returned, propose_succession
from cohive.settle.payout_files import transfer_order
from cohive.settle.payout_sending import (
    Sent,
    follow_transfers,
    note_went_wrong,
    send_by_provider,
)
from cohive.settle.queries.purses import purse_of
from cohive.words.refusals import Forbidden, Refused
from tests.settle.test_payout_provider import (
    approved,
    connected,
    fake,
    faults,
    later,
    lose_the_answer,
    ready,
    transfers_of,
)

__all__ = ["fake", "later", "ready"]

pytestmark = pytest.mark.django_db


def test_what_was_asked_for_cannot_be_marked_by_hand_and_is_paid_once(
    ready, cast, steward, proven, fake, later, monkeypatch
):
    connected(cast["hanna"], proven, fake, later)
    payout = lose_the_answer(approved(cast, steward, later), fake, steward, later, monkeypatch)
    with pytest.raises(Refused, match="Only its own list"):
        mark_failed(payout=payout.id, reason="no answer", by=steward, at=later)
    said = {"payout": payout.id, "reason": "no answer", "by": steward}
    with pytest.raises(Refused, match="less than an hour ago"):
        note_went_wrong(**said, at=later + timedelta(minutes=59))
    assert not note_went_wrong(**said, at=later + timedelta(hours=1))  # the list has it
    assert Payout.objects.get(id=payout.id).state == "executed"
    with pytest.raises(Refused, match="Only its own list"):
        mark_returned(payout=payout.id, reason="came back", by=steward, at=later)
    assert not note_went_wrong(**said, at=later + timedelta(hours=2))
    assert purse_of(cast["hanna"], "EUR", at=later).available.minor == 0
    assert transfers_of(fake) == ["tr_1"]
    fake.bring_back("tr_1")
    assert note_went_wrong(**said, at=later + timedelta(hours=3))
    assert Payout.objects.get(id=payout.id).state == "returned"
    assert faults() == []


def test_what_the_list_does_not_have_after_an_hour_was_never_sent(
    ready, cast, steward, proven, fake, later
):
    connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)
    fake.has_money = False
    with pytest.raises(Refused, match="insufficient"):
        send_by_provider(batch, by=steward, at=later)
    payout = Payout.objects.get(batch=batch)
    said = {"payout": payout.id, "reason": "no money there", "by": steward}
    ProviderTransfer.objects.update(provider="another")
    with pytest.raises(Refused, match="asked of another before"):
        note_went_wrong(**said, at=later + timedelta(hours=1))
    ProviderTransfer.objects.update(provider="stripe")
    assert note_went_wrong(**said, at=later + timedelta(hours=1))
    assert Payout.objects.get(id=payout.id).state == "failed"
    assert purse_of(cast["hanna"], "EUR", at=later).available.minor == payout.amount_minor
    assert faults() == []


def test_what_was_marked_while_the_list_was_read_is_not_sent(
    ready, cast, steward, proven, fake, later, monkeypatch
):
    connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)

    def marked_meanwhile(batch, *, way, at):
        order = transfer_order(batch, way=way, at=at)
        payout = Payout.objects.get(batch=batch)
        mark_failed(payout=payout.id, reason="account closed", by=steward, at=at)
        return order

    monkeypatch.setattr(payout_sending, "transfer_order", marked_meanwhile)
    assert send_by_provider(batch, by=steward, at=later) == Sent(0, 0, 0)
    assert transfers_of(fake) == []
    assert not ProviderTransfer.objects.exists()


def test_a_payout_that_failed_and_is_found_at_the_provider_is_told_to_stewards_once(
    ready, cast, steward, proven, fake, later, monkeypatch
):
    connected(cast["hanna"], proven, fake, later)
    payout = lose_the_answer(approved(cast, steward, later), fake, steward, later, monkeypatch)
    mark_failed(payout=payout.id, reason="lost", by=steward, at=later, provider_said=True)
    follow_transfers(at=later + timedelta(hours=1))
    follow_transfers(at=later + timedelta(hours=2))
    told = Notice.objects.filter(kind="settle.payout_sent_all_the_same")
    assert told.count() == 2  # one for each steward
    assert ProviderTransfer.objects.get(payout=payout).number == "tr_1"
    assert Payout.objects.get(id=payout.id).state == "failed"


def test_nobody_is_told_to_mark_as_failed_what_the_provider_was_asked_for(
    ready, cast, steward, proven, fake, later, monkeypatch
):
    connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)
    lose_the_answer(batch, fake, steward, later, monkeypatch)
    propose_succession(
        member=cast["hanna"], to="community", heir=None, seen="paper", by=steward, at=later
    )
    with pytest.raises(Refused, match="was asked for it before"):
        transfer_order(batch, way="provider", at=later)
    PayoutDetails.objects.all().delete()
    with pytest.raises(Refused, match="was asked for it before"):
        transfer_order(batch, way="provider", at=later)


def test_the_page_offers_to_mark_by_hand_only_what_may_be(
    ready, cast, steward, proven, fake, later, monkeypatch
):
    connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)
    offer = "It could not be sent"

    def page(at):
        with time_machine.travel(at, tick=False):
            return proven(steward).get(f"/payouts/desk/{batch}/").content.decode()

    assert offer in page(later)
    payout = lose_the_answer(batch, fake, steward, later, monkeypatch)
    assert offer not in page(later)
    assert offer in page(later + timedelta(hours=1))
    with time_machine.travel(later + timedelta(hours=1), tick=False):
        answer = proven(steward).post(
            f"/payouts/desk/payout/{payout.id}/", {"reason": "no answer"}, follow=True
        )
    text = answer.content.decode()
    assert "list says otherwise" in text
    assert offer not in text
    assert "It came back" not in text


def test_who_belongs_to_the_payee_does_not_say_that_her_payout_failed(
    ready, cast, steward, proven, fake, later
):
    connected(cast["hanna"], proven, fake, later)
    batch = approved(cast, steward, later)
    payout = Payout.objects.get(batch=batch)
    name, host = members.email_of(steward).split("@")
    Member.objects.get(agent=cast["hanna"]).user.__class__.objects.filter(
        member__agent=cast["hanna"]
    ).update(email=f"{name}+2@{host}")
    with pytest.raises(Forbidden, match="belong together"):
        mark_failed(payout=payout.id, reason="account closed", by=steward, at=later)
    mark_failed(payout=payout.id, reason="account closed", by=cast["mei"], at=later)
