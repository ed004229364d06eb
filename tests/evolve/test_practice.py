"""Bonding, spreading and the mix of roles: taken at night, shown to who works on the place, and a
member's own mix to herself alone.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import polars as pl
import pytest
from django.test import Client

from cohive.engine.capital import role_mix
from cohive.engine.frames import frame_of
from cohive.engine.ties import addressed
from cohive.evolve import operations, queries
from cohive.evolve.models.insight import Snapshot
from cohive.evolve.operations.practised import of_the_window
from cohive.evolve.views import practice_figures, role_figures
from cohive.evolve.written import written
from cohive.spread import operations as spread
from cohive.words.ids import new_id
from cohive.words.money import Money
from tests.evolve.portrayed import FIRM, portrayed, rows

PAGE = "/desk/insight/practice/"
OWN = "/ties/roles/"


def taken(crew, now):
    """What these pages need of the figures of a place of forty people, as a night takes them."""
    people, circles = [str(one) for one in crew.members], [str(crew.circle)]
    frame = frame_of(sorted(rows(people, circles, now), key=lambda row: row.at))
    acts = addressed(frame, brand={FIRM})
    here = acts.filter(pl.col("at") >= now - timedelta(days=90))
    window = of_the_window(acts=acts, staff={FIRM}, at=now, days=90, seed=0)
    return Snapshot.objects.create(
        at=now, days=90, sealed_until=1, data={"roles": written(role_mix(here))} | window
    )


def settled(hear, now) -> None:
    hear(now)
    operations.take_snapshots(at=now)


def test_a_night_takes_the_rates_of_this_window_and_of_the_one_before(talked, now, hear):
    settled(hear, now)
    found = queries.newest(90).data["practised"]
    assert found["now"]["people"] == 12
    assert found["now"]["rates"]["answered"]["n"] == 11  # the last had no day
    assert found["now"]["rates"]["answered"]["value"]["middle"] == 1.0
    assert found["now"]["rates"]["hours"]["value"]["middle"] == 3.0
    assert found["before"]["people"] == 12  # they joined then, and said nothing
    assert found["before"]["rates"]["answered"] == {"name": "answered", "value": None, "n": 0}
    month = queries.newest(30).data["practised"]
    assert month["before"]["rates"]["answered"]["n"] > 0


def test_own_mixes_are_kept_for_one_window_only(talked, now, hear):
    settled(hear, now)
    own = queries.newest(90).data["own_roles"]
    assert {one["person"] for one in own} <= {str(one) for one in talked.members}
    assert queries.newest(30).data["own_roles"] == []


def test_a_link_is_from_hand_to_hand_when_its_maker_bought_by_anothers(crew, now):
    place, at = crew.place.agent, now - timedelta(days=3)
    ann, bob, cid = crew.members[:3]

    def link(who, days):
        return spread.make_link(
            target_kind="circle", target=crew.circle, by=who, at=at + timedelta(days=days)
        )

    def bought(link, buyer, days):
        spread.record_conversion(
            link=link.id, order=new_id(), buyer=buyer, amount=Money(4_000, "EUR"),
            at=at + timedelta(days=days), by=buyer,
        )  # fmt: skip

    first = link(ann, 0)
    bought(first, ann, 0.1)  # her own: no hand but hers
    bought(first, bob, 0.2)
    link(bob, 0.3)
    link(cid, 0.4)  # came by nobody
    bought(first, cid, 0.5)  # and only later by ann's
    spread.make_link(target_kind="place", target=place, by=bob, at=at + timedelta(days=1))
    found = of_the_window(acts=addressed(frame_of(())), staff={str(cid)}, at=now, days=90, seed=0)[
        "practised"
    ]["now"]["rates"]
    assert found["further"]["n"] == 4
    made = {(one.owner, one.target): one.is_further for one in passed(now)}
    assert made == {
        (ann, crew.circle): False, (bob, crew.circle): True, (cid, crew.circle): False,
        (bob, place): False,
    }  # fmt: skip
    assert found["per_exposure"]["n"] is None


def passed(now):
    from cohive.spread.queries import passed_on

    return passed_on(since=now - timedelta(days=90), until=now)


def test_the_page_shows_each_rate_with_range_n_definition_and_the_window_before(
    crew, as_member, now
):
    taken(crew, now)
    page = as_member(crew.steward).get(PAGE).content.decode()
    for title in ("The brand is answered", "Time to the first answer", "From hand to hand"):
        assert title in page
    assert page.count("How it is computed") >= 10
    assert "It cannot be told apart from the window before" in page
    assert "nobody counts how often they are" in page
    assert "Nothing was counted when it was shown" in page


def test_a_rate_that_moved_is_said_to_have_moved(crew, now):
    data = taken(crew, now).data
    rate = {"name": "answered", "n": 90, "value": {"middle": 0.8, "low": 0.7, "high": 0.87}}
    then = rate | {"value": {"middle": 0.4, "low": 0.31, "high": 0.5}}
    data["practised"]["now"]["rates"]["answered"] = rate
    data["practised"]["before"]["rates"]["answered"] = then
    figure = practice_figures.bonding(data)[1]
    assert figure.value == "80 %, from 70 % to 87 %"
    assert "More than in the window before (40 %)." in figure.meaning
    assert "Of 90 things told." in figure.meaning
    wait = {"name": "hours", "n": 90, "value": {"middle": 5.2, "low": 0.5, "high": 75.0}}
    data["practised"]["now"]["rates"]["hours"] = wait
    assert practice_figures.bonding(data)[2].value == "5 hours, from 30 minutes to 3 days"
    faster = wait | {"value": {"middle": 90.0, "low": 80.0, "high": 99.0}}
    data["practised"]["before"]["rates"]["hours"] = faster
    assert (
        "Shorter than in the window before (4 days)." in practice_figures.bonding(data)[2].meaning
    )
    data["practised"]["now"]["people"] = 9
    assert practice_figures.bonding(data)[1].meaning == "It takes ten people."


def test_the_mix_of_roles_is_a_picture_and_a_table_and_names_nobody(crew, as_member, now):
    snapshot = taken(crew, now)
    weeks = snapshot.data["roles"]["weeks"]
    page = as_member(crew.steward).get(PAGE).content.decode()
    roles = page.partition('id="roles"')[2].partition("</section>")[0]
    assert "The mix of roles week by week" in roles
    assert roles.count("<tr>") >= len(weeks)
    assert "What becomes of a role the week after" in roles
    assert "Member 0" not in roles
    for person in crew.members:
        assert str(person) not in page


def test_older_figures_say_that_the_count_is_yet_to_come(crew, as_member, now):
    portrayed(list(crew.members), [crew.circle], now)
    page = as_member(crew.steward).get(PAGE).content.decode()
    assert "older than this count" in page
    own = as_member(crew.members[0]).get(OWN).content.decode()
    assert "Nothing to say yet" in own


def test_without_figures_the_page_says_what_to_do(crew, as_member):
    assert "Nothing to tell yet" in as_member(crew.steward).get(PAGE).content.decode()


def test_a_place_with_few_people_is_told_nothing_of_them(crew, now):
    data = taken(crew, now).data
    data["practised"]["now"]["people"] = 9
    data["roles"]["weeks"], data["roles"]["moves"] = [], None
    figures = practice_figures.bonding(data) + practice_figures.spreading(data)
    assert {one.value for one in figures} == {"cannot be told"}
    assert all(one.low is None for one in figures)
    assert role_figures.picture(data["roles"]) is None


def test_only_who_works_on_the_place_sees_the_page_and_only_she_her_own_mix(crew, as_member, now):
    data = taken(crew, now).data
    assert Client().get(PAGE).status_code == 302
    assert Client().get(OWN).status_code == 302
    assert as_member(crew.members[0]).get(PAGE).status_code == 403
    own = [one for one in data["own_roles"] if UUID(one["person"]) in crew.members][:2]
    pages = [as_member(UUID(one["person"])).get(OWN).content.decode() for one in own]
    pictures = [role_figures.own_picture(one).wide for one in own]
    assert pictures[0] != pictures[1]
    assert pictures[0] in pages[0]
    assert pictures[1] in pages[1]
    assert pictures[1] not in pages[0]
    assert "Nothing to say yet" in as_member(crew.steward).get(OWN).content.decode()


def test_the_ways_there_are_on_the_insight_page_and_on_ones_own(crew, as_member, now):
    from cohive.bond.queries import cards

    portrayed(list(crew.members), [crew.circle], now)
    page = as_member(crew.steward).get("/desk/insight/").content.decode()
    assert f'href="{PAGE}?days=90"' in page
    own, other = crew.members[:2]
    address = cards([own])[own].url
    assert OWN in as_member(own).get(address).content.decode()
    assert OWN not in as_member(other).get(address).content.decode()


@pytest.mark.parametrize("days", ["30", "365", "7", "x", ""])
def test_an_unknown_window_is_the_season(crew, as_member, now, days):
    taken(crew, now)
    assert as_member(crew.steward).get(f"{PAGE}?days={days}").status_code == 200


def test_the_pages_cost_a_known_number_of_queries(
    crew, as_member, now, django_assert_max_num_queries
):
    taken(crew, now)
    steward, member = as_member(crew.steward), as_member(crew.members[0])
    for browser, page in ((steward, PAGE), (member, OWN)):
        browser.get(page)
        # session: user, member, roles; place; figures; notices, counts (5)
        with django_assert_max_num_queries(12):
            browser.get(page)
