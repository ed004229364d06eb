"""Work and seats that rest on one person: with their circle, named by consent, herself first."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.evolve import operations, queries
from cohive.evolve.views import vacancy_figures

PAGE = "/desk/insight/"


def section(page: str, heading: str) -> str:
    return page.partition(f">{heading}<")[2].partition("</section>")[0]


@pytest.fixture
def kept(talked, now, hear):
    """One member opens a circle and most of its threads; another opens three; a third keeps."""
    one, other = talked.members[:2]
    ebb = bond.create_circle(name="Ebb", purpose="Rest.", by=one, at=now - timedelta(days=100))
    bond.join_circle(circle=ebb, by=other, at=now - timedelta(days=99))
    for number in range(15):
        day = now - timedelta(days=95 - 4 * number)
        bond.start_thread(circle=ebb, title=f"E{number}", text="Low tide.", by=one, at=day)
    for number in range(4):
        day = now - timedelta(days=90 - 10 * number)
        bond.start_thread(circle=ebb, title=f"O{number}", text="High.", by=other, at=day)
    hear(now)
    operations.take_snapshots(at=now)
    return ebb


def test_who_keeps_and_who_holds_a_role_is_read_from_bond(talked, kept):
    found = {(one.circle, one.role): one.holders for one in members.seats(firm=talked.place.agent)}
    assert found[kept, "keeper"] == (talked.members[0],)
    assert found[None, "steward"] == (talked.steward,)


def test_seats_and_work_name_their_circle_and_nobody_without_consent(talked, kept, as_member, now):
    steward = as_member(talked.steward)
    told = section(steward.get(PAGE).content.decode(), "Work that rests on one person")
    assert "Keeping the circle, in Ebb" in told
    assert "The role of steward" in told
    assert "Posts, in Ebb" in told
    assert "Member " not in told
    one, other = talked.members[:2]
    operations.agree_to_be_shown(by=one, at=now)
    told = section(steward.get(PAGE).content.decode(), "Work that rests on one person")
    assert "Member 00" in told
    assert "does it now" in told
    assert "Member 01" not in told
    operations.agree_to_be_shown(by=other, at=now)
    told = section(steward.get(PAGE).content.decode(), "Work that rests on one person")
    assert "Member 01" in told
    assert "could take it over" in told


def test_who_is_no_steward_reads_no_name(talked, kept, as_member, now):
    bond.grant_role(to=talked.members[5], role="maker", by=talked.steward, at=now)
    for member in talked.members[:2]:
        operations.agree_to_be_shown(by=member, at=now)
    page = as_member(talked.members[5]).get(PAGE).content.decode()
    told = section(page, "Work that rests on one person")
    assert "Posts, in Ebb" in told
    assert "Member " not in told


def test_each_reads_first_what_rests_on_her_and_what_she_has_practised(talked, kept, as_member):
    one, other, third = talked.members[:3]
    own = section(
        as_member(one).get("/ties/").content.decode(), "What rests on you, or you could take over"
    )
    assert "It rests on you: Posts, in Ebb." in own
    assert "It rests on you: Keeping the circle, in Ebb." in own
    ready = section(
        as_member(other).get("/ties/").content.decode(),
        "What rests on you, or you could take over",
    )
    assert "You have practised it, 4 times: Posts, in Ebb." in ready
    assert "Member 00" not in ready
    assert "You are at home there and could take it over: Keeping the circle, in Ebb." in ready
    assert "Ebb" not in section(
        as_member(third).get("/ties/").content.decode(),
        "What rests on you, or you could take over",
    )


def test_figures_taken_before_seats_were_counted_are_shown_too():
    vacancy = {"is_falling": True, "heirs": []}
    assert vacancy_figures.urgent({"vacancies": [vacancy]}) == [vacancy]


def test_what_is_kept_of_her_can_be_taken_along(talked, kept, now):
    operations.agree_to_be_shown(by=talked.members[0], at=now)
    found = members.everything_of(talked.members[0])["figures_of_you"]
    assert found["own_ties"]["contacts"] > 0
    assert found["named_to_stewards"][0]["is_whole"] is True
    assert json.dumps(found["own_ties"])
    assert queries.figures_of(talked.members[1])["named_to_stewards"] == []
