"""Posts over channels: planned, sent once, tried again, left to a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine

from cohive.bond import erasure
from cohive.bond import queries as bond
from cohive.bond.models import Notice
from cohive.bond.queries import stewards
from cohive.bridges.channels.channel import Account
from cohive.bridges.channels.fakes.mastodon import TOKEN, FakeMastodon
from cohive.bridges.channels.fakes.push_service import FakePushService
from cohive.bridges.channels.fakes.telegram import TOKEN as BOT
from cohive.bridges.channels.fakes.telegram import FakeTelegram
from cohive.bridges.channels.webpush import new_vapid_key
from cohive.bridges.payments.loopback import Reply, served
from cohive.journal.models import Act
from cohive.spread import channel_keys, jobs_channels, queries
from cohive.spread.models import Delivery, Link, PushSubscription
from cohive.spread.operations import channels, deliveries, posts, pushes
from cohive.spread.operations.posts import Picked
from cohive.spread.queries import channels as reading
from cohive.words.refusals import Refused
from tests.spread.conftest import Cast

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _keys_of_this_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_keys, "_folder", lambda: tmp_path)


@pytest.fixture
def mastodon() -> Iterator[tuple[FakeMastodon, str]]:
    network = FakeMastodon()
    with served(network) as base:
        yield network, base


@pytest.fixture
def telegram() -> Iterator[tuple[FakeTelegram, str]]:
    network = FakeTelegram()
    with served(network) as base:
        yield network, base


def connected(
    kind: str, keys: dict[str, str], *, by: UUID, at: datetime, language: str = ""
) -> UUID:
    return channels.connect_channel(
        kind=kind,
        name=kind.title(),
        language=language,
        account=Account(f"@{kind}", ""),
        keep=partial(channel_keys.keep, fields=keys),
        by=by,
        at=at,
    )


def planned(channel: UUID, *, by: UUID, at: datetime, **more: Any) -> UUID:
    given: dict[str, Any] = {
        "titles": {}, "texts": {"en": "The tide does nothing.", "zh-hans": "潮水停住。"},
        "picked": Picked(), "channels": [channel], "due_at": None, "by": by, "at": at,
    } | more  # fmt: skip
    return posts.plan_post(**given)


def only() -> Delivery:
    return Delivery.objects.get()


def sent_at(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return jobs_channels.send_due(at=at)


def test_a_post_goes_out_once_and_says_so(
    cast: Cast, mastodon: tuple[FakeMastodon, str], now: datetime
) -> None:
    network, base = mastodon
    channel = connected("mastodon", {"server": base, "token": TOKEN}, by=cast.kit, at=now)
    post = planned(channel, by=cast.kit, at=now, due_at=now + 10 * MINUTE)
    assert sent_at(now + 9 * MINUTE) == 0
    assert sent_at(now + 10 * MINUTE) == 1
    assert sent_at(now + 11 * MINUTE) == 0
    assert len(network.statuses) == 1
    assert network.statuses[0]["content"] == (
        "The tide does nothing.\n\n潮水停住。\n\nYou see this because you follow Night Ferry."
    )
    row = only()
    assert (row.state, row.remote_id, row.attempts) == ("sent", "1", 1)
    act = Act.objects.get(kind="spread.post.sent")
    assert (act.object_id, act.actor_id) == (post, cast.place)
    assert Act.objects.get(kind="spread.post.planned").actor_id == cast.kit


def test_a_channel_gets_its_own_language_and_the_line_about_rewards(
    cast: Cast, mastodon: tuple[FakeMastodon, str], now: datetime
) -> None:
    network, base = mastodon
    keys = {"server": base, "token": TOKEN}
    channel = connected("mastodon", keys, by=cast.kit, at=now, language="zh-hans")
    picked = Picked("circle", cast.circle, is_own_link=True)
    planned(channel, by=cast.kit, at=now, picked=picked)
    sent_at(now)
    text = network.statuses[0]["content"]
    assert "潮水停住" in text
    assert "The tide" not in text
    assert f"/l/{Link.objects.get(owner=cast.kit).code}" in text
    assert network.statuses[0]["language"] == "zh"
    assert len(text.split("\n\n")) == 4  # text, rewards, link, reason


def test_the_places_own_link_rewards_nobody(
    cast: Cast, mastodon: tuple[FakeMastodon, str], now: datetime
) -> None:
    network, base = mastodon
    channel = connected("mastodon", {"server": base, "token": TOKEN}, by=cast.kit, at=now)
    planned(channel, by=cast.kit, at=now, picked=Picked("circle", cast.circle))
    sent_at(now)
    link = Link.objects.get()
    assert link.owner_id == cast.place
    assert queries.rewarded_owner(link.id, cast.mei) is None
    assert "paid if you buy" not in network.statuses[0]["content"]


def test_a_pause_grows_and_never_ends_before_the_network_allows(
    cast: Cast, mastodon: tuple[FakeMastodon, str], now: datetime
) -> None:
    network, base = mastodon
    channel = connected("mastodon", {"server": base, "token": TOKEN}, by=cast.kit, at=now)
    planned(channel, by=cast.kit, at=now)
    network.faults = [Reply(503), Reply(429, headers={"retry-after": "600"})]
    sent_at(now)
    assert (only().state, only().next_try_at) == ("failed", now + MINUTE)
    sent_at(now + MINUTE)
    assert only().next_try_at == now + 11 * MINUTE
    assert sent_at(now + 10 * MINUTE) == 0
    sent_at(now + 11 * MINUTE)
    assert (only().state, only().attempts) == ("sent", 3)
    pauses = [deliveries.pause_after(number) for number in (1, 2, 3, 9, 40)]
    assert pauses[:3] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert pauses[3:] == [256 * MINUTE, timedelta(hours=6)]


def test_after_ten_attempts_it_is_given_up_and_a_person_may_ask_again(
    cast: Cast, mastodon: tuple[FakeMastodon, str], now: datetime
) -> None:
    network, base = mastodon
    channel = connected("mastodon", {"server": base, "token": TOKEN}, by=cast.kit, at=now)
    planned(channel, by=cast.kit, at=now)
    network.faults = [Reply(503)] * 10
    at = now
    for _ in range(10):
        sent_at(at)
        at += timedelta(hours=7)
    assert only().state == "given_up"
    told = Notice.objects.get(kind="spread.delivery")
    assert told.url == f"/desk/posts/{only().post_id}/"
    assert told.to_id in stewards()
    assert Act.objects.filter(kind="spread.post.given_up").count() == 1
    posts.try_again(delivery=only().id, by=cast.kit, at=at)
    sent_at(at)
    assert only().state == "sent"


def test_a_key_that_is_not_taken_breaks_the_channel(
    cast: Cast, mastodon: tuple[FakeMastodon, str], now: datetime
) -> None:
    _network, base = mastodon
    channel = connected("mastodon", {"server": base, "token": "old"}, by=cast.kit, at=now)
    planned(channel, by=cast.kit, at=now)
    sent_at(now)
    assert only().state == "given_up"
    assert "Connect it again" in only().fault
    assert reading.channels()[0].state == "broken"


def test_a_lost_answer_is_asked_again_only_while_the_network_knows_the_key(
    cast: Cast, mastodon: tuple[FakeMastodon, str], now: datetime
) -> None:
    network, base = mastodon
    channel = connected("mastodon", {"server": base, "token": TOKEN}, by=cast.kit, at=now)
    planned(channel, by=cast.kit, at=now)
    network.lose_answers = 1
    sent_at(now)
    assert only().state == "failed"
    sent_at(now + MINUTE)
    assert (only().state, len(network.statuses)) == ("sent", 1)

    Delivery.objects.update(state="failed", lost_at=now, next_try_at=now)
    network.forget_keys()
    assert sent_at(now + timedelta(hours=1)) == 0
    assert (only().state, len(network.statuses)) == ("uncertain", 1)


def test_where_no_key_is_kept_a_lost_answer_is_a_persons_to_judge(
    cast: Cast, telegram: tuple[FakeTelegram, str], now: datetime
) -> None:
    network, base = telegram
    keys = {"token": BOT, "chat": "@nightferry", "base": base}
    channel = connected("telegram", keys, by=cast.kit, at=now)
    planned(channel, by=cast.kit, at=now)
    network.lose_answers = 1
    sent_at(now)
    assert only().state == "uncertain"
    assert sent_at(now + timedelta(days=1)) == 0
    assert len(network.posts) == 1
    posts.say_it_is_there(delivery=only().id, by=cast.kit, at=now)
    assert only().state == "sent"
    with pytest.raises(Refused):
        posts.try_again(delivery=only().id, by=cast.kit, at=now)


def test_a_claim_that_never_came_back_is_uncertain_or_asked_again(
    cast: Cast,
    telegram: tuple[FakeTelegram, str],
    mastodon: tuple[FakeMastodon, str],
    now: datetime,
) -> None:
    keys = {"token": BOT, "chat": "@nightferry", "base": telegram[1]}
    first = connected("telegram", keys, by=cast.kit, at=now)
    second = connected("mastodon", {"server": mastodon[1], "token": TOKEN}, by=cast.kit, at=now)
    planned(first, by=cast.kit, at=now, channels=[first, second])
    for row in Delivery.objects.all():
        assert deliveries.claim_delivery(delivery=row.id, at=now) is not None
        assert deliveries.claim_delivery(delivery=row.id, at=now) is None
    assert deliveries.release_lost(at=now + 9 * MINUTE) == 0
    assert deliveries.release_lost(at=now + 11 * MINUTE) == 2
    states = dict(Delivery.objects.values_list("channel__kind", "state"))
    assert states == {"telegram": "uncertain", "mastodon": "failed"}


def test_what_is_too_long_for_one_channel_is_refused_before_anything_is_sent(
    cast: Cast, mastodon: tuple[FakeMastodon, str], now: datetime
) -> None:
    channel = connected("mastodon", {"server": mastodon[1], "token": TOKEN}, by=cast.kit, at=now)
    with pytest.raises(Refused, match="On Mastodon it is") as told:
        planned(channel, by=cast.kit, at=now, texts={"en": "x" * 500})
    assert told.value.field == "texts"
    wrongs: list[dict[str, Any]] = [
        {"texts": {"en": " "}},
        {"channels": []},
        {"due_at": now - timedelta(hours=1)},
    ]
    for wrong in wrongs:
        with pytest.raises(Refused):
            planned(channel, by=cast.kit, at=now, **wrong)
    assert not Delivery.objects.exists()


def test_a_post_that_is_called_off_stays_here(
    cast: Cast, mastodon: tuple[FakeMastodon, str], now: datetime
) -> None:
    network, base = mastodon
    channel = connected("mastodon", {"server": base, "token": TOKEN}, by=cast.kit, at=now)
    post = planned(channel, by=cast.kit, at=now)
    posts.cancel_post(post=post, by=cast.kit, at=now)
    assert sent_at(now) == 0
    assert network.statuses == []
    with pytest.raises(Refused):
        posts.cancel_post(post=post, by=cast.kit, at=now)


def test_letting_a_channel_go_forgets_its_keys_and_calls_off_what_waits(
    cast: Cast, mastodon: tuple[FakeMastodon, str], now: datetime
) -> None:
    channel = connected("mastodon", {"server": mastodon[1], "token": TOKEN}, by=cast.kit, at=now)
    assert channel_keys.keys_of(channel)["token"] == TOKEN
    planned(channel, by=cast.kit, at=now)
    channels.let_channel_go(
        channel=channel, forget=lambda: channel_keys.keep(channel, {}), by=cast.kit, at=now
    )
    assert channel_keys.keys_of(channel) == {}
    assert only().state == "cancelled"
    assert reading.channels() == []


def test_results_are_asked_an_hour_a_day_and_a_week_after(
    cast: Cast, mastodon: tuple[FakeMastodon, str], now: datetime
) -> None:
    network, base = mastodon
    channel = connected("mastodon", {"server": base, "token": TOKEN}, by=cast.kit, at=now)
    planned(channel, by=cast.kit, at=now)
    sent_at(now)
    network.statuses[0] |= {"favourites_count": 4, "reblogs_count": 2}
    jobs_channels.count_due(at=now + 59 * MINUTE)
    assert only().likes is None
    jobs_channels.count_due(at=now + 60 * MINUTE)
    row = only()
    assert (row.likes, row.boosts, row.replies) == (4, 2, 0)
    assert row.count_next_at == now + timedelta(days=1)
    jobs_channels.count_due(at=now + timedelta(days=8))
    assert only().count_next_at is None


def test_browsers_are_told_once_each_and_forgotten_when_they_leave(
    cast: Cast, now: datetime
) -> None:
    network = FakePushService()
    with served(network) as base:
        keys = {"private": new_vapid_key(), "loopback": "1"}
        channel = connected("webpush", keys, by=cast.kit, at=now, language="en")
        for name, member in (("one", cast.kit), ("two", cast.mei)):
            given = network.subscription(base, name)
            PushSubscription.objects.create(
                member_id=member, endpoint=given.endpoint, p256dh=given.p256dh,
                auth=given.auth, created_at=now,
            )  # fmt: skip
        network.gone.add("/push/two")
        planned(channel, by=cast.kit, at=now, titles={"en": "Slack Water"})
        sent_at(now)
        sent_at(now + timedelta(hours=1))
    assert [each["title"] for each in network.shown.values()] == ["Slack Water"]
    assert len([path for _method, path in network.asked if path == "/push/one"]) == 1
    assert PushSubscription.objects.get().member_id == cast.kit
    assert only().state == "sent"
    assert bond.everything_of(cast.kit)["browsers_told"][0]["endpoint"].endswith("/push/one")
    erasure.erase(agent=cast.kit, at=now)
    assert not PushSubscription.objects.exists()


def test_a_browser_with_no_keys_or_an_address_inside_is_refused(cast: Cast, now: datetime) -> None:
    given = FakePushService().subscription("http://127.0.0.1:8000")
    with pytest.raises(Refused):
        pushes.subscribe(subscription=given, language="en", by=cast.kit, at=now)
    assert not PushSubscription.objects.exists()
