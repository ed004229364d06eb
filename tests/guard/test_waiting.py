"""What waits for a steward: since when, and whether for her or for another one."""

from __future__ import annotations

from datetime import timedelta

from cohive.guard import operations, queries
from cohive.journal.operations import create_agent

DAY = timedelta(days=1)


def test_reports_are_counted_with_the_oldest_of_them(watched, now):
    assert queries.reports_waiting() == queries.ReportsWaiting(0, None)
    for days in (1, 4, 2):
        case = operations.open_case(
            kind="report", subject_kind="post", subject=watched.targets[0], evidence="Rude.",
            by=watched.stewards[days - 1], at=now - days * DAY,
        )  # fmt: skip
    assert queries.reports_waiting() == queries.ReportsWaiting(3, now - 4 * DAY)
    operations.close_case(case=case, outcome="kept", reason="Fine.", by=watched.stewards[0], at=now)
    assert queries.reports_waiting().count == 2


def test_a_review_waits_since_its_last_step_until_two_have_judged(
    watched, now, django_assert_num_queries
):
    first, second, third, _fourth = watched.stewards
    with django_assert_num_queries(1):
        [found] = queries.reviews_waiting(first)
    assert found == queries.WaitingReview(watched.review, "observe", 4, now, is_hers=True)
    step = {"review": watched.review, "reason": "They came together."}
    operations.mark(**step, by=first, at=now + DAY)
    [found] = queries.reviews_waiting(first)
    assert (found.state, found.since, found.is_hers) == ("marked", now + DAY, True)
    operations.hold(**step, by=first, at=now + 2 * DAY)
    operations.confirm(**step, by=first, at=now + 3 * DAY)
    [found], [of_second] = queries.reviews_waiting(first), queries.reviews_waiting(second)
    assert (found.state, found.since, found.is_hers) == ("held", now + 2 * DAY, False)
    assert of_second.is_hers
    operations.confirm(**step, by=second, at=now + 4 * DAY)
    assert queries.reviews_waiting(third) == []


def test_an_appeal_waits_for_a_steward_who_had_no_part(watched, now):
    first, second, third, fourth = watched.stewards
    step = {"review": watched.review, "reason": "They came together.", "at": now}
    operations.mark(**step, by=third)
    for judge in (first, second):
        operations.confirm(**step, by=judge)
    operations.appeal(review=watched.review, text="A choir.", by=watched.group[0], at=now + DAY)
    waits = [queries.reviews_waiting(steward)[0] for steward in watched.stewards]
    assert [one.is_hers for one in waits] == [False, False, False, True]
    assert {(one.state, one.since) for one in waits} == {("appealed", now + DAY)}
    operations.uphold(**step, by=fourth)
    assert queries.reviews_waiting(fourth) == []


def test_nothing_waits_for_one_of_the_group(watched):
    assert queries.reviews_waiting(watched.group[0]) == []


def test_a_question_waits_since_its_last_step_and_not_for_whom_it_concerns(watched, now):
    steward, other = watched.stewards[:2]
    person = create_agent(kind="person", at=now)
    question, _ = operations.note_contradiction(
        person=person, beneficiary=other, evidence={}, by=steward, at=now
    )
    asked, _ = operations.note_contradiction(
        person=other, beneficiary=person, evidence={}, by=steward, at=now - DAY
    )
    message = operations.report_message(
        sender=person, channel="chat", text="Buy.", by=watched.group[0], at=now
    )
    operations.ask_about_message(message=message, by=steward, at=now + DAY)
    found = queries.questions_waiting(steward)
    assert [(one.state, one.since) for one in found] == [
        ("found", now - DAY), ("found", now), ("asked", now + DAY),
    ]  # fmt: skip
    assert [one.state for one in queries.questions_waiting(other)] == ["asked"]
    operations.ask_person(contradiction=question, by=steward, at=now + DAY)
    operations.answer_question(contradiction=question, text="No.", by=person, at=now + 2 * DAY)
    operations.close_contradiction(contradiction=asked, reason="Seen.", by=steward, at=now)
    found = queries.questions_waiting(steward)
    assert [(one.state, one.since) for one in found] == [
        ("asked", now + DAY), ("answered", now + 2 * DAY),
    ]  # fmt: skip
