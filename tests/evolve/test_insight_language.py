"""Words of its own, needs and a core: taken at night, told without a name, silent about few."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohive.bond import operations as bond
from cohive.bond.models import Post
from cohive.engine.scales.instruments import NEEDS_IMPORTANCE, NEEDS_SATISFACTION
from cohive.engine.ties import addressed
from cohive.evolve import operations, queries
from cohive.evolve.operations.portrait import beside_the_acts
from cohive.evolve.views import language_figures, needs_figures
from cohive.evolve.wording import Wording
from tests.engine.ties.made import frame
from tests.evolve.portrayed import portrayed

NO_ACTS = addressed(frame([]))
LONG = "we met at the harbour and looked at the boats while the rain came down on the roofs "


@pytest.fixture
def worded(crew, now):
    """Forty posts of plain words, then "ferrylight" and the name Member in every other post."""
    for number in range(80):
        later = number >= 40
        text = LONG + ("ferrylight ferrylight member" if later else "nothing more to say today")
        bond.start_thread(
            circle=crew.circle, title=f"Thread {number}", text=text,
            by=crew.members[number % 12], at=now - timedelta(days=90 - number),
        )  # fmt: skip
    return crew


def test_a_word_that_came_up_is_told_and_a_name_is_not(worded, now):
    language = beside_the_acts(acts=NO_ACTS, at=now, seed=0)["language"]
    assert (language["texts"], language["authors"]) == (80, 12)
    assert [one["word"] for one in language["coined"]] == ["ferrylight"]
    [row] = language_figures.words(language)
    assert (str(row[0]), row[3]) == ("ferrylight", "12")
    assert "closer" in language_figures.words_definition()


def test_what_staff_and_the_firm_say_and_what_was_withdrawn_is_no_word_of_the_community(
    worded, now
):
    Post.objects.filter(author=worded.members[0]).update(withdrawn_at=now, text="")
    bond.start_thread(
        circle=worded.circle, title="News", text=LONG, by=worded.steward, at=now - timedelta(days=1)
    )
    language = beside_the_acts(acts=NO_ACTS, at=now, seed=0)["language"]
    assert language["authors"] == 11


def test_of_few_authors_no_word_is_told(crew, now):
    bond.start_thread(
        circle=crew.circle, title="T", text=LONG, by=crew.members[0], at=now - timedelta(days=1)
    )
    language = beside_the_acts(acts=NO_ACTS, at=now, seed=0)["language"]
    assert language["coined"] == []
    assert "cannot be told" in language_figures.nearness(language)


def asked(crew, now, answers):
    """A survey of both scales, answered by these many alike, and closed."""
    made = operations.make_survey(
        title=Wording("Needs"), may_join=False, takes_guests=True, by=crew.steward, at=now
    )
    for one in (NEEDS_IMPORTANCE, NEEDS_SATISFACTION):
        operations.add_instrument(survey=made, instrument=one.key, by=crew.steward, at=now)
    operations.open_wave(survey=made, by=crew.steward, at=now)
    view = queries.survey(made)
    values = {NEEDS_IMPORTANCE.key: 5, NEEDS_SATISFACTION.key: 3}
    for number in range(answers):
        said = {
            item.key: values[question.instrument]
            for question in view.questions
            for item in question.items
        }
        operations.save_step(draft=f"d{number}", survey=made, said=said, at=now)
        operations.send_answers(draft=f"d{number}", survey=made, member=None, joins=False, at=now)
    operations.close_wave(survey=made, by=crew.steward, at=now)


def test_what_is_missed_comes_from_the_places_own_survey(crew, now):
    asked(crew, now, 11)
    data = beside_the_acts(acts=NO_ACTS, at=now, seed=0)
    assert {one["need"]: one["gap"] for one in data["gaps"]["needs"]} == dict.fromkeys(
        ("functional", "self-expression", "social", "esteem"), 2.0
    )
    first = needs_figures.needs(data)[0]
    assert first[1:4] == ("5.0", "3.0", "2.0, from 2.0 to 2.0")
    assert "11 answered" in needs_figures.needs_asked(data)


def test_of_nine_answers_no_need_is_told(crew, now):
    asked(crew, now, 9)
    data = beside_the_acts(acts=NO_ACTS, at=now, seed=0)
    assert {row[3] for row in needs_figures.needs(data)} == {"too few"}


def test_without_a_survey_the_page_says_how_to_ask_and_shows_the_signs(crew, as_member, now):
    portrayed(list(crew.members), [crew.circle], now)
    page = as_member(crew.steward).get("/desk/insight/").content.decode()
    section = page.partition('id="needs"')[2].partition("</section>")[0]
    assert "Nobody has been asked yet" in section
    assert 'href="/desk/surveys/"' in section
    assert "without" in section
    assert "A core and its rim" in page


def test_a_core_is_told_against_chance():
    held = {"n": 34, "people": 5, "fit": 0.43, "low": 0.3, "high": 0.4}
    assert language_figures.core(held).value == "more than chance"
    assert language_figures.core(held | {"fit": 0.2}).value == "less than chance"
    assert language_figures.core(held | {"fit": 0.35}).value == "as chance has it"
    assert language_figures.core(None).value == "cannot be told"


def test_a_place_of_twelve_who_hardly_talk_is_told_what_cannot_be_told(
    talked, as_member, now, hear
):
    hear(now)
    page = as_member(talked.steward).get("/desk/insight/").content.decode()
    stays = page.partition('id="stays"')[2].partition("</section>")[0]
    assert "How long people stay cannot be told" in stays
    assert "cannot be told: it takes ten people" in page
    assert "A line takes two months" in page
