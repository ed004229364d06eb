"""Who writes like whom: taken at night from answers in the circles, told as means over many."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohive.bond import operations as bond
from cohive.bond.models import Post
from cohive.engine.ties import addressed
from cohive.evolve.operations.portrait import beside_the_acts
from cohive.evolve.views import language_figures
from tests.engine.ties.made import frame
from tests.evolve.portrayed import portrayed

NO_ACTS = addressed(frame([]))
PLAIN = (
    "I think that we should go to the harbour because it is not far and the rain will stop. " * 4
)
DRY = (
    "Please find attached the newest offers of our shop, valid this week on all orders there. " * 4
)


def style_of(now):
    return beside_the_acts(acts=NO_ACTS, at=now, seed=0)["style"]


@pytest.fixture
def answered(crew, now):
    """Neighbours answer each other at length in one voice, the steward answers all in another."""

    def answer(to, by, text, day):
        return bond.reply(to=to, text=text, by=by, at=now - timedelta(days=40 - day))

    for number, member in enumerate(crew.members):
        start = now - timedelta(days=41)
        thread = bond.start_thread(
            circle=crew.circle, title=f"T{number}", text="Hello.", by=member, at=start
        )
        opener = Post.objects.get(thread=thread, parent=None).id
        first = answer(opener, crew.members[(number + 1) % 12], PLAIN, 1)
        answer(first, member, PLAIN, 2)
        from_staff = answer(opener, crew.steward, DRY, 3)
        answer(from_staff, member, PLAIN, 4)
    return crew


def test_members_match_each_other_more_than_the_staff(answered, now):
    (english,) = style_of(now)["languages"]
    assert (english["language"], english["among"]["pairs"]) == ("en", 12)
    assert (english["with_staff"]["pairs"], english["with_staff"]["people"]) == (12, 12)
    assert english["among"]["mean"] > english["with_staff"]["mean"]
    [told] = language_figures.style_said({"languages": [english]})
    assert told.startswith("In English members write more like each other than like the staff.")


def test_what_was_withdrawn_or_is_older_than_a_year_is_not_read(answered, now):
    Post.objects.filter(author=answered.steward).update(withdrawn_at=now, text="")
    (english,) = style_of(now)["languages"]
    assert english["with_staff"]["pairs"] == 0
    assert style_of(now + timedelta(days=400))["languages"] == []


def test_of_fewer_than_ten_members_it_says_so(answered, now):
    Post.objects.filter(author__in=answered.members[:5]).update(withdrawn_at=now, text="")
    shown = language_figures.style(style_of(now))
    assert [one.value for one in shown] == ["cannot be told", "cannot be told"]
    assert all("n < 10" in one.meaning for one in shown)


def test_the_page_shows_means_ranges_and_the_definition_and_no_pair(answered, as_member, now):
    portrayed(list(answered.members), [answered.circle], now, style=style_of(now))
    page = as_member(answered.steward).get("/desk/insight/").content.decode()
    told = page.partition(">Who writes like whom<")[2].partition("</section>")[0]
    assert "Members with members, in English" in told
    assert "Members with staff, in English" in told
    assert "Mean of 12 pairs; 12 members." in told
    assert "Language style matching (Ireland and Pennebaker 2010)" in told
    assert "Member 0" not in told


def test_figures_taken_before_it_was_counted_say_what_it_takes(crew, as_member, now):
    portrayed(list(crew.members), [crew.circle], now)
    page = as_member(crew.steward).get("/desk/insight/").content.decode()
    told = page.partition(">Who writes like whom<")[2].partition("</section>")[0]
    assert "Nobody has yet written fifty words" in told
