"""What circles are meant to be: said by stewards, measured at night, shown beside what is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohive.bond import operations as bond
from cohive.engine.ties import addressed
from cohive.evolve import operations, queries
from cohive.evolve.models.intentions import CircleSize, Ritual
from cohive.evolve.operations.portrait import beside_the_acts
from cohive.evolve.queries.intentions import due_instants
from cohive.evolve.views import circle_figures
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.engine.ties.made import act, frame
from tests.evolve.portrayed import portrayed

PAGE = "/desk/insight/circles/"
ROTTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def ritual(crew, now):
    """Every Sunday at 20:00 since 6 September 2026."""
    return operations.name_ritual(
        circle=crew.circle, name="The lantern hour", weekday=6, begins_at=time(20),
        begins_on=date(2026, 9, 6), by=crew.steward, at=now,
    )  # fmt: skip


def test_a_steward_says_how_large_a_circle_is_meant_to_be_and_takes_it_back(crew, now):
    say = {"circle": crew.circle, "by": crew.steward, "at": now}
    operations.say_circle_size(people_max=30, **say)
    operations.say_circle_size(people_max=30, **say)
    assert queries.circle_sizes() == {crew.circle: 30}
    assert Act.objects.filter(kind="evolve.circle_size.said").count() == 1
    operations.say_circle_size(people_max=None, **say)
    assert queries.circle_sizes() == {}
    assert Act.objects.filter(kind="evolve.circle_size.said").count() == 2


@pytest.mark.parametrize("people", [0, 1, 10_001])
def test_a_size_outside_of_2_to_10000_is_refused_and_the_database_refuses_it_too(crew, now, people):
    with pytest.raises(Refused, match="2 to 10,000"):
        operations.say_circle_size(circle=crew.circle, people_max=people, by=crew.steward, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        CircleSize.objects.create(circle_id=crew.circle, people_max=people, said_at=now)


def test_only_stewards_say_what_circles_are_meant_to_be(crew, ritual, now):
    member = crew.members[0]
    with pytest.raises(Forbidden):
        operations.say_circle_size(circle=crew.circle, people_max=9, by=member, at=now)
    with pytest.raises(Forbidden):
        operations.end_ritual(ritual=ritual, by=member, at=now)
    with pytest.raises(Missing):
        operations.say_circle_size(circle=member, people_max=9, by=crew.steward, at=now)


def test_a_ritual_is_named_once_at_an_hour_and_ended_once(crew, ritual, now):
    assert Act.objects.filter(kind="evolve.ritual.named", object_id=ritual).count() == 1
    again = {"circle": crew.circle, "weekday": 6, "begins_at": time(20), "by": crew.steward}
    with pytest.raises(Refused, match="at this hour"):
        operations.name_ritual(name="Other", begins_on=now.date(), at=now, **again)
    for _ in range(2):
        operations.end_ritual(ritual=ritual, by=crew.steward, at=now)
    assert Ritual.objects.get(id=ritual).ended_on == now.date()
    assert Act.objects.filter(kind="evolve.ritual.ended").count() == 1
    operations.name_ritual(name="Other", begins_on=now.date(), at=now, **again)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"weekday": 7}, "weekday"),
        ({"begins_on": date(2027, 1, 1)}, "begins_on"),
    ],
)
def test_a_ritual_without_a_name_a_day_or_a_beginning_is_refused(crew, now, wrong, field):
    right = {
        "circle": crew.circle, "name": "N", "weekday": 0, "begins_at": time(9),
        "begins_on": now.date(), "by": crew.steward, "at": now,
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        operations.name_ritual(**right | wrong)
    assert refused.value.field == field


def test_it_is_due_at_the_hour_of_the_place_also_when_the_clocks_change(crew, ritual, now):
    [known] = queries.rituals()
    due = due_instants(known, zone=ROTTERDAM, until=now)
    assert due[0] == datetime(2026, 9, 6, 18, tzinfo=UTC)
    assert due[-1] == datetime(2026, 11, 15, 19, tzinfo=UTC)
    assert len(due) == 11


def test_how_it_is_kept_and_what_talk_it_brings_is_taken_without_who_came(crew, ritual, now):
    """Eleven weeks of silence, then every Sunday two answer each other three times."""
    start, rows = datetime(2026, 1, 5, tzinfo=UTC), []
    first, second = (str(one) for one in crew.members[:2])
    circle = str(crew.circle)
    rows.append(act(0, first, 60, circle=circle))
    for week in range(11):
        day = (datetime(2026, 9, 6, 20, 5, tzinfo=UTC) - start) / timedelta(days=1) + 7 * week
        for number in range(6):
            one, other = (first, second) if number % 2 else (second, first)
            rows.append(
                act(week * 6 + number + 1, one, day + number / 1440, target=other, circle=circle)
            )
    acts = addressed(frame(sorted(rows, key=lambda row: row.at)))
    [found] = beside_the_acts(acts=acts, at=now, seed=0)["rituals"]
    assert (found["times"], found["kept"]) == (11, 11)
    assert found["lift"] == 6.0
    assert first not in str(found)
    lines = circle_figures.lives(found)
    assert "Kept 11 of 11 times" in lines[0]
    assert "more often than on the same day before it began, by +6.0 acts" in lines[1]


def test_a_circle_is_asleep_living_or_bigger_than_it_is_meant_to_be(crew, as_member, now):
    ebb = bond.create_circle(
        name="Ebb", purpose="Rest.", by=crew.steward, at=now - timedelta(days=40)
    )
    bond.create_circle(name="Flow", purpose="New.", by=crew.steward, at=now - timedelta(days=1))
    taken = portrayed(list(crew.members), [crew.circle], now)
    states = {row[0]: row[1:3] for row in rows_of(now)}
    assert states["Tide"] == ("living", "13")
    assert states["Ebb"] == ("asleep", "1")
    assert states["Flow"] == ("new", "1")
    operations.say_circle_size(circle=crew.circle, people_max=8, by=crew.steward, at=now)
    assert {row[0]: row[1:3] for row in rows_of(now)}["Tide"] == (
        "bigger than meant", "13, meant for 8",
    )  # fmt: skip
    page = as_member(crew.steward).get("/desk/insight/").content.decode()
    assert "bigger than meant" in page
    assert "asleep" in page
    assert str(ebb) not in str(taken.data["circles"])


def rows_of(now):
    from cohive.bond.queries import circles

    return circle_figures.circles(queries.newest(90), circles(), queries.circle_sizes())


def test_the_page_takes_a_size_and_a_ritual_without_a_script(crew, as_member, now):
    browser = as_member(crew.steward)
    sent = browser.post(
        reverse("evolve:intentions-size"), {"circle": crew.circle, "people_max": "30"}
    )
    assert sent["Location"] == PAGE
    browser.post(reverse("evolve:intentions-ritual"), {
        "circle": crew.circle, "name": "The lantern hour", "weekday": "6", "begins_at": "20:00",
        "begins_on": (timezone.now() - timedelta(days=9)).date().isoformat(),
    })  # fmt: skip
    page = browser.get(PAGE).content.decode()
    assert 'value="30"' in page
    assert "The lantern hour" in page
    assert "Sunday, 20:00" in page
    [known] = queries.rituals()
    browser.post(reverse("evolve:intentions-ritual-end", args=[known.id]))
    assert "ended on" in browser.get(PAGE).content.decode()
    browser.post(reverse("evolve:intentions-size"), {"circle": crew.circle, "people_max": ""})
    assert queries.circle_sizes() == {}


def test_what_cannot_be_read_is_said_at_its_field_and_kept_as_written(crew, as_member):
    browser = as_member(crew.steward)
    answer = browser.post(
        reverse("evolve:intentions-size"), {"circle": crew.circle, "people_max": "many"}
    )
    assert answer.status_code == 422
    assert "Write a whole number of people" in answer.content.decode()
    assert 'value="many"' in answer.content.decode()
    answer = browser.post(
        reverse("evolve:intentions-ritual"),
        {"circle": crew.circle, "name": "Kept", "weekday": "6", "begins_at": "late"},
    )
    assert answer.status_code == 422
    assert "Write an hour" in answer.content.decode()
    assert 'value="Kept"' in answer.content.decode()


def test_strangers_and_members_are_refused(crew, ritual, as_member):
    assert Client().get(PAGE).status_code == 302
    member = as_member(crew.members[0])
    assert member.get(PAGE).status_code == 403
    for name, arguments in (
        ("intentions-size", []), ("intentions-ritual", []), ("intentions-ritual-end", [ritual]),
    ):  # fmt: skip
        assert member.post(reverse(f"evolve:{name}", args=arguments)).status_code == 403
