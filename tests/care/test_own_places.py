"""Listening to places of our own: only what everybody reads, no names, gone there means gone here.

And alarms of weeks, and letting one pass.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond.queries import circle_by_slug, said
from cohive.care import hearing, operations, own_places, queries, urls_listening
from cohive.care.models import Alarm, Mention
from cohive.journal.models import Act
from cohive.spread import moments
from cohive.spread.models import Channel
from cohive.spread.queries import RemoteReplyView
from cohive.trade.queries import ReviewText
from tests.care.test_listening import feed, post, rung, signed_in, steward
from tests.spread.test_campaigns import channel

__all__ = ["feed", "signed_in", "steward"]
pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def kit(steward: UUID, now: datetime) -> UUID:
    operations.listen_for(label="Night Ferry", words="Night Ferry", by=steward, at=now - 60 * DAY)
    found: UUID = bond.join(
        email="kit@example.org", name="Kit", at=now - 30 * DAY, is_verified=True
    )
    circle = circle_by_slug("making")
    assert circle is not None
    bond.join_circle(circle=circle.agent, by=found, at=now - 30 * DAY)
    return found


def talk(kit: UUID, text: str, at: datetime) -> UUID:
    circle = circle_by_slug("making")
    assert circle is not None
    made: UUID = bond.start_thread(
        circle=circle.agent, title="Of boats", text=text, lang="en", by=kit, at=at
    )
    return made


def listened(kind: str, *, by: UUID, at: datetime) -> UUID:
    return operations.listen_at(kind=kind, address=kind, name=kind, by=by, at=at)


def test_talk_that_names_the_place_is_heard_without_its_author(
    kit: UUID, steward: UUID, now: datetime
) -> None:
    listened("talk", by=steward, at=now)
    talk(kit, "I love the new Night Ferry shirt, it is gorgeous.", now - HOUR)
    talk(kit, "Who has a needle?", now - HOUR)
    assert hearing.ask_sources(at=now) == 1
    (found,) = queries.mentions()
    assert (found.author, found.source, found.mood) == ("", "talk", "warm")
    assert found.url.startswith("http://localhost:8000/")
    assert hearing.ask_sources(at=now + 2 * HOUR) == 0  # heard once


def test_what_is_withdrawn_there_is_erased_here(kit: UUID, steward: UUID, now: datetime) -> None:
    listened("talk", by=steward, at=now)
    thread = talk(kit, "The Night Ferry shirt tore at once.", now - HOUR)
    hearing.ask_sources(at=now)
    bond.withdraw_post(post=thread, by=kit, at=now + HOUR)
    hearing.ask_sources(at=now + 2 * HOUR)
    assert queries.mentions() == ()
    row = Mention.objects.get()
    assert (row.text, row.url, row.watches.count()) == ("", "", 0)


def test_what_is_changed_there_is_heard_anew(kit: UUID, steward: UUID, now: datetime) -> None:
    listened("talk", by=steward, at=now)
    thread = talk(kit, "The Night Ferry shirt tore at once.", now - HOUR)
    hearing.ask_sources(at=now)
    bond.edit_post(post=thread, text="Night Ferry mended it, thanks!", by=kit, at=now + HOUR)
    hearing.ask_sources(at=now + 2 * HOUR)
    (found,) = queries.mentions()
    assert found.text == "Night Ferry mended it, thanks!"


def test_a_review_and_an_answer_are_of_us_though_they_do_not_name_us(
    kit: UUID, steward: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = ReviewText(uuid4(), uuid4(), "Soft and warm, I love it.", "en", now - HOUR)
    reply = RemoteReplyView(
        id=uuid4(), author_handle="@far@sea.example", author_name="Far", author_url="",
        text="Lovely picture!", language="en", url="https://sea.example/1", at=now - HOUR,
        changed_at=None, is_public=True, is_erased=False, to=kit, post=None, parent=None,
    )  # fmt: skip
    monkeypatch.setattr(own_places, "review_texts", lambda **_named: [review])
    monkeypatch.setattr(own_places, "public_replies", lambda **_named: [reply])
    listened("reviews", by=steward, at=now)
    listened("replies", by=steward, at=now)
    assert hearing.ask_sources(at=now) == 2
    found = {one.source: one for one in queries.mentions()}
    assert found["reviews"].author == ""
    assert found["replies"].author == "@far@sea.example"
    assert f"/reviews/of/{review.product}/" in found["reviews"].url
    monkeypatch.setattr(own_places, "review_texts", lambda **_named: [])
    hearing.ask_sources(at=now + 2 * HOUR)
    assert {one.source for one in queries.mentions()} == {"replies"}


def test_the_firms_own_news_is_no_voice(kit: UUID, steward: UUID, now: datetime) -> None:
    circle = circle_by_slug("making")
    assert circle is not None
    bond.start_thread(
        circle=circle.agent,
        title="News",
        text="Night Ferry sells.",
        by=steward,
        at=now,
        is_news=True,
    )
    thread = talk(kit, "Night Ferry sails.", now)
    assert [one.id for one in said(since=now - DAY)] == [thread]
    assert said(ids=[kit]) == []


def test_a_place_of_ours_is_listened_to_by_one_button(
    signed_in: Client, kit: UUID, now: datetime
) -> None:
    page = signed_in.get("/desk/listening/what/").content.decode()
    assert "Talk in our circles" in page
    assert "Messages, notices and the inbox are never read." in page
    assert signed_in.post("/desk/listening/at/", {"kind": "talk"}).status_code == 302
    assert signed_in.post("/desk/listening/at/", {"kind": "talk"}).status_code == 422
    talk(kit, "Night Ferry again.", now - HOUR)
    hearing.ask_sources(at=now)
    assert "Talk in our circles" in signed_in.get("/desk/listening/").content.decode()
    assert signed_in.post("/desk/listening/at/", {"kind": "inbox"}).status_code == 422


def grown(feed: UUID, now: datetime, seen: int) -> int:
    """Eight weeks with three posts each, then a week with some more each day, none of it a jump."""
    monday = now - timedelta(days=now.weekday())
    for week in range(1, 9):
        for day in (0, 2, 4):
            at = monday - timedelta(weeks=week) + day * DAY
            words = f"{'abcdefgh'[week - 1] * 9}{'xyzuv'[day] * 9} Night Ferry"
            operations.take_in(source=feed, posts=[post(words, at)], at=at)
    sunday = monday + 6 * DAY
    rang = 0
    for number in range(seen):
        at = monday + number % 7 * DAY
        words = f"{'klmnopqrst'[number % 10] * 12}{'ABCDEFG'[number // 10] * 12} Night Ferry"
        operations.take_in(source=feed, posts=[post(words, at)], at=at)
    rang += operations.ring(at=sunday)
    return rang


def test_a_week_rings_that_no_day_rings_for(feed: UUID, now: datetime) -> None:
    assert grown(feed, now, 14) == 1
    assert operations.ring(at=now) == 0
    alarm = Alarm.objects.get()
    assert (alarm.span, alarm.seen, alarm.day.weekday()) == ("week", 14, 0)
    (shown,) = moments.alarms()
    assert shown.title == "Night Ferry: 14 posts this week"
    assert shown.usual.startswith("In an ordinary week it is")
    assert len(shown.quotes) == 3


def test_an_ordinary_week_does_not_ring(feed: UUID, now: datetime) -> None:
    assert grown(feed, now, 4) == 0


def test_a_day_that_rang_does_not_ring_again_for_its_week(feed: UUID, now: datetime) -> None:
    assert rung(feed, now, 9) == 1
    assert Alarm.objects.get().span == "day"


def test_not_this_time_closes_it_and_says_nothing_of_right_or_wrong(
    feed: UUID, signed_in: Client, now: datetime
) -> None:
    rung(feed, now, 9)
    (shown,) = moments.alarms()
    assert "Not this time" in signed_in.get("/desk/campaigns/").content.decode()
    answer = signed_in.post(shown.pass_url)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/campaigns/")
    assert queries.open_alarms() == ()
    assert queries.precision() == (0, 0)
    assert Act.objects.filter(kind="care.alarm.passed").count() == 1
    campaign = uuid4()
    answer = signed_in.post(shown.pass_url, {"campaign": str(campaign)})
    assert answer["Location"] == f"/desk/campaigns/{campaign}/"
    assert Act.objects.filter(kind="care.alarm.passed").count() == 1  # twice changes nothing


def test_an_alarm_that_was_answered_with_a_post_asks_no_more_and_can_be_put_right(
    feed: UUID, signed_in: Client, steward: UUID, now: datetime
) -> None:
    rung(feed, now, 9)
    (shown,) = moments.alarms()
    way = f"/desk/posts/new/?language=en&alarm={shown.id}"
    channel("mastodon", by=steward, at=now)
    assert way.replace("&", "&amp;") in signed_in.get("/desk/campaigns/").content.decode()
    assert f'name="alarm" value="{shown.id}"' in signed_in.get(way).content.decode()
    given = {
        "channels": [str(Channel.objects.get().id)], "text_en": "Snow, and we sail.",
        "text_zh-hans": "", "thing": "", "link": "place", "do": "send", "alarm": str(shown.id),
    }  # fmt: skip
    refused = signed_in.post("/desk/posts/new/", {**given, "text_en": ""})
    assert refused.status_code == 422
    assert len(queries.open_alarms()) == 1  # nothing was written yet
    assert signed_in.post("/desk/posts/new/", given).status_code == 302
    assert moments.alarms() == []
    assert queries.precision() == (1, 1)
    assert Act.objects.filter(kind="care.alarm.answered").count() == 1
    moments.answer_alarm(shown.id, by=steward, at=now)  # a second line to it changes nothing
    moments.answer_alarm(uuid4(), by=steward, at=now)
    assert Act.objects.filter(kind="care.alarm.answered").count() == 1
    page = signed_in.get("/desk/listening/").content.decode()
    assert "Worth hearing: 1 of 1 alarm (" in page
    assert "It was nothing: Night Ferry" in page
    signed_in.post(f"/desk/listening/alarms/{shown.id}/judge/", {"was_right": "no"})
    assert queries.precision() == (0, 1)
    page = signed_in.get("/desk/listening/").content.decode()
    assert "Worth hearing: 0 of 1 alarm (" in page


def test_nobody_else_lets_an_alarm_pass(feed: UUID, client: Client, now: datetime) -> None:
    rung(feed, now, 9)
    (shown,) = moments.alarms()
    assert client.post(shown.pass_url).status_code == 302
    assert len(queries.open_alarms()) == 1
    assert any(one.name == "alarm-pass" for one in urls_listening.urlpatterns)


def test_own_places_cost_the_same_however_much_is_said(
    kit: UUID, steward: UUID, now: datetime, django_assert_num_queries: object
) -> None:
    source = listened("talk", by=steward, at=now)
    for number in range(6):
        talk(kit, f"{'abcdef'[number] * 20} Night Ferry", now - HOUR)
    own_places.listen_to("talk", source=source, heard_at=None, at=now)
    # what is kept, its keys, what still stands, what is new; savepoints of erasing and taking in,
    # the source, the words, what is known, what came before: nothing new is written
    with django_assert_num_queries(12):  # type: ignore[operator]
        own_places.listen_to("talk", source=source, heard_at=now, at=now + HOUR)
