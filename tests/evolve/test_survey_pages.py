"""The pages of a survey: building it at the desk, answering it in steps, reading its result."""

from __future__ import annotations

import csv
import io
import json
import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohive.evolve import operations, queries
from cohive.evolve.models.answers import Answer, Draft, Invitation, Participation, Response
from cohive.evolve.models.surveys import Survey
from cohive.evolve.operations.survey_links import invited_link, open_link
from cohive.evolve.wording import Wording
from cohive.journal.models import Act

DESK = "/desk/surveys/"
NOBODY = UUID(int=7)


def path_of(link: str) -> str:
    return link.partition("localhost:8000")[2] or "/" + link.split("/", 3)[3]


@pytest.fixture
def desk(crew, as_member):
    return as_member(crew.steward)


@pytest.fixture
def asked(desk, crew):
    """A survey built and opened through the pages alone."""
    made = desk.post(DESK, {"title_en": "Tide survey", "title_zh": "潮汐调查", "may_join": "yes",
                            "takes_guests": "on"})  # fmt: skip
    page = made["Location"]
    desk.post(page + "scale/", {"instrument": "pulse"})
    desk.post(page + "?kind=single", {"text_en": "New here?", "choices_en": "Yes\nNo"})
    desk.post(page + "?kind=ranking", {"text_en": "Best first", "choices_en": "Red\nBlue\nGreen"})
    desk.post(page + "?kind=text", {"text_en": "What else?"})
    desk.post(page + "move/", {"do": "open"})
    return Survey.objects.get().id


def test_a_steward_builds_and_opens_a_survey(asked, desk):
    view = queries.survey(asked)
    assert [one.kind for one in view.questions] == ["matrix", "single", "ranking", "text"]
    assert view.open_wave.number == 1
    page = desk.get(f"{DESK}{asked}/").content.decode()
    assert "Community pulse" not in page  # the scale is in it already, and it is open
    assert "Close wave 1" in page
    assert "3 lines missing" in page or "lines missing" in page
    assert "/surveys/" in page
    assert "Tide survey" in desk.get(DESK).content.decode()


def test_a_question_written_wrongly_is_refused_at_its_field(desk):
    page = desk.post(DESK, {"title_en": "A"})["Location"]
    answer = desk.post(page + "?kind=single", {"text_en": "New?", "choices_en": "Yes"})
    assert answer.status_code == 422
    assert "from 2 to 20" in answer.content.decode()
    assert desk.post(DESK, {"title_en": " "}).status_code == 422
    assert desk.post(page + "settings/", {"title_en": " "}).status_code == 422
    assert desk.get(page + "settings/").status_code == 200
    desk.post(page + "move/", {"do": "open"})
    assert "Write a question first" in desk.get(page).content.decode()
    assert desk.post(page + "move/", {"do": "drop"})["Location"] == DESK
    assert desk.get(page).status_code == 404


def test_a_matrix_keeps_lines_together_and_turns_those_marked(desk):
    page = desk.post(DESK, {"title_en": "A"})["Location"]
    desk.post(
        page + "?kind=matrix",
        {
            "text_en": "How far?",
            "statements_en": "I am seen\n(-) I feel like a guest",
            "statements_zh": "有人看见我\n(-) 我觉得像客人",
            "scale": "belonging",
            "answers": "agreement",
        },
    )
    (question,) = queries.survey(Survey.objects.get().id).questions
    assert [item.is_reversed for item in question.items] == [False, True]
    assert question.items[1].wording == Wording("I feel like a guest", "我觉得像客人")
    assert len(question.choices) == 5
    shown = desk.get(page).content.decode()
    assert "turned round" in shown
    move = f"{page}questions/{question.id}/"
    desk.post(move, {"do": "up"})
    desk.post(move, {"do": "remove"})
    assert queries.survey(Survey.objects.get().id).questions == ()


def test_only_stewards_see_the_desk(asked, crew, as_member):
    for name in ("", f"{asked}/", f"{asked}/result/", f"{asked}/result/answers.csv"):
        assert Client().get(DESK + name).status_code == 302
        assert as_member(crew.members[0]).get(DESK + name).status_code == 403


