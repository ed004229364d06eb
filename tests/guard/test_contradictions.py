"""A question about an interest: asked first, answered by one, closed with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from cohive.guard import operations, queries
from cohive.guard.models import Contradiction
from cohive.journal.models import Act
from cohive.journal.operations import create_agent
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class People:
    """One who spoke, one who gained by it, a steward, and who reported."""

    person: UUID
    maker: UUID
    steward: UUID
    reporter: UUID


@pytest.fixture
def people(now):
    return People(*(create_agent(kind="person", at=now) for _ in range(4)))


@pytest.fixture
def found(people, now):
    return operations.note_contradiction(
        person=people.person,
        beneficiary=people.maker,
        evidence={"acts": []},
        by=people.steward,
        at=now,
    )[0]


@pytest.fixture
def asked(people, found, now):
    operations.ask_person(contradiction=found, by=people.steward, at=now)
    return found


def kinds() -> list[str]:
    return list(
        Act.objects.filter(kind__startswith="guard.contradiction")
        .order_by("id")
        .values_list("kind", flat=True)
    )


def test_what_was_found_is_told_to_nobody_and_found_once(people, found, now):
    again, is_new = operations.note_contradiction(
        person=people.person, beneficiary=people.maker, evidence={}, by=people.steward, at=now
    )
    assert (again, is_new) == (found, False)
    assert queries.questions_to(people.person) == []
    assert queries.known_contradictions() == {(people.person, people.maker)}
    assert kinds() == ["guard.contradiction.found"]


def test_she_is_asked_first_and_declares(people, asked, now):
    [question] = queries.questions_to(people.person)
    assert (question.state, question.answer) == ("asked", "")
    operations.answer_question(contradiction=asked, basis="paid", by=people.person, at=now)
    [declared] = queries.standing_interests(people.person)
    assert (declared.about, declared.shown.basis) == (people.maker, "paid")
    view = queries.contradiction(asked)
    assert (view.state, view.has_declared) == ("answered", True)
    assert kinds()[-2:] == ["guard.contradiction.asked", "guard.contradiction.answered"]


def test_she_may_say_that_there_is_nothing_to_declare(people, asked, now):
    with pytest.raises(Refused, match="Write a sentence"):
        operations.answer_question(contradiction=asked, by=people.person, at=now)
    operations.answer_question(
        contradiction=asked, text="It was a birthday present.", by=people.person, at=now
    )
    view = queries.contradiction(asked)
    assert (view.answer, view.has_declared) == ("It was a birthday present.", False)
    assert queries.standing_interests(people.person) == []


def test_nobody_else_answers_and_nobody_concerned_judges(people, found, now):
    for by in (people.person, people.maker):
        with pytest.raises(Forbidden, match="part of this"):
            operations.ask_person(contradiction=found, by=by, at=now)
        with pytest.raises(Forbidden, match="part of this"):
            operations.close_contradiction(contradiction=found, reason="No.", by=by, at=now)
    operations.ask_person(contradiction=found, by=people.steward, at=now)
    with pytest.raises(Forbidden, match="who was asked"):
        operations.answer_question(contradiction=found, text="No.", by=people.maker, at=now)
    assert queries.contradiction(found).state == "asked"


def test_nothing_is_answered_before_it_was_asked(people, found, now):
    with pytest.raises(Refused):
        operations.answer_question(contradiction=found, text="No.", by=people.person, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contradiction.objects.update(answered_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contradiction.objects.update(state="closed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contradiction.objects.update(beneficiary=people.person)


def test_it_is_closed_with_a_reason_and_stays_closed(people, asked, now):
    close = operations.close_contradiction
    with pytest.raises(Refused, match="Write a sentence"):
        close(contradiction=asked, reason=" ", by=people.steward, at=now)
    close(contradiction=asked, reason="They are friends.", by=people.steward, at=now)
    view = queries.contradiction(asked)
    assert (view.state, view.reason) == ("closed", "They are friends.")
    with pytest.raises(Refused):
        operations.ask_person(contradiction=asked, by=people.steward, at=now)


def reported(people, now, **more):
    sent = {"channel": "chat", "text": "Buy it, I earned a lot.", "sender": people.person}
    return operations.report_message(**{**sent, **more}, by=people.reporter, at=now)


def test_a_reported_message_holds_its_words_and_the_journal_none(people, now):
    message = reported(people, now)
    [view] = queries.reported_messages()
    assert (view.id, view.text, view.has_question) == (message, "Buy it, I earned a lot.", False)
    act = Act.objects.get(kind="guard.message.reported")
    assert act.payload == {"message": str(message)}
    assert str(people.person) not in str(act.payload)
    assert act.target_id is None


def test_a_message_is_of_another_member_with_words_and_a_way(people, now):
    for wrong in ({"text": " "}, {"channel": "wire"}, {"sender": people.reporter}):
        with pytest.raises(Refused):
            reported(people, now, **wrong)
    with pytest.raises(Missing):
        reported(people, now, sender=new_id())
    assert queries.reported_messages() == []


def test_a_steward_asks_about_a_message_once_and_not_about_her_own(people, now):
    message = reported(people, now)
    for by in (people.person, people.reporter):
        with pytest.raises(Forbidden, match="part of this"):
            operations.ask_about_message(message=message, by=by, at=now)
    question = operations.ask_about_message(message=message, by=people.steward, at=now)
    assert operations.ask_about_message(message=message, by=people.steward, at=now) == question
    [asked] = queries.questions_to(people.person)
    assert (asked.message, asked.beneficiary) == (message, None)
    assert queries.reported_messages()[0].has_question


@pytest.mark.parametrize("who", ["person", "reporter"])
def test_the_words_go_with_who_leaves(people, now, who):
    reported(people, now)
    operations.forget_message_words(agent=getattr(people, who), at=now)
    assert queries.reported_messages()[0].text == ""
