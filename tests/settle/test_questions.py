"""Questioning a line: it is held until somebody of the firm answers with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from cohive.bond import operations as bond
from cohive.bond.models import Notice
from cohive.journal.models import Act
from cohive.ledger import queries as ledger
from cohive.settle import checks
from cohive.settle.models import Credit, Question
from cohive.settle.operations import answer_question, question_line
from cohive.settle.queries import statement as statements
from cohive.words.refusals import Forbidden, Missing, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(sold, cast, now):
    """Mei's 3.17."""
    return statements.statement_of(cast["mei"], at=now).lines[2].first.id


def ask(line, cast, now, **changes):
    values = {"credit": line, "about": "weight", "text": "Is it a quarter?", "by": cast["mei"]}
    return question_line(**{**values, "at": now, **changes})


def test_a_question_holds_the_line_and_is_an_act(line, cast, now):
    question = ask(line, cast, now)
    page = statements.statement_of(cast["mei"], at=now)
    assert page.lines[2].state == "held"
    assert page.lines[2].questions[0].text == "Is it a quarter?"
    after = statements.statement_of(cast["mei"], at=now + timedelta(days=30))
    assert {shown.first.id: shown.state for shown in after.lines}[line] == "held"
    act = Act.objects.get(kind="settle.line.questioned")
    assert (act.actor_id, act.payload["question"]) == (cast["mei"], str(question))
    assert "quarter" not in str(act.payload)


def test_an_answer_releases_the_line_and_tells_her(line, cast, steward, now):
    question = ask(line, cast, now)
    answer_question(question=question, reason="Yes, by two ways.", by=steward, at=now)
    page = statements.statement_of(cast["mei"], at=now)
    assert page.lines[2].state == "open"
    assert page.lines[2].questions[0].reason == "Yes, by two ways."
    assert Act.objects.get(kind="settle.line.answered").actor_id == steward
    assert Notice.objects.get(kind="settle.answered").to_id == cast["mei"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"about": "gossip"}, "about"), ({"text": "  "}, "text"), ({"text": "x" * 2001}, "text")],
)
def test_a_question_needs_its_words(line, cast, now, changes, field):
    with pytest.raises(Refused) as refusal:
        ask(line, cast, now, **changes)
    assert refusal.value.field == field
    assert not Question.objects.exists()


def test_a_line_is_questioned_once_at_a_time(line, cast, now):
    ask(line, cast, now)
    with pytest.raises(Refused, match="already"):
        ask(line, cast, now)


def test_a_final_line_and_anothers_line_cannot_be_questioned(line, cast, now):
    with pytest.raises(Refused, match="final"):
        ask(line, cast, now + timedelta(days=13))
    with pytest.raises(Missing):
        ask(line, cast, now, by=cast["anouk"])


def test_only_the_firm_answers_and_never_its_own_question(line, cast, steward, now):
    question = ask(line, cast, now)
    with pytest.raises(Forbidden):
        answer_question(question=question, reason="No.", by=cast["anouk"], at=now)
    own = statements.statement_of(steward, at=now).lines[0].first.id
    mine = ask(own, cast, now, by=steward)
    with pytest.raises(Forbidden):
        answer_question(question=mine, reason="Yes.", by=steward, at=now)
    with pytest.raises(Refused):
        answer_question(question=question, reason=" ", by=steward, at=now)


def test_by_page_a_member_asks_and_a_steward_answers(line, cast, steward, now, sign_in):
    with time_machine.travel(now, tick=False):
        browser = sign_in(cast["mei"])
        page = browser.get(f"/statement/{line}/question/")
        assert "Ask about this" in page.content.decode()
        empty = browser.post(f"/statement/{line}/question/", {"about": "weight", "text": ""})
        assert empty.status_code == 422
        sent = browser.post(f"/statement/{line}/question/", {"about": "name", "text": "And Teo?"})
        assert sent.status_code == 302
        assert browser.get("/statement/questions/").status_code == 403
        browser = sign_in(steward)
        listed = browser.get("/statement/questions/").content.decode()
        assert "And Teo?" in listed
        question = Question.objects.get()
        address = f"/statement/questions/{question.id}/"
        assert browser.post(address, {"reason": ""}).status_code == 422
        assert browser.post(address, {"reason": "He is cited."}).status_code == 302
    question.refresh_from_db()
    assert question.reason == "He is cited."


def test_a_one_tap_link_from_a_mail_opens_the_question_without_signing_in(line, cast, now, client):
    path = f"/statement/{line}/question/"
    address = bond.one_tap_url(agent=cast["mei"], path=path, at=now)
    query = address.partition("?")[2]
    with time_machine.travel(now, tick=False):
        assert client.get(path).status_code == 302
        assert client.get(f"{path}?{query}").status_code == 200
        sent = client.post(f"{path}?{query}", {"about": "sales", "text": "One is missing."})
        assert sent.status_code == 302
        assert client.get("/statement/").status_code == 302
    assert Question.objects.get().asked_by_id == cast["mei"]


def test_a_line_that_was_wrong_is_corrected_in_the_open_and_nothing_divided_changes(
    line, place, cast, steward, now, sign_in, proven
):
    question = ask(line, cast, now)
    before = list(Credit.objects.order_by("id").values_list("id", "amount_minor"))
    page = f"/statement/questions/{question}/"
    with time_machine.travel(now, tick=False):
        asked = sign_in(steward).post(page, {"reason": "You are right.", "amount": "1.50"})
        assert asked.status_code in (302, 403)  # money is made by who proves anew who she is
        client = proven(steward)
        wrong = client.post(page, {"reason": "You are right.", "amount": "-1"})
        assert client.post(page, {"reason": "Yes.", "amount": "9999"}).status_code == 422
        assert wrong.status_code == 422
        assert Question.objects.get(id=question).answered_at is None
        client.post(page, {"reason": "You are right.", "amount": "1.50"})
        own = sign_in(cast["mei"]).get("/payouts/").content.decode()
    assert list(Credit.objects.order_by("id").values_list("id", "amount_minor")) == before
    assert "Correction of a line by the firm" in own
    assert ledger.balance(place.agent, "corrections", "EUR").minor == -150
    act = Act.objects.get(kind="settle.line.corrected")
    assert (act.actor_id, act.payload["amount_minor"]) == (steward, 150)
    assert Notice.objects.get(kind="settle.corrected").to_id == cast["mei"]
    assert checks.wrong_books() == ""