def test_trying_it_out_shows_every_step_to_the_last(asked, desk):
    page = desk.get(f"{DESK}{asked}/try/").content.decode()
    steps = [(int(one), int(all_)) for one, all_ in re.findall(r"Step (\d+) of (\d+)", page)]
    assert steps == [(number, len(steps)) for number in range(1, len(steps) + 1)]
    assert len(steps) > 2


def test_answers_are_kept_step_by_step_and_one_can_go_back(asked, crew, as_member):
    browser = as_member(crew.members[0])
    here = f"/surveys/{asked}/"
    first = browser.get(here).content.decode()
    assert "When I say" in first
    assert "Step 1 of" in first
    then = browser.post(here, {"step": "0", "go": "next", "a-pulse_belonging_1": "4"})
    assert then["Location"].endswith("step=1")
    back = browser.post(then["Location"], {"step": "1", "go": "back", "a-pulse_feeling_2": "5"})
    assert back["Location"].endswith("step=0")
    assert re.search(r'a-pulse_belonging_1" value="4" checked', browser.get(here).content.decode())
    elsewhere = as_member(crew.members[0]).get(here).content.decode()
    assert not re.search(r'value="\d+" checked', elsewhere)


def test_ranking_needs_no_dragging(asked, crew, as_member):
    browser = as_member(crew.members[0])
    here = f"/surveys/{asked}/"
    step = next(
        number for number in range(6)
        if "Best first" in browser.get(f"{here}?step={number}").content.decode()
    )  # fmt: skip
    for press in ("q3:3:next", "q3:1:next", "q3:1:up", "q3:2:next", "q3:3:out"):
        assert browser.post(here, {"step": step, "rank": press}).status_code == 302
    assert Draft.objects.get().data == {"q3": [1, 2]}
    assert browser.post(here, {"step": step, "rank": "q3:9:next"}).status_code == 404


def test_a_member_sends_once_and_joins_only_by_her_own_yes(asked, crew, as_member):
    here = f"/surveys/{asked}/"
    for member, more in ((crew.members[0], {}), (crew.members[1], {"joins": "on"})):
        browser = as_member(member)
        browser.post(here, {"step": "0", "go": "next", "a-pulse_belonging_1": "4"})
        sent = browser.post(here, {"step": "99", "go": "send", **more})
        assert "Thank you" in browser.get(sent["Location"]).content.decode()
        assert "Thank you" in browser.get(here).content.decode()
    assert set(Response.objects.values_list("member_id", flat=True)) == {None, crew.members[1]}
    mine = as_member(crew.members[1]).get("/surveys/").content.decode()
    assert "Join them no more" in mine
    assert "Join them no more" not in as_member(crew.members[0]).get("/surveys/").content.decode()
    as_member(crew.members[1]).post(f"{here}back/")
    assert set(Response.objects.values_list("member_id", flat=True)) == {None}
    assert as_member(crew.members[0]).post(f"{here}back/").status_code == 404


def test_an_empty_survey_is_not_sent(asked, crew, as_member):
    answer = as_member(crew.members[0]).post(f"/surveys/{asked}/", {"step": "99", "go": "send"})
    assert answer.status_code == 422
    assert "There is no answer yet" in answer.content.decode()


def test_a_guest_answers_by_the_link_that_was_passed_on(asked):
    browser = Client()
    here = path_of(open_link(asked))
    assert browser.get(f"/surveys/{asked}/").status_code == 302
    assert 'name="joins"' not in browser.get(here + "&step=99").content.decode()
    browser.post(here, {"step": "0", "go": "next", "a-pulse_belonging_1": "2"})
    browser.post(here, {"step": "99", "go": "send", "joins": ""})
    assert Response.objects.count() == 0  # what is hers is not joined by a guest
    browser.post(here, {"step": "99", "go": "send"})
    assert Response.objects.count() == 1
    assert browser.get(here[:-3]).status_code == 400
    assert browser.get(here.replace(str(asked), str(NOBODY))).status_code == 404


