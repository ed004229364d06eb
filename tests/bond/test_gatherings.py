"""Gatherings: planned, come to, changed, called off; who comes is told, and told once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from cohive.bond import operations, queries
from cohive.bond.models import Attendance, Gathering, Notice
from cohive.bond.operations import GatheringTerms
from cohive.bond.queries import everything_of
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.bond.conftest import Cast, signed_in

pytestmark = pytest.mark.django_db


def evening(now: datetime, **changes: object) -> GatheringTerms:
    """An evening in a week, for as many as wanted."""
    terms = {
        "title": "Printing evening",
        "starts_at": now + timedelta(days=7),
        "ends_at": now + timedelta(days=7, hours=3),
        "where": "Rotterdam, the studio",
        "how_to_come": "Second door, code 4411",
        **changes,
    }
    return GatheringTerms(**terms)  # type: ignore[arg-type]


def plan(cast: Cast, circle: UUID, now: datetime, **changes: object) -> UUID:
    return operations.plan_gathering(
        terms=evening(now, **changes), circle=circle, by=cast.mei, at=now
    )


def told(member: UUID) -> list[str]:
    rows = Notice.objects.filter(to=member, kind__startswith="gathering.").order_by("id")
    return list(rows.values_list("kind", flat=True))


def test_members_of_the_circle_are_told_once_and_the_form_sent_twice_makes_one(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    made = plan(cast, circle, now)
    assert plan(cast, circle, now) == made
    assert told(cast.noor) == told(cast.sana) == ["gathering.planned"]
    assert told(cast.mei) == []
    view = queries.gathering(made)
    assert view is not None
    assert (view.circle, view.coming, view.state) == (circle, 0, "planned")


def test_first_come_when_places_are_few_and_a_place_is_free_again(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    made = plan(cast, circle, now, places=1)
    operations.say_coming(gathering=made, by=cast.noor, at=now)
    operations.say_coming(gathering=made, by=cast.noor, at=now)
    with pytest.raises(Refused, match="All places are taken"):
        operations.say_coming(gathering=made, by=cast.sana, at=now)
    operations.say_not_coming(gathering=made, by=cast.noor, at=now)
    operations.say_not_coming(gathering=made, by=cast.noor, at=now)
    operations.say_coming(gathering=made, by=cast.sana, at=now)
    assert queries.coming_to(made) == [cast.sana]
    kinds = Act.objects.filter(object_id=made).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [
        "bond.gathering.planned",
        "bond.gathering.coming",
        "bond.gathering.not_coming",
        "bond.gathering.coming",
    ]


def test_only_who_belongs_plans_and_comes(cast: Cast, circle: UUID, now: datetime) -> None:
    operations.leave_circle(circle=circle, by=cast.sana, at=now)
    with pytest.raises(Refused, match="Join this circle"):
        operations.plan_gathering(terms=evening(now), circle=circle, by=cast.sana, at=now)
    made = plan(cast, circle, now)
    with pytest.raises(Refused, match="Join this circle"):
        operations.say_coming(gathering=made, by=cast.sana, at=now)
    with pytest.raises(Forbidden):
        operations.plan_gathering(terms=evening(now), by=cast.noor, at=now)
    with pytest.raises(Forbidden):
        operations.call_off_gathering(gathering=made, why="No.", by=cast.noor, at=now)
    with pytest.raises(Missing):
        operations.say_coming(gathering=circle, by=cast.noor, at=now)


def test_who_comes_is_told_of_another_hour_and_of_the_end_but_not_of_other_words(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    made = plan(cast, circle, now)
    operations.say_coming(gathering=made, by=cast.noor, at=now)

    def change(**changes: object) -> None:
        operations.change_gathering(
            gathering=made, terms=evening(now, **changes), by=cast.mei, at=now
        )

    change(text="Bring ink.")
    assert told(cast.noor) == ["gathering.planned"]
    change(text="Bring ink.", where="Rotterdam, the boat")
    assert told(cast.noor) == ["gathering.planned", "gathering.changed"]
    with pytest.raises(Refused, match="Say why"):
        operations.call_off_gathering(gathering=made, why=" ", by=cast.mei, at=now)
    operations.call_off_gathering(gathering=made, why="The boat leaks.", by=cast.mei, at=now)
    assert told(cast.noor)[-1] == "gathering.called_off"
    assert told(cast.sana) == ["gathering.planned"]
    with pytest.raises(Refused, match="called off"):
        operations.say_coming(gathering=made, by=cast.sana, at=now)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"where": ""}, "where"),
        ({"starts_at": datetime(2020, 1, 1, tzinfo=UTC)}, "starts_at"),
        ({"starts_at": datetime(2036, 1, 1, tzinfo=UTC)}, "starts_at"),
        ({"ends_at": datetime(2020, 1, 1, tzinfo=UTC)}, "ends_at"),
        ({"ends_at": datetime(2027, 1, 1, tzinfo=UTC)}, "ends_at"),
        ({"places": 0}, "places"),
        ({"text": "x" * 2_001}, "text"),
        ({"how_to_come": "x" * 501}, "how_to_come"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    cast: Cast, circle: UUID, now: datetime, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        plan(cast, circle, now, **changes)
    assert refusal.value.field == field
    assert not Gathering.objects.exists()


def test_the_database_refuses_an_end_before_the_start(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    made = plan(cast, circle, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Gathering.objects.filter(id=made).update(ends_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Gathering.objects.filter(id=made).update(state="called_off")


def test_fewer_places_than_people_are_refused(cast: Cast, circle: UUID, now: datetime) -> None:
    made = plan(cast, circle, now)
    operations.say_coming(gathering=made, by=cast.noor, at=now)
    operations.say_coming(gathering=made, by=cast.sana, at=now)
    with pytest.raises(Refused, match="2 people"):
        operations.change_gathering(
            gathering=made, terms=evening(now, places=1), by=cast.mei, at=now
        )


def test_a_day_ahead_each_is_reminded_once(
    cast: Cast, circle: UUID, now: datetime, hear: Callable[[datetime], int]
) -> None:
    made = plan(cast, circle, now)
    operations.say_coming(gathering=made, by=cast.noor, at=now)
    hear(now + timedelta(days=5))
    assert told(cast.noor) == ["gathering.planned"]
    hear(now + timedelta(days=6, hours=1))
    hear(now + timedelta(days=6, hours=5))
    assert told(cast.noor) == ["gathering.planned", "gathering.soon"]


def test_how_to_get_in_is_for_who_comes(
    cast: Cast, circle: UUID, now: datetime, client: Client
) -> None:
    made = plan(cast, circle, timezone.now())
    page = f"/gatherings/{made}/"
    assert "4411" not in client.get(page).content.decode()
    noor = signed_in(cast.noor)
    assert "4411" not in noor.get(page).content.decode()
    assert noor.post(f"{page}come/").status_code == 302
    body = noor.get(page).content.decode()
    assert "4411" in body
    assert "Rotterdam, the studio" in body
    assert "4411" not in client.get(f"{page}file/").content.decode()


def test_the_file_opens_in_a_calendar_and_takes_it_off_again(
    cast: Cast, circle: UUID, client: Client
) -> None:
    at = timezone.now()
    made = plan(cast, circle, at, title="Ink; and, “white”", text="First line.\nSecond line.")
    page = f"/gatherings/{made}/file/"
    event = Calendar.from_ical(client.get(page).content).walk("VEVENT")[0]
    assert str(event["summary"]) == "Ink; and, “white”"
    assert str(event["description"]) == "First line.\nSecond line."
    assert event.decoded("dtstart") == at.replace(microsecond=0) + timedelta(days=7)
    operations.call_off_gathering(gathering=made, why="Rain.", by=cast.mei, at=at)
    again = Calendar.from_ical(client.get(page).content).walk("VEVENT")[0]
    assert str(again["status"]) == "CANCELLED"
    assert again["uid"] == event["uid"]
    assert int(str(again["sequence"])) > int(str(event["sequence"]))


def test_leaving_takes_attendance_and_the_takeout_names_it(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    made = plan(cast, circle, now)
    operations.say_coming(gathering=made, by=cast.noor, at=now)
    everything = everything_of(cast.noor)
    assert everything["gatherings_come_to"][0]["gathering__title"] == "Printing evening"
    assert everything_of(cast.mei)["gatherings_planned"][0]["id"] == made
    operations.delete_account(by=cast.noor, at=now)
    assert not Attendance.objects.exists()


def test_planned_on_the_circles_page_and_passed_on(cast: Cast, circle: UUID) -> None:
    mei = signed_in(cast.mei)
    start = timezone.now() + timedelta(days=3)
    sent = {
        "title": "Printing evening",
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (start + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "where": "On the boat",
    }
    view = queries.circle(circle)
    assert view is not None
    refused = mei.post(f"{view.url}plan-gathering/", {**sent, "ends_at": ""})
    assert refused.status_code == 422
    assert "Write the day and hour" in refused.content.decode()
    answer = mei.post(f"{view.url}plan-gathering/", sent)
    assert answer.status_code == 302, answer.content.decode()
    assert "Printing evening" in mei.get(view.url).content.decode()
    page = mei.get(answer["Location"]).content.decode()
    assert "I come" in page
    assert "/gatherings/" in mei.get("/gatherings/").content.decode()


def test_a_page_of_many_goes_on_where_it_ended(cast: Cast, circle: UUID, now: datetime) -> None:
    for number in range(25):
        plan(cast, circle, now, title=f"Evening {number}")
    first, cursor = queries.gatherings_ahead(now=now)
    rest, end = queries.gatherings_ahead(now=now, cursor=cursor)
    assert len(first) == 20
    assert len(rest) == 5
    assert end == ""
    assert len({view.id for view in first + rest}) == 25
    assert queries.gatherings_ahead(now=now + timedelta(days=8))[0] == []
