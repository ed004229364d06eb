"""A survey is written, opened, answered in steps and closed; who answered stays apart from what."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.expressions import RawSQL

from cohive.evolve import operations, queries
from cohive.evolve.checks_surveys import kept_participation, named_answer
from cohive.evolve.models.answers import Answer, Draft, Participation, Response
from cohive.evolve.models.surveys import Item, Survey, Wave
from cohive.evolve.wording import Wording
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Missing, Refused

YES_NO = (Wording("Yes", "是"), Wording("No", "否"))


@pytest.fixture
def asked(crew, now):
    """A survey with one question of each kind, open; members may join their answers."""
    survey = operations.make_survey(
        title=Wording("Tide survey", "潮汐调查"), may_join=True, takes_guests=True,
        by=crew.steward, at=now,
    )  # fmt: skip
    add = {"survey": survey, "by": crew.steward, "at": now}
    operations.add_instrument(instrument="pulse", **add)
    operations.add_question(kind="single", wording=Wording("New?"), choices=YES_NO, **add)
    operations.add_question(kind="multiple", wording=Wording("Which?"), choices=YES_NO, **add)
    operations.add_question(
        kind="ranking", wording=Wording("Best first"),
        choices=(Wording("Red"), Wording("Blue"), Wording("Green")), **add,
    )  # fmt: skip
    operations.add_question(kind="text", wording=Wording("What else?"), **add)
    operations.open_wave(survey=survey, by=crew.steward, at=now)
    return survey


def answer(survey, member, at, *, joins=False, **more):
    said = {"pulse_belonging_1": 4, "q2": 1, "q3": [1, 2], "q4": [3, 1], "q5": "Ink."} | more
    draft = operations.digest_of("key", survey=survey, who=str(member))
    operations.save_step(draft=draft, survey=survey, said=said, at=at)
    operations.send_answers(draft=draft, survey=survey, member=member, joins=joins, at=at)


def test_a_survey_is_made_by_stewards_alone(crew, now):
    with pytest.raises(Forbidden):
        operations.make_survey(title=Wording("A"), by=crew.members[0], at=now)
    with pytest.raises(Refused, match="English or in Chinese"):
        operations.make_survey(title=Wording(" "), by=crew.steward, at=now)


def test_a_ready_scale_comes_whole_in_one_step_and_once(crew, now):
    survey = operations.make_survey(title=Wording("A"), by=crew.steward, at=now)
    operations.add_instrument(survey=survey, instrument="pulse", by=crew.steward, at=now)
    (question,) = queries.survey(survey).questions
    assert len(question.items) == 8
    assert [choice.value for choice in question.choices] == [1, 2, 3, 4, 5]
    assert question.items[0].wording.chinese.startswith("在这里")
    assert question.items[0].scale == question.items[4].scale == "pulse: belonging"
    assert Act.objects.filter(kind="evolve.survey.changed").count() == 1
    with pytest.raises(Refused, match="already"):
        operations.add_instrument(survey=survey, instrument="pulse", by=crew.steward, at=now)
    with pytest.raises(Missing):
        operations.add_instrument(survey=survey, instrument="moon", by=crew.steward, at=now)


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("matrix", {"choices": YES_NO}, "statements"),
        ("single", {}, "answers to choose"),
        ("single", {"choices": YES_NO[:1]}, "answers to choose"),
        ("ranking", {"choices": (YES_NO[0], YES_NO[0])}, "alike"),
        ("text", {"choices": YES_NO}, "no answers to choose"),
        ("likert", {"choices": YES_NO, "statements": [operations.Statement(YES_NO[0])]}, "matrix"),
        ("moon", {}, "what kind"),
    ],
)
def test_a_question_without_its_parts_is_refused_in_words(crew, now, kind, more, words):
    survey = operations.make_survey(title=Wording("A"), by=crew.steward, at=now)
    with pytest.raises(Refused, match=words):
        operations.add_question(
            survey=survey, kind=kind, wording=Wording("Q"), by=crew.steward, at=now, **more
        )


def test_questions_are_moved_and_removed_while_it_is_written(crew, now):
    survey = operations.make_survey(title=Wording("A"), by=crew.steward, at=now)
    ids = [
        operations.add_question(
            survey=survey, kind="text", wording=Wording(name), by=crew.steward, at=now
        )
        for name in "abc"
    ]
    operations.move_question(question=ids[2], up=True, by=crew.steward, at=now)
    operations.move_question(question=ids[0], up=True, by=crew.steward, at=now)
    assert [one.wording.english for one in queries.survey(survey).questions] == ["a", "c", "b"]
    operations.remove_question(question=ids[0], by=crew.steward, at=now)
    assert [one.position for one in queries.survey(survey).questions] == [1, 2]
    operations.add_question(
        survey=survey, kind="text", wording=Wording("d"), by=crew.steward, at=now
    )
    keys = [item.key for one in queries.survey(survey).questions for item in one.items]
    assert len(set(keys)) == 3


def test_what_was_asked_stays_as_it_was_asked(asked, crew, now):
    with pytest.raises(Refused, match="answered already"):
        operations.add_question(
            survey=asked, kind="text", wording=Wording("More"), by=crew.steward, at=now
        )
    operations.close_wave(survey=asked, by=crew.steward, at=now)
    assert operations.open_wave(survey=asked, by=crew.steward, at=now) == 2
    assert Act.objects.filter(kind="evolve.survey.opened").count() == 2
    with pytest.raises(Refused, match="open already"):
        operations.open_wave(survey=asked, by=crew.steward, at=now)


def test_a_survey_without_a_question_is_not_opened(crew, now):
    survey = operations.make_survey(title=Wording("A"), by=crew.steward, at=now)
    with pytest.raises(Refused, match="question first"):
        operations.open_wave(survey=survey, by=crew.steward, at=now)
    operations.drop_survey(survey=survey, by=crew.steward, at=now)
    assert queries.survey(survey) is None


def test_an_anonymous_answer_leaves_no_way_back_to_who_gave_it(asked, crew, now):
    before = Act.objects.count()
    answer(asked, crew.members[0], now)
    assert Act.objects.count() == before  # no act, so no time
    response = Response.objects.get()
    assert response.member_id is None
    assert Participation.objects.get().member_id == crew.members[0]
    assert response.id.version == 4  # random: no time in it
    assert {field.name for field in Participation._meta.fields} == {
        "id", "wave", "member", "invitation",
    }  # fmt: skip
    assert {field.name for field in Response._meta.fields} == {"id", "wave", "member"}
    assert not Draft.objects.exists()
    assert Answer.objects.count() == 1 + 1 + 2 + 2 + 1
    assert list(
        Answer.objects.filter(item__key="q4").order_by("place").values_list("value", flat=True)
    ) == [3, 1]


def test_the_order_of_the_rows_does_not_tell_who_answered_what(asked, crew, now):
    """On the disk, the place of an answer says nothing about when it came."""
    firsts, lasts = set(), set()
    for _ in range(12):
        with transaction.atomic():
            for number, member in enumerate(crew.members[:6]):
                answer(asked, member, now, q5=f"text {number}")
            texts = by_place(Answer.objects.filter(item__key="q5"), "text")
            members = by_place(Participation.objects.all(), "member_id")
            firsts.add(texts[0])
            lasts.add(members[-1])
            transaction.set_rollback(True)
    assert len(firsts) > 1
    assert len(lasts) > 1


def by_place(rows, column):
    """The values in the order in which the rows lie in their table."""
    name = rows.model._meta.db_table
    place = f"{name}.rowid" if connection.vendor == "sqlite" else f"{name}.ctid"
    ordered = rows.annotate(row=RawSQL(place, [])).order_by("row")  # noqa: S611 - our own names
    return list(ordered.values_list(column, flat=True))


def test_nobody_answers_a_wave_twice(asked, crew, now):
    answer(asked, crew.members[0], now)
    with pytest.raises(Refused, match="already"):
        answer(asked, crew.members[0], now)
    assert Response.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(wave=Wave.objects.get(), member_id=crew.members[0])


def test_what_was_not_offered_is_refused(asked, now):
    for said in ({"q2": 3}, {"q2": [1]}, {"q3": [1, 1]}, {"q3": 1}, {"q5": 1}, {"q4": [1, 9]}):
        with pytest.raises(Refused):
            operations.save_step(draft="a" * 64, survey=asked, said=said, at=now)
    with pytest.raises(Missing):
        operations.save_step(draft="a" * 64, survey=asked, said={"q9": 1}, at=now)
    with pytest.raises(Refused, match="no answer yet"):
        operations.send_answers(draft="a" * 64, survey=asked, at=now)


def test_an_answer_can_be_changed_and_taken_back_before_it_is_sent(asked, now):
    draft = "b" * 64
    operations.save_step(draft=draft, survey=asked, said={"q2": 1, "q5": "A"}, at=now)
    operations.save_step(draft=draft, survey=asked, said={"q2": 2, "q5": None}, at=now)
    assert queries.draft_of(draft) == {"q2": 2}


def test_a_guest_answers_by_the_open_link_only_where_it_is_given(asked, crew, now):
    draft = "c" * 64
    operations.save_step(draft=draft, survey=asked, said={"q2": 1}, at=now)
    with pytest.raises(Refused, match="Only members"):
        operations.send_answers(draft=draft, survey=asked, joins=True, at=now)
    operations.send_answers(draft=draft, survey=asked, at=now)
    assert (Response.objects.count(), Participation.objects.count()) == (1, 0)


def test_joined_answers_are_hers_until_she_takes_them_back(asked, crew, now):
    her = crew.members[1]
    answer(asked, her, now, joins=True)
    assert Response.objects.get().member_id == her
    assert Act.objects.filter(kind="evolve.survey.joined", actor=her).count() == 1
    assert {one["key"] for one in queries.joined_answers_of(her)} >= {"q2", "q5"}
    old = Response.objects.get().id
    operations.take_back(survey=asked, by=her, at=now)
    assert Response.objects.get().member_id is None
    assert Response.objects.get().id != old
    assert Answer.objects.count() == 7
    assert Act.objects.filter(kind="evolve.survey.unjoined").count() == 1
    with pytest.raises(Missing):
        operations.take_back(survey=asked, by=her, at=now)


def test_joined_answers_can_be_deleted(asked, crew, now):
    answer(asked, crew.members[1], now, joins=True)
    operations.take_back(survey=asked, by=crew.members[1], at=now, delete=True)
    assert not Answer.objects.exists()


def test_who_leaves_is_gone_from_her_answers_and_her_own_words_with_her(asked, crew, now):
    from cohive.bond import operations as bond

    answer(asked, crew.members[2], now, joins=True)
    bond.delete_account(by=crew.members[2], at=now)
    assert Response.objects.get().member_id is None
    assert not Answer.objects.exclude(text="").exists()
    assert not Participation.objects.exists()


def test_what_she_joined_is_among_what_she_takes_with_her(asked, crew, now):
    from cohive.bond.queries import everything_of

    answer(asked, crew.members[3], now, joins=True)
    assert any(one["text"] == "Ink." for one in everything_of(crew.members[3])["surveys"])
    assert everything_of(crew.members[4])["surveys"] == []


def test_a_full_quota_hears_no_more_of_a_group(crew, now):
    survey = operations.make_survey(title=Wording("A"), takes_guests=True, by=crew.steward, at=now)
    question = operations.add_question(
        survey=survey, kind="single", wording=Wording("New?"), choices=YES_NO,
        by=crew.steward, at=now,
    )  # fmt: skip
    operations.set_targets(
        question=question, targets={1: 30, 2: 70}, quotas={1: 1}, by=crew.steward, at=now
    )
    operations.open_wave(survey=survey, by=crew.steward, at=now)
    answer_to = {"survey": survey, "at": now}
    for number, value in enumerate((1, 2, 2)):
        operations.save_step(draft=f"{number}", said={"q1": value}, **answer_to)
        operations.send_answers(draft=f"{number}", **answer_to)
    operations.save_step(draft="x", said={"q1": 1}, **answer_to)
    with pytest.raises(Refused, match="heard already"):
        operations.send_answers(draft="x", member=crew.members[0], **answer_to)
    assert not Participation.objects.exists()
    with pytest.raises(Refused, match="100"):
        operations.set_targets(
            question=question, targets={1: 30}, quotas={1: 1}, by=crew.steward, at=now
        )
    with pytest.raises(Refused, match="answered already"):
        operations.set_targets(question=question, targets={}, quotas={}, by=crew.steward, at=now)


def test_a_closed_survey_takes_no_answers_and_keeps_no_drafts(asked, crew, now):
    operations.save_step(draft="d" * 64, survey=asked, said={"q2": 1}, at=now)
    operations.close_wave(survey=asked, by=crew.steward, at=now)
    assert not Draft.objects.exists()
    with pytest.raises(Refused, match="takes no answers"):
        answer(asked, crew.members[0], now)
    assert Act.objects.filter(kind="evolve.survey.closed").count() == 1


def test_the_database_itself_refuses_an_answer_that_is_nothing(asked, crew, now):
    answer(asked, crew.members[0], now)
    response, item = Response.objects.get(), Item.objects.get(survey=asked, key="q2")
    for wrong in ({"value": None}, {"value": 1}, {"value": 2, "text": "both"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.create(response=response, item=item, **wrong)


def test_verify_finds_an_answer_with_a_name_and_a_kept_participation(asked, crew, now):
    answer(asked, crew.members[0], now)
    assert (named_answer(), kept_participation()) == ("", "")
    Survey.objects.update(may_join=False)
    Response.objects.update(member=crew.members[0])
    assert str(asked) in named_answer()
    Wave.objects.update(closed_at=now)
    assert "still knows" in kept_participation()


def test_a_member_who_leaves_or_takes_back_stays_hidden_among_the_others(asked, crew, now):
    for member in crew.members[:5]:
        answer(asked, member, now)
    answer(asked, crew.members[5], now, joins=True)
    before = set(Response.objects.values_list("id", flat=True))
    operations.take_back(survey=asked, by=crew.members[5], at=now)
    assert Response.objects.filter(member__isnull=True).count() == 6
    assert len(set(Response.objects.values_list("id", flat=True)) - before) == 1
    assert Answer.objects.filter(item__key="q3").count() == 12