def test_members_and_guests_are_asked_by_mail_with_a_link_that_is_enough(
    asked, crew, desk, hear, now, mailoutbox
):
    desk.post(f"{DESK}{asked}/ask/", {"whom": "members"})
    desk.post(f"{DESK}{asked}/ask/", {"whom": "members"})  # too early for a reminder
    desk.post(
        f"{DESK}{asked}/ask/",
        {"whom": "guests", "addresses": "Lin@example.com\nlin@example.com", "language": "zh-hans"},
    )
    assert "no mail address" in desk.post(
        f"{DESK}{asked}/ask/", {"whom": "guests", "addresses": "nobody"}, follow=True
    ).content.decode()  # fmt: skip
    hear(timezone.now())
    assert len(mailoutbox) == 13 + 1
    member = next(mail for mail in mailoutbox if mail.to == ["m0@example.org"])
    link = re.search(r"https?://\S+/surveys/\S+", member.body).group()
    browser = Client()
    path = path_of(link)
    opened = browser.get(path)
    assert opened.status_code == 302  # the mail's language goes into a cookie
    path = opened["Location"]
    assert "language=" not in path
    assert browser.get(path).status_code == 200
    browser.post(path, {"step": "0", "go": "next", "a-pulse_belonging_1": "4"})
    browser.post(path, {"step": "99", "go": "send"})
    assert Participation.objects.get().member_id == crew.members[0]
    guest = next(mail for mail in mailoutbox if mail.to == ["lin@example.com"])
    path = path_of(re.search(r"https?://\S+/surveys/\S+", guest.body).group())
    assert "潮汐调查" in guest.subject
    browser = Client()
    path = browser.get(path)["Location"]
    assert "在这里说到" in browser.get(path).content.decode()
    browser.post(path, {"step": "0", "go": "next", "a-pulse_belonging_1": "1"})
    browser.post(path, {"step": "99", "go": "send"})
    assert Participation.objects.count() == 2
    again = Client()
    assert (
        "Thank you" in again.get(path).content.decode() or "谢" in again.get(path).content.decode()
    )
    operations.close_wave(survey=asked, by=crew.steward, at=now)
    assert not Invitation.objects.exists()
    assert not Participation.objects.exists()  # nobody can tell any more who took part
    assert (
        "no answers now"
        in Client().get(path_of(invited_link(NOBODY, survey=asked))).content.decode()
    )


def answered(asked, crew, now, count, *, joins=0):
    """So many answers, with texts a spreadsheet would compute."""
    for number in range(count):
        said = {
            f"pulse_{name}_{place}": 1 + (number + place + len(name)) % 5
            for name in ("belonging", "influence", "needs", "feeling")
            for place in (1, 2)
        }
        said |= {"q2": 1 + number % 2, "q3": [3, 1], "q4": f"=cmd {number}"}
        draft = f"{number:064}"
        operations.save_step(draft=draft, survey=asked, said=said, at=now)
        operations.send_answers(
            draft=draft, survey=asked, member=crew.members[number] if number < 12 else None,
            joins=number < joins, at=now,
        )  # fmt: skip


def test_a_result_is_told_when_the_wave_is_closed_and_ten_answered(asked, crew, desk, now):
    page = f"{DESK}{asked}/result/"
    answered(asked, crew, now, 12, joins=11)
    open_page = desk.get(page).content.decode()
    assert "12 answers so far" in open_page
    assert "=cmd" not in open_page
    assert desk.get(page + "?wave=1").status_code == 404
    assert desk.get(page + "answers.csv").status_code == 404
    operations.close_wave(survey=asked, by=crew.steward, at=now)
    told = desk.get(page).content.decode()
    assert "12 answers in wave 1" in told
    assert "Community pulse: belonging" in told
    assert "α" in told
    assert "=cmd 3" in told
    assert "50 % (6)" in told or "50% (6)" in told
    question = queries.survey(asked).questions[1]
    assert desk.get(f"{page}?by={question.id}").status_code == 200


