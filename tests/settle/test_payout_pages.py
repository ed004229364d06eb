"""The pages of payouts: a member's own, the stewards' desk, papers, the proof that it is she."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from cohive.bond.models import Member
from cohive.bond.operations import delete_account
from cohive.bond.queries import everything_of
from cohive.settle.models import CreditNote, Payout, PayoutBatch, PayoutDetails, PayoutRules
from cohive.settle.operations import approve_batch, mark_executed, propose_batch
from tests.settle import paying
from tests.settle.conftest import WORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(now):
    return now + timedelta(days=30)


@pytest.fixture
def travelled(later):
    with time_machine.travel(later, tick=False):
        yield later


@pytest.fixture
def ready(sold, place, cast, steward, now):
    paying.take_in(480_000, firm=place.agent, at=now)
    paying.second_steward(cast["mei"], by=steward, at=now)
    paying.decide(by=steward, at=now)
    paying.bank(cast["mei"], at=now)
    return cast


WAY = {
    "way": "bank",
    "legal_name": "Hanna Vos",
    "iban": paying.IBANS[1],
    "country": "DE",
    "agrees": "on",
}


def test_a_member_says_how_she_is_paid_and_sees_her_account_masked(ready, cast, proven, travelled):
    client = proven(cast["hanna"])
    assert client.get("/payouts/way/").status_code == 200
    wrong = client.post("/payouts/way/", {**WAY, "iban": "DE89370400440532013001"})
    assert wrong.status_code == 422
    assert "check digits" in wrong.content.decode()
    assert not PayoutDetails.objects.filter(agent=cast["hanna"]).exists()
    answer = client.post("/payouts/way/", WAY, follow=True)
    page = answer.content.decode()
    assert "DE•• •••• 3000" in page
    assert paying.IBANS[1] not in page
    assert paying.IBANS[1] not in client.get("/payouts/way/").content.decode()


def test_an_open_session_is_not_enough_to_change_an_account_or_to_approve(
    ready, cast, steward, sign_in, travelled
):
    batch = propose_batch(currency="EUR", by=steward, at=travelled)
    user = Member.objects.get(agent=cast["mei"]).user
    client = sign_in(cast["mei"])
    by_mail_only = client.post(f"/payouts/desk/{batch}/approve/")
    assert by_mail_only.status_code == 403
    assert "Choose a password" in by_mail_only.content.decode()
    user.set_password(WORD)
    user.save()
    client = sign_in(cast["mei"])
    for address in ("/payouts/way/", f"/payouts/desk/{batch}/approve/"):
        asked = client.post(address)
        assert asked.status_code == 302
        assert urlsplit(asked["Location"]).path == "/account/reauthenticate/"
        assert parse_qs(urlsplit(asked["Location"]).query)["next"] == [address]
    assert PayoutBatch.objects.get(id=batch).state == "proposed"


def test_a_batch_goes_from_proposal_to_credit_note(
    ready, cast, steward, sign_in, proven, travelled
):
    client = sign_in(steward)
    desk = client.get("/payouts/desk/").content.decode()
    assert "€190.20" in desk
    assert client.post("/payouts/desk/propose/").status_code == 302
    batch = PayoutBatch.objects.get()
    own = client.get(f"/payouts/desk/{batch.id}/").content.decode()
    assert "another steward approves it" in own
    assert client.get(f"/payouts/desk/{batch.id}/sepa/").status_code == 400
    client = proven(cast["mei"])
    assert "Approve €190.20" in client.get(f"/payouts/desk/{batch.id}/").content.decode()
    assert client.post(f"/payouts/desk/{batch.id}/approve/").status_code == 302
    made = client.get(f"/payouts/desk/{batch.id}/sepa/")
    assert made["Content-Type"] == "application/xml"
    assert paying.IBANS[0].encode() in made.content
    assert client.get(f"/payouts/desk/{batch.id}/csv/").content.count(b"\r\n") == 2
    client.post(f"/payouts/desk/{batch.id}/executed/")
    note = CreditNote.objects.get()
    paper = client.get(f"/payouts/notes/{note.id}/")
    assert paper.content.startswith(b"%PDF")
    assert sign_in(cast["hanna"]).get(f"/payouts/notes/{note.id}/").status_code == 404
    page = sign_in(cast["mei"]).get("/payouts/").content.decode()
    assert "Credit note P-00001" in page


def test_what_came_back_is_noted_with_what_the_bank_said(
    ready, cast, steward, sign_in, proven, travelled
):
    batch = propose_batch(currency="EUR", by=steward, at=travelled)
    approve_batch(batch=batch, by=cast["mei"], at=travelled)
    payout = Payout.objects.get(batch=batch)
    mark_executed(payout=payout.id, by=steward, at=travelled)
    client = proven(steward)
    empty = client.post(f"/payouts/desk/payout/{payout.id}/", {"reason": ""})
    assert empty.status_code == 422
    client.post(f"/payouts/desk/payout/{payout.id}/", {"reason": "account closed"})
    page = sign_in(cast["mei"]).get("/payouts/").content.decode()
    assert "came back" in page
    assert "account closed" in page
    assert "€190.20" in page


def test_rules_and_withholding_are_decided_by_stewards_only(
    ready, cast, steward, sign_in, proven, travelled
):
    assert sign_in(cast["hanna"]).get("/payouts/desk/").status_code == 403
    client = proven(steward)
    form = {
        "threshold": "25",
        "schedule": "quarterly",
        "day_of_month": "5",
        "fee": "0.20",
        "fee_by": "payee",
        "wait_above": "1000",
        "debtor_name": "Night Ferry",
    }
    assert client.post("/payouts/desk/rules/", {**form, "fee": "much"}).status_code == 422
    assert client.post("/payouts/desk/rules/", form).status_code == 302
    newest = PayoutRules.objects.order_by("-decided_at", "-id").first()
    assert (newest.threshold_minor, newest.fee_by) == (2500, "payee")
    assert newest.debtor_iban == "BE68539007547034"
    wrong = client.post("/payouts/desk/withholding/", {"country": "NL", "percent": "x"})
    assert wrong.status_code == 422
    said = {"country": "NL", "label": "Loonheffing", "percent": "12,5"}
    assert client.post("/payouts/desk/withholding/", said).status_code == 302
    assert "12.5 %" in client.get("/payouts/desk/rules/").content.decode()


def test_a_gift_leaves_the_balance_for_the_community(ready, cast, sign_in, travelled):
    client = sign_in(cast["mei"])
    too_much = client.post("/payouts/give/", {"amount": "500"})
    assert too_much.status_code == 422
    assert "190.20 is yours to give" in too_much.content.decode()
    page = client.post("/payouts/give/", {"amount": "40"}, follow=True).content.decode()
    assert "Given to the community" in page
    assert "€150.20" in page


def test_a_year_adds_up_on_the_page_on_paper_and_in_the_table(
    ready, cast, steward, sign_in, travelled
):
    client = sign_in(cast["mei"])
    client.post("/payouts/give/", {"amount": "40"})
    page = client.get("/statement/year/?year=2026").content.decode()
    assert "€190.20" in page
    assert "€150.20" in page
    assert client.get("/statement/year/paper.pdf?year=2026").content.startswith(b"%PDF")
    table = client.get("/statement/year/table.csv?year=2026").content.decode("utf-8-sig")
    amounts = [line.split(",")[-2] for line in table.strip().split("\r\n")[1:]]
    assert amounts[-1] == "150.20"
    assert client.get("/statement/year/?year=1").status_code == 404
    assert client.get("/statement/year/?year=2026&quarter=9").status_code == 404
    assert "€0.00" in client.get("/statement/year/?year=2026&quarter=1").content.decode()


def test_the_desk_asks_a_known_number_of_questions(
    ready, cast, steward, sign_in, travelled, django_assert_max_num_queries
):
    client = sign_in(steward)
    # user, viewer, place, notices, frame; rules, credits, moves, details, rates, cards (3),
    # batches, stewards; applications for tiers, cases of the guard
    with django_assert_max_num_queries(19):
        client.get("/payouts/desk/")


def test_who_leaves_takes_her_account_out_of_the_vault(ready, cast, travelled):
    paying.bank(cast["hanna"], at=travelled, iban=paying.IBANS[1], country="DE")
    assert everything_of(cast["hanna"])["payout_way"]["iban"] == paying.IBANS[1]
    delete_account(by=cast["hanna"], at=travelled)
    assert not PayoutDetails.objects.filter(agent=cast["hanna"]).exists()
