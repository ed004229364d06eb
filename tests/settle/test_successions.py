"""After a member: by two stewards to her heirs, by her own wish to the community, else it waits."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from django.db import IntegrityError, transaction

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.bond.models import Member, Notice
from cohive.create import operations as create
from cohive.create import queries as products
from cohive.journal import verification
from cohive.journal.models import Act
from cohive.ledger import queries as ledger
from cohive.settle.models import BalanceMove, Payout, PayoutDetails, Succession
from cohive.settle.operations import (
    WayWanted,
    approve_batch,
    approve_succession,
    choose_after_me,
    choose_payout_way,
    mark_failed,
    propose_batch,
    propose_succession,
    reopen_after_mistake,
    stop_succession,
)
from cohive.settle.operations.passing import pass_on_all
from cohive.settle.payout_files import bank_file
from cohive.settle.queries import payouts as queries
from cohive.settle.queries.purses import purse_of
from cohive.settle.queries.year import period_statement
from cohive.trade import operations as trade
from cohive.trade import queries as orders
from cohive.words.refusals import Forbidden, Refused
from tests.settle import paying, stall

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(now):
    return now + timedelta(days=30)


@pytest.fixture
def week(later):
    """The instant from which money is passed on when it was approved at `later`."""
    return later + timedelta(days=7)


@pytest.fixture
def heir(place, now):
    return bond.join(email="anna@example.org", name="Anna Qiao", at=now - timedelta(days=2))


@pytest.fixture
def died(shop, steward, mei, kit, heir, now, hear, later):
    """Four timetables were sold; Mei has 60 % of the pool and died; Kit is the second steward."""
    order = stall.sell(shop, steward, now, quantity=4)
    hear(now)
    paying.second_steward(kit, by=steward, at=now)
    paying.decide(by=steward, at=now)
    paying.bank(mei, at=now)
    return {**shop, "order": order}


def propose(mei, heir, steward, at, **changes):
    given = {"to": "heir", "heir": heir, "seen": "certificate of the court, 3 March"}
    return propose_succession(member=mei, **{**given, **changes}, by=steward, at=at)


def passed_on(mei, heir, steward, kit, at):
    row = propose(mei, heir, steward, at)
    approve_succession(succession=row, by=kit, at=at)
    pass_on_all(at=at + timedelta(days=7))
    return row


def balance(agent, at):
    return purse_of(agent, "EUR", at=at).available.minor


def faults():
    return [finding.fault for finding in verification.verify() if finding.fault]


def test_what_is_final_is_passed_on_to_the_heir_and_what_follows_too(
    died, mei, heir, steward, kit, later, week, hear
):
    owed = balance(mei, later)
    assert owed > 0
    row = propose(mei, heir, steward, later)
    plan = queries.planned_batch("EUR", at=later)
    assert [each.why_not for each in plan.left_out if each.payee == mei] == ["passed_on"]
    assert balance(heir, later) == 0
    approve_succession(succession=row, by=kit, at=later)
    pass_on_all(at=week - timedelta(seconds=1))
    assert (balance(mei, week), balance(heir, week)) == (owed, 0)
    pass_on_all(at=week)
    assert (balance(mei, week), balance(heir, week)) == (0, owed)
    assert not PayoutDetails.objects.filter(agent=mei).exists()
    assert members.cards([mei])[mei].state == "closed"
    assert Member.objects.get(agent=mei).name == "Mei Qiao"
    assert Notice.objects.filter(to=heir, kind="settle.succession_yours").exists()

    stall.sell(died, steward, later, quantity=1, key="two")
    hear(later)
    much_later = later + timedelta(days=20)
    pass_on_all(at=much_later)
    pass_on_all(at=much_later)
    one = owed // 4
    assert abs(balance(heir, much_later) - owed - one) <= 1
    assert balance(mei, much_later) == 0
    assert Act.objects.filter(kind="settle.balance.passed").count() == 2
    statement = period_statement(
        heir, "EUR", since=later - timedelta(days=1), until=much_later + timedelta(days=1)
    )
    assert statement.passed_minor == statement.after_minor == balance(heir, much_later)
    assert faults() == []


def test_what_goes_back_later_stands_against_her_and_never_against_the_heir(
    died, mei, heir, steward, kit, later, hear
):
    passed_on(mei, heir, steward, kit, later)
    had = balance(heir, later + timedelta(days=7))
    line = orders.order(died["order"]).lines[0].id
    trade.grant_refund(order=died["order"], lines=[(line, 1)], by=steward, at=later)
    hear(later)
    pass_on_all(at=later + timedelta(days=20))
    assert balance(heir, later + timedelta(days=20)) == had
    assert balance(mei, later + timedelta(days=20)) < 0
    assert faults() == []


def test_it_takes_two_stewards_and_neither_is_the_heir(died, mei, heir, steward, kit, later):
    with pytest.raises(Forbidden, match="stewards of the place"):
        propose(mei, heir, heir, later)
    row = propose(mei, heir, steward, later)
    with pytest.raises(Forbidden, match="Another steward"):
        approve_succession(succession=row, by=steward, at=later)
    bond.grant_role(to=heir, role="steward", by=steward, at=later)
    with pytest.raises(Forbidden, match="Another steward"):
        approve_succession(succession=row, by=heir, at=later)
    with pytest.raises(Forbidden, match="It is yours"):
        stop_succession(succession=row, by=heir, at=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.update(state="approved", approved_by=steward, approved_at=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.update(state="approved", approved_by=heir, approved_at=later)
    with pytest.raises(Refused, match="already"):
        propose(mei, heir, steward, later)
    with pytest.raises(Forbidden, match="other stewards"):
        propose(kit, heir, heir, later)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to": "house"}, "to"),
        ({"heir": None}, "heir"),
        ({"seen": " "}, "seen"),
        ({"seen": "x" * 201}, "seen"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(died, mei, heir, steward, later, changes, field):
    with pytest.raises(Refused) as refusal:
        propose(**{"mei": mei, "heir": heir, "steward": steward, "at": later, **changes})
    assert refusal.value.field == field
    assert not Succession.objects.exists()


def test_a_stopped_succession_passes_nothing_on_and_keeps_what_was_passed(
    died, mei, heir, steward, kit, later, hear
):
    row = passed_on(mei, heir, steward, kit, later)
    had = balance(heir, later)
    stop_succession(succession=row, by=steward, at=later)
    stall.sell(died, steward, later, quantity=1, key="two")
    hear(later)
    pass_on_all(at=later + timedelta(days=20))
    assert balance(heir, later + timedelta(days=20)) == had
    assert balance(mei, later + timedelta(days=20)) > 0


def test_heirs_may_give_it_to_the_community(died, place, mei, steward, kit, later, week):
    owed = balance(mei, later)
    row = propose(mei, None, steward, later, to="community")
    approve_succession(succession=row, by=kit, at=later)
    pass_on_all(at=week)
    assert ledger.balance(place.agent, "community", "EUR").minor == owed
    assert balance(mei, week) == 0
    assert faults() == []


def test_who_left_is_followed_in_her_own_wish_and_in_nothing_else(died, place, mei, steward, later):
    bond.delete_account(by=mei, at=later)
    pass_on_all(at=later)
    assert balance(mei, later) > 0  # she said nothing: it waits
    assert not BalanceMove.objects.exists()


def test_who_wished_so_leaves_what_comes_later_to_the_community(died, place, mei, steward, later):
    owed = balance(mei, later)
    choose_after_me(to="community", by=mei, at=later)
    bond.delete_account(by=mei, at=later)
    pass_on_all(at=later)
    assert ledger.balance(place.agent, "community", "EUR").minor == owed
    row = Succession.objects.get()
    assert row.reason == "left"
    with pytest.raises(Forbidden, match="said so herself"):
        stop_succession(succession=row.id, by=steward, at=later)
    with pytest.raises(Refused, match="Choose one"):
        choose_after_me(to="house", by=mei, at=later)
    assert faults() == []


def test_nobody_signs_in_as_her_or_waits_for_her_answer(
    died, mei, heir, steward, kit, later, sign_in
):
    browser = sign_in(mei)
    assert browser.get("/payouts/").status_code == 200
    passed_on(mei, heir, steward, kit, later)
    assert browser.get("/payouts/").status_code == 302
    version = create.offer_agreement(
        product=died["product"],
        house=Fraction(1, 10),
        link=Fraction(1, 20),
        stage_weights={"design": 50, "sale": 50},
        by=steward,
        at=later,
    )
    assert mei not in {answer.agent for answer in products.answers(version)}
    with pytest.raises(Refused):
        bond.claim(agent=mei, email="other@example.org", at=later)


def test_a_mistake_is_mended(died, mei, heir, steward, kit, later, sign_in, proven):
    row = passed_on(mei, heir, steward, kit, later)
    with pytest.raises(Refused, match="Stop it first"):
        reopen_after_mistake(succession=row, by=steward, at=later)
    stop_succession(succession=row, by=steward, at=later)
    browser = proven(steward)
    assert "open her account again" in browser.get("/payouts/desk/after/").content.decode()
    assert browser.post(f"/payouts/desk/after/{row}/reopen/").status_code == 302
    assert members.cards([mei])[mei].state == "active"
    assert sign_in(mei).get("/payouts/").status_code == 200


def test_a_payout_on_its_way_to_who_died_is_not_sent(died, mei, heir, steward, kit, later):
    batch = propose_batch(currency="EUR", by=steward, at=later)
    approve_batch(batch=batch, by=kit, at=later)
    propose(mei, heir, steward, later)
    with pytest.raises(Refused, match="somebody who died"):
        bank_file(batch, kind="sepa", at=later)
    mark_failed(payout=Payout.objects.get(payee=mei).id, reason="died", by=kit, at=later)
    assert balance(mei, later) > 0


def test_stewards_propose_look_and_approve_on_their_pages(
    died, mei, heir, steward, kit, later, proven, client
):
    with time_machine.travel(later, tick=False):
        browser = proven(steward)
        assert "Nothing to pass on yet" in browser.get("/payouts/desk/after/").content.decode()
        wrong = browser.post("/payouts/desk/after/new/", {"member": str(mei), "to": "heir"})
        assert wrong.status_code == 422
        browser.post(
            "/payouts/desk/after/new/",
            {"member": str(mei), "to": "heir", "heir": str(heir), "seen": "certificate"},
        )
        row = Succession.objects.get()
        own = browser.get("/payouts/desk/after/").content.decode()
        assert "waits for a second steward" in own
        assert "Look at it and approve" not in own
        browser = proven(kit)
        assert "Look at it and approve" in browser.get("/payouts/desk/after/").content.decode()
        address = f"/payouts/desk/after/{row.id}/approve/"
        assert "Anna Qiao" in browser.get(address).content.decode()
        assert browser.post(address, {}).status_code == 302
        page = browser.get("/payouts/desk/after/").content.decode()
        assert "nothing is passed on yet" in page
        assert "Passed on from" in page
    with time_machine.travel(later + timedelta(days=7), tick=False):
        pass_on_all(at=later + timedelta(days=7))
        browser = proven(kit)
        page = browser.get("/payouts/desk/after/").content.decode()
        assert "is passed on" in page
        assert "Passed on from" not in page
        own = proven(heir).get("/payouts/").content.decode()
        assert "Passed on to you after a death" in own
        stranger = proven(heir)
        assert stranger.get("/payouts/desk/after/").status_code == 403
        assert stranger.post(f"/payouts/desk/after/{row.id}/stop/").status_code == 403


def test_a_member_says_what_becomes_of_her_part(died, mei, proven):
    browser = proven(mei)
    assert "A wish here is not a will" in browser.get("/payouts/after/").content.decode()
    assert browser.post("/payouts/after/", {"to": "community"}).status_code == 302
    assert browser.post("/payouts/after/", {"to": "me"}).status_code == 422
    page = browser.get("/payouts/after/").content.decode()
    assert 'value="community"' in page
    assert Act.objects.get(kind="settle.after_me.chosen")


def test_the_heir_is_paid_like_everybody(died, mei, heir, steward, kit, later):
    passed_on(mei, heir, steward, kit, later)
    wanted = WayWanted(
        way="bank", legal_name="Anna Qiao", iban=paying.IBANS[1], country="DE", agrees=True
    )
    choose_payout_way(wanted=wanted, by=heir, at=later)
    plan = queries.planned_batch("EUR", at=later + timedelta(days=7))
    assert [each.payee for each in plan.paid] == [heir]