def test_of_nine_answers_nothing_is_told_nor_written_to_a_file(asked, crew, desk, now):
    answered(asked, crew, now, 9)
    operations.close_wave(survey=asked, by=crew.steward, at=now)
    page = f"{DESK}{asked}/result/"
    told = desk.get(page).content.decode()
    assert "fewer than ten" in told
    assert "=cmd" not in told
    assert desk.get(page + "answers.csv").status_code == 400
    assert desk.get(page + "answers.json").status_code == 400


def test_files_hold_every_answer_and_no_formula_and_nobody(asked, crew, desk, now):
    answered(asked, crew, now, 12, joins=12)
    operations.close_wave(survey=asked, by=crew.steward, at=now)
    page = f"{DESK}{asked}/result/"
    text = desk.get(page + "answers.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 12
    assert {row["q4"][:5] for row in rows} == {"'=cmd"}
    assert {row["q3_3"] for row in rows} == {"1"}
    assert {row["q3_2"] for row in rows} == {""}
    document = json.loads(desk.get(page + "answers.json").content)
    assert len(document["answers"]) == 12
    assert document["questions"][0]["items"][0]["text"]["zh-Hans"]
    whole = text + json.dumps(document)
    for agent in crew.members:
        assert str(agent) not in whole
        assert agent.hex not in whole


def test_weights_are_set_at_the_desk_and_told(asked, crew, desk, now):
    question = queries.survey(asked).questions[1]
    page = f"{DESK}{asked}/questions/{question.id}/weights/"
    assert desk.get(page).status_code == 200
    assert desk.post(page, {"target_1": "30", "target_2": "60"}).status_code == 422
    assert desk.post(page, {"target_1": "25", "target_2": "75"}).status_code == 302
    answered(asked, crew, now, 30)
    operations.close_wave(survey=asked, by=crew.steward, at=now)
    told = desk.get(f"{DESK}{asked}/result/").content.decode()
    assert "as sure as 24 unweighted" in told  # 30 / (2 · (1/16 + 9/16)): half stand for a quarter
    assert "unweighted 3" in told or "unweighted 2" in told
    assert "75 % (15)" in told or "75% (15)" in told


def test_a_choice_of_fewer_than_ten_is_not_weighted_by(asked, crew, desk, now):
    """Else the weighted mean and the plain one would give those few away."""
    question = queries.survey(asked).questions[1]
    desk.post(
        f"{DESK}{asked}/questions/{question.id}/weights/", {"target_1": "25", "target_2": "75"}
    )
    answered(asked, crew, now, 12)
    operations.close_wave(survey=asked, by=crew.steward, at=now)
    told = desk.get(f"{DESK}{asked}/result/").content.decode()
    assert "Nothing is weighted: fewer than 10" in told
    assert "unweighted 3" not in told


def test_waves_stand_side_by_side(asked, crew, desk, now):
    for _ in range(2):
        answered(asked, crew, now, 12, joins=12)
        operations.close_wave(survey=asked, by=crew.steward, at=now)
        operations.open_wave(survey=asked, by=crew.steward, at=now)
    told = desk.get(f"{DESK}{asked}/result/").content.decode()
    assert "Over the waves" in told
    assert "The same 12 people cannot be told apart" in told
    assert Answer.objects.filter(response__wave__number=2).count() == 12 * 12


def test_pages_speak_chinese_where_the_words_are_there(asked, crew, as_member):
    browser = as_member(crew.members[0])
    page = browser.get(f"/surveys/{asked}/?language=zh-hans").content.decode()
    assert "在这里说到“我们”时，也包括我自己。" in page
    later = browser.get(f"/surveys/{asked}/?language=zh-hans&step=2").content.decode()
    assert '<span lang="en">' in later


def test_what_is_not_asked_is_not_there(crew, as_member):
    browser = as_member(crew.members[0])
    assert "Nothing is asked right now" in browser.get("/surveys/").content.decode()
    assert browser.get(reverse("evolve:survey", kwargs={"survey": NOBODY})).status_code == 404


def test_a_draft_is_tried_out_in_both_languages_and_keeps_nothing(desk):
    page = desk.post(DESK, {"title_en": "A", "title_zh": "甲"})["Location"]
    desk.post(page + "scale/", {"instrument": "roles"})
    assert "draws or designs" in desk.get(page + "try/").content.decode()
    assert "会画画或做设计" in desk.get(page + "try/?language=zh-hans").content.decode()
    assert not Draft.objects.exists()


def test_another_survey_begins_from_one_with_all_its_words(asked, crew, desk, now):
    answered(asked, crew, now, 3)
    made = desk.post(f"{DESK}{asked}/copy/")["Location"]
    copy = queries.survey(UUID(made.split("/")[3]))
    old = queries.survey(asked)
    assert copy.state == "draft"
    assert copy.waves == ()
    assert [one.wording for one in copy.questions] == [one.wording for one in old.questions]
    keys = [[item.key for item in one.items] for one in copy.questions]
    assert keys == [[item.key for item in one.items] for one in old.questions]
    assert [one.choices for one in copy.questions] == [one.choices for one in old.questions]
    assert old.open_wave.responses == 3
    desk.post(made + "scale/", {"instrument": "roles"})
    assert len(queries.survey(copy.id).questions) == 5
    assert len(queries.survey(asked).questions) == 4


def test_pages_cost_a_known_number_of_queries(
    asked, crew, desk, as_member, now, django_assert_max_num_queries
):
    browser = as_member(crew.members[11])
    here = f"/surveys/{asked}/"
    browser.get(here)
    # place, user, viewer; survey, questions, items, choices, waves; took part; draft
    with django_assert_max_num_queries(10):
        browser.get(here)
    answered(asked, crew, now, 12, joins=11)
    operations.close_wave(survey=asked, by=crew.steward, at=now)
    desk.get(f"{DESK}{asked}/result/")
    # the first eight of above; responses, answers; figures of the season; reports of the desk and
    # who asks for a membership
    with django_assert_max_num_queries(13):
        desk.get(f"{DESK}{asked}/result/")


def test_members_read_what_came_of_it(asked, crew, desk, as_member, now):
    tell = f"{DESK}{asked}/result/tell/"
    assert desk.post(tell, {"wave": "1", "outcome_en": "Too early"}).status_code == 404
    answered(asked, crew, now, 12)
    operations.close_wave(survey=asked, by=crew.steward, at=now)
    words = {"wave": "1", "outcome_en": "Every entry gets an answer now.", "outcome_zh": ""}
    assert desk.post(tell, words).status_code == 302
    page = as_member(crew.members[0]).get("/surveys/").content.decode()
    assert "Every entry gets an answer now." in page
    assert "Every entry gets an answer now." in desk.get(f"{DESK}{asked}/result/").content.decode()
    assert Act.objects.filter(kind="evolve.survey.told").count() == 1
    assert "English or in Chinese" in desk.post(tell, {"wave": "1"}, follow=True).content.decode()
    assert as_member(crew.members[0]).post(tell, words).status_code == 403


def test_a_member_who_comes_by_the_passed_on_link_answers_as_herself(asked, crew, as_member):
    browser = as_member(crew.members[0])
    here = path_of(open_link(asked))
    browser.post(here, {"step": "0", "go": "next", "a-pulse_belonging_1": "2"})
    browser.post(here, {"step": "99", "go": "send"})
    assert Participation.objects.get().member_id == crew.members[0]
    assert "Thank you" in browser.get(here).content.decode()


def test_the_list_of_surveys_goes_on_without_counting(desk, crew, now):
    for number in range(22):
        operations.make_survey(title=Wording(f"No. {number:02}"), by=crew.steward, at=now)
    first = desk.get(DESK).content.decode()
    assert "No. 21" in first
    assert "No. 01" not in first
    (more,) = re.findall(r'href="(\?before=[^"]+)"', first)
    second = desk.get(DESK + more).content.decode()
    assert "No. 01" in second
    assert "No. 02" not in second
    assert desk.get(DESK + "?before=x").status_code == 200
