"""How the place stands: taken from the journal, shown to who works on it, honest about little."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohive.evolve import operations, queries
from cohive.evolve.models.insight import Snapshot
from cohive.evolve.written import said, written
from cohive.journal.models import Act
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence
from tests.evolve.portrayed import portrayed

PAGE = "/desk/insight/"


def settled(hear, now) -> None:
    """Let the worker do its work; on PostgreSQL the last seals are given after it."""
    hear(now)
    operations.take_snapshots(at=now)


def test_figures_are_taken_once_for_each_window_and_state_of_the_journal(talked, now, hear):
    settled(hear, now)
    assert set(Snapshot.objects.values_list("days", flat=True)) == set(Snapshot.WINDOWS)
    assert operations.take_snapshots(at=now) == 0
    found = queries.newest(90)
    assert found.data["people"] == 12
    assert found.data["horizontality"]["n"] == 12  # a circle that is addressed is no person
    assert found.data["horizontality"]["parts"][0]["value"] == 1.0
    assert {one["rung"] for one in found.data["ladder"]["places"]} <= {"USER", "FRIEND", "FAN"}


def test_of_too_little_nothing_is_taken(crew, now):
    Act.objects.count()
    assert operations.take_snapshots(at=now) >= 0
    found = queries.newest(90)
    assert found is None or found.index is None


def test_the_page_shows_every_number_with_its_range(talked, as_member, now, hear):
    hear(now)
    page = as_member(talked.steward).get(PAGE).content.decode()
    assert "Community or fan club?" in page
    assert "100 %" in page
    assert "How it is computed" in page
    assert "What we cannot tell" in page
    assert "Tide" in page
    assert "5 more, who have not agreed to be named" in page


def test_ladder_circles_and_who_stays_say_how_they_are_computed(talked, as_member, now, hear):
    settled(hear, now)
    page = as_member(talked.steward).get("/desk/insight/").content.decode()
    for heading, told in (
        ("The ladder", "highest rung whose condition she met in the last 90 days"),
        ("The circles", "Answered: of what could be answered for a day or more"),
        ("Who stays", "put together by the quarter of their first act"),
    ):
        section = page.partition(f">{heading}<")[2].partition("</section>")[0]
        assert "How it is computed" in section, heading
        assert told in section, heading
    assert 'href="/desk/seasons/"' in page.partition("</nav>")[0] + page.partition("<h1")[0]


def test_the_page_costs_a_known_number_of_queries(
    talked, as_member, now, hear, django_assert_max_num_queries
):
    hear(now)
    browser = as_member(talked.steward)
    browser.get(PAGE)
    # session: user, member, roles; place; figures; public; agreed; happenings; circles, sizes,
    # rituals; notices, counts (5)
    with django_assert_max_num_queries(18):
        browser.get(PAGE)


def test_an_empty_page_says_what_to_do(crew, as_member):
    page = as_member(crew.steward).get(PAGE).content.decode()
    assert "Nothing to tell yet" in page
    assert "Take them now" in page


def test_only_who_works_on_the_place_sees_it(talked, as_member):
    assert Client().get(PAGE).status_code == 302
    assert as_member(talked.members[0]).get(PAGE).status_code == 403
    assert as_member(talked.members[0]).post(reverse("evolve:insight-take")).status_code == 403
    assert as_member(talked.members[0]).post(reverse("evolve:insight-public")).status_code == 403


@pytest.mark.parametrize("days", ["30", "365", "7", "x", ""])
def test_an_unknown_window_is_the_season(talked, as_member, now, hear, days):
    hear(now)
    assert as_member(talked.steward).get(f"{PAGE}?days={days}").status_code == 200


def test_a_steward_takes_them_now_but_not_all_day_long(talked, as_member):
    browser = as_member(talked.steward)
    for _ in range(6):
        browser.post(reverse("evolve:insight-take"))
    page = browser.get(PAGE).content.decode()
    assert "Too many tries" in page


def test_a_broker_sees_herself_first_and_is_named_only_when_she_agrees(
    talked, as_member, now, hear
):
    hear(now)
    found = queries.newest(90)
    broker = next(one for one in talked.members if str(one) == found.data["brokers"][0]["person"])
    own = as_member(broker).get("/ties/").content.decode()
    assert "Things pass through you" in own
    as_member(broker).post(reverse("evolve:ties-shown"))
    assert queries.consents().connecting == queries.consents(broker).whole == {broker}
    assert Act.objects.filter(kind="evolve.names.agreed", actor=broker).count() == 1
    page = as_member(talked.steward).get(PAGE).content.decode()
    assert "4 more, who have not agreed" in page
    as_member(broker).post(reverse("evolve:ties-shown"), {"do": "withdraw"})
    assert queries.consents().connecting == frozenset()
    assert Act.objects.filter(kind="evolve.names.withdrew").count() == 1


def test_ones_own_ties_need_somebody_signed_in(talked):
    assert Client().get("/ties/").status_code == 302
    assert Client().post(reverse("evolve:ties-shown")).status_code == 302


def test_a_member_finds_her_ties_from_her_own_page_and_nobody_elses(talked, as_member):
    from cohive.bond.queries import cards

    own, other = talked.members[0], talked.members[1]
    address = cards([own])[own].url
    assert "/ties/" in as_member(own).get(address).content.decode()
    assert "/ties/" not in as_member(other).get(address).content.decode()


def test_the_main_figure_is_public_only_when_the_place_wants(talked, as_member, now, hear):
    settled(hear, now)
    assert queries.public_figure() is None
    browser = as_member(talked.steward)
    browser.post(reverse("evolve:insight-public"))
    assert queries.public_figure().index == queries.newest(90).index
    assert "on the way from a fan club" in Client().get("/").content.decode()
    assert Act.objects.filter(kind="evolve.figures.shown").count() == 1
    browser.post(reverse("evolve:insight-public"), {"do": "hide"})
    assert queries.public_figure() is None
    assert "on the way from a fan club" not in Client().get("/").content.decode()


def test_the_range_and_the_people_of_the_main_figure_are_kept_beside_it(talked, now, hear):
    settled(hear, now)
    row = Snapshot.objects.filter(days=90).latest("at")  # a job may have looked before
    taken = queries.newest(90).data["horizontality"]
    assert (row.low_permille, row.high_permille) == (
        round(taken["low"] * 1_000),
        round(taken["high"] * 1_000),
    )
    assert row.people == taken["n"] == 12


def test_what_is_public_has_its_range_its_people_its_window_and_its_definition(crew, now):
    portrayed(list(crew.members), [crew.circle], now)
    operations.show_figures(by=crew.steward, at=now)
    shown = queries.public_figure()
    assert shown.low < shown.index < shown.high
    assert (shown.people > 12, shown.days, shown.at) == (True, 90, now)
    page = Client().get("/").content.decode()
    told = page.partition('id="standing"')[2].partition("</section>")[0]
    assert f"--a:{shown.low * 100}%;--b:{shown.high * 100}%" in told
    assert f"between {shown.low:.2f} and {shown.high:.2f}" in told
    assert f"Of what {shown.people} people with ties did in 90 days to" in told
    assert "<details" in told
    assert "The geometric mean of five parts" in told
    assert "Member 0" not in told


def test_without_a_figure_none_can_be_shown(crew, now):
    with pytest.raises(Refused, match="no figure yet"):
        operations.show_figures(by=crew.steward, at=now)


def test_a_sentence_survives_being_written():
    once = written(Sentence("%(n)s people", {"n": 3}))
    assert once == {"english": "%(n)s people", "values": {"n": 3}}
    assert said(once) == "3 people"


def test_the_next_night_brings_nothing_where_nothing_happened(talked, now, hear):
    settled(hear, now)
    hear(now + timedelta(days=1))
    assert queries.newest(90).at == now
