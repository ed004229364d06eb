"""Campaigns: a goal, posts with a link for each channel, dates, alarms, results with ranges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond.queries import stewards
from cohive.bridges.channels.channel import Account
from cohive.journal.models import Act
from cohive.spread import campaign_answers, channel_keys, moments, operations
from cohive.spread.models import Campaign, Channel, Delivery, Link, NotedMoment, Post
from cohive.spread.operations import campaigns, channels, posts
from cohive.spread.operations.campaigns import CampaignTerms
from cohive.spread.operations.deliveries import message_of_delivery
from cohive.spread.operations.posts import Picked
from cohive.spread.queries import campaigns as reading
from cohive.spread.queries.campaign_results import results_of
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused
from tests.spread.conftest import Cast, user_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _keys_of_this_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_keys, "_folder", lambda: tmp_path)


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other rooms register is theirs to test."""
    monkeypatch.setattr(campaign_answers, "_counters", {})
    monkeypatch.setattr(campaign_answers, "_vouchers", {})
    monkeypatch.setattr(moments, "_alarms", {})


def terms(cast: Cast, now: datetime, **more: Any) -> CampaignTerms:
    given = CampaignTerms(
        title="Slack Water comes out", purpose="So that the second pressing pays for itself.",
        goal_kind="orders", goal_count=60, starts_at=now - DAY, ends_at=now + 20 * DAY,
        target_kind="circle", target=cast.circle, kept_by=stewards()[0], hashtag="#slackwater",
    )  # fmt: skip
    return replace(given, **more)


def opened(cast: Cast, now: datetime, **more: Any) -> UUID:
    return campaigns.open_campaign(terms=terms(cast, now, **more), by=stewards()[0], at=now)


def channel(kind: str, *, by: UUID, at: datetime) -> UUID:
    return channels.connect_channel(
        kind=kind, name=kind.title(), language="", account=Account(f"@{kind}", ""),
        keep=partial(channel_keys.keep, fields={"token": "t"}), by=by, at=at,
    )  # fmt: skip


def written(cast: Cast, campaign: UUID | None, over: list[UUID], *, at: datetime) -> Post:
    made = posts.plan_post(
        titles={}, texts={"en": "The tide does nothing."}, picked=Picked("circle", cast.circle),
        channels=over, due_at=None, campaign=campaign, by=cast.kit, at=at,
    )  # fmt: skip
    return Post.objects.get(id=made)


def test_a_campaign_stands_with_its_goal_and_its_act(cast: Cast, now: datetime) -> None:
    made = opened(cast, now)
    row = Campaign.objects.get(id=made)
    assert (row.hashtag, row.goal_count, row.state) == ("slackwater", 60, "open")
    act = Act.objects.get(kind="spread.campaign.opened")
    assert (act.object_id, act.actor_id) == (made, stewards()[0])
    assert "Slack" not in str(act.payload)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"purpose": ""}, "purpose"),
        ({"goal_kind": "love"}, "goal_kind"),
        ({"goal_count": 0}, "goal_count"),
        ({"hashtag": "two words"}, "hashtag"),
        ({"hashtag": "2026"}, "hashtag"),
        ({"voucher_code": "x" * 33}, "voucher_code"),
        ({"target": uuid4()}, "thing"),
        ({"kept_by": uuid4()}, "kept_by"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, now: datetime, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        opened(cast, now, **more)
    assert refusal.value.field == field
    assert not Campaign.objects.exists()


def test_a_campaign_ends_after_it_begins_and_not_in_the_past(cast: Cast, now: datetime) -> None:
    for more in ({"ends_at": now - 2 * DAY}, {"starts_at": now - 9 * DAY, "ends_at": now - DAY}):
        with pytest.raises(Refused) as refusal:
            opened(cast, now, **more)
        assert refusal.value.field == "ends_at"
    row = Campaign.objects.get(id=opened(cast, now))
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(id=row.id).update(ends_at=row.starts_at)


def test_a_closed_campaign_takes_no_change_and_no_post(cast: Cast, now: datetime) -> None:
    made = opened(cast, now)
    over = channel("mastodon", by=cast.kit, at=now)
    campaigns.change_campaign(
        campaign=made, terms=terms(cast, now, goal_count=80), by=cast.kit, at=now
    )
    assert Campaign.objects.get().goal_count == 80
    campaigns.close_campaign(campaign=made, by=cast.kit, at=now)
    assert Campaign.objects.get().closed_at == now
    for refused in (
        lambda: campaigns.close_campaign(campaign=made, by=cast.kit, at=now),
        lambda: campaigns.change_campaign(
            campaign=made, terms=terms(cast, now), by=cast.kit, at=now
        ),
        lambda: written(cast, made, [over], at=now),
    ):
        with pytest.raises(Refused):
            refused()
    kinds = list(Act.objects.filter(object_id=made).order_by("id").values_list("kind", flat=True))
    assert kinds == [f"spread.campaign.{each}" for each in ("opened", "changed", "closed")]


def test_each_channel_of_a_campaign_has_a_link_of_its_own(cast: Cast, now: datetime) -> None:
    made = opened(cast, now)
    over = [channel(kind, by=cast.kit, at=now) for kind in ("mastodon", "telegram")]
    post = written(cast, made, over, at=now)
    sent = list(Delivery.objects.filter(post=post).select_related("link"))
    codes = {each.link.code for each in sent if each.link}
    assert len(codes) == 2
    for each in sent:
        assert each.link is not None
        assert each.link.channel_id == each.channel_id
        assert message_of_delivery(each.id).link.endswith(f"/l/{each.link.code}")
    again = written(cast, made, over, at=now)
    assert {each.link_id for each in Delivery.objects.filter(post=again)} == {
        each.link_id for each in sent
    }
    plain = written(cast, None, over, at=now)
    assert {each.link_id for each in Delivery.objects.filter(post=plain)} == {None}
    mine = operations.make_link(target_kind="circle", target=cast.circle, by=cast.place, at=now)
    assert mine.code not in codes


def test_what_came_is_told_by_channel_with_its_range(cast: Cast, now: datetime) -> None:
    """40 visitors and 6 orders over one channel, 40 and none over the other.

    6 of 40 by Wilson: 7.1 to 29.1 of 100; 0 of 40: 0 to 8.8. The ranges touch, so they cannot be
    told apart. The six orders by the score interval for counts: 2.7 to 13.1.
    """
    made = opened(cast, now)
    over = [channel(kind, by=cast.kit, at=now) for kind in ("mastodon", "telegram")]
    post = written(cast, made, over, at=now)
    Delivery.objects.filter(channel=over[0]).update(
        state="sent", sent_at=now, likes=5, boosts=2, replies=1
    )
    by_channel = {each.channel_id: each.link_id for each in Delivery.objects.filter(post=post)}
    for link in by_channel.values():
        assert link is not None
        for _ in range(40):
            operations.record_visit(link=link, is_first=True, at=now)
    first = by_channel[over[0]]
    assert first is not None
    for _ in range(6):
        sale(first, cast.mei, now)
    mine = operations.make_link(target_kind="circle", target=cast.circle, by=cast.kit, at=now)
    operations.record_visit(link=mine.id, is_first=True, at=now)
    operations.record_visit(link=mine.id, is_first=True, at=now - 9 * DAY)  # before it began
    sale(mine.id, cast.kit, now)  # her own: it does not count
    found = reading.campaign(made)
    assert found is not None
    rows = {(each.way, each.name): each for each in results_of(found).channels}
    best = rows["channel", "Mastodon"]
    assert (best.visitors, best.orders, best.likes, best.boosts, best.replies) == (40, 6, 5, 2, 1)
    assert best.rate is not None
    assert (round(best.rate.low, 3), round(best.rate.high, 3)) == (0.071, 0.291)
    assert (round(best.order_range.low, 1), round(best.order_range.high, 1)) == (2.7, 13.1)
    assert (rows["channel", "Telegram"].orders, rows["channel", "Telegram"].likes) == (0, None)
    assert (rows["members", ""].visitors, rows["members", ""].orders) == (1, 0)
    assert rows["place", ""].rate is None
    assert not results_of(found).are_told_apart


def sale(link: UUID, buyer: UUID, at: datetime) -> None:
    operations.record_conversion(
        link=link, order=uuid4(), buyer=buyer, amount=Money(1000, "EUR"), at=at, by=buyer
    )


def test_channels_are_told_apart_once_their_ranges_do_not_meet(cast: Cast, now: datetime) -> None:
    made = opened(cast, now)
    over = [channel(kind, by=cast.kit, at=now) for kind in ("mastodon", "telegram")]
    post = written(cast, made, over, at=now)
    for number, each in enumerate(Delivery.objects.filter(post=post).order_by("channel_id")):
        assert each.link_id is not None
        for _ in range(100):
            operations.record_visit(link=each.link_id, is_first=True, at=now)
        for _ in range(0 if number else 20):
            sale(each.link_id, cast.mei, now)
    found = reading.campaign(made)
    assert found is not None
    assert results_of(found).are_told_apart
    assert [each.name for each in results_of(found).leaders] == ["Mastodon"]


def test_the_goal_counts_what_came_by_links_until_a_later_room_knows_better(
    cast: Cast, now: datetime
) -> None:
    found = reading.campaign(opened(cast, now))
    assert found is not None
    link = operations.make_link(target_kind="circle", target=cast.circle, by=cast.kit, at=now)
    sale(link.id, cast.mei, now)
    sale(link.id, cast.mei, now + 30 * DAY)  # after it ended
    progress = reading.progress_of(found)
    assert (progress.count, progress.by_links, progress.part) == (1, True, 1)
    operations.record_visit(link=link.id, is_first=True, at=now)
    assert reading.progress_of(replace(found, goal_kind="visits")).count == 1
    assert reading.progress_of(replace(found, goal_kind="joins")).count == 0
    campaign_answers.count_by("orders", lambda wanted: 31 if wanted.target == cast.circle else None)
    progress = reading.progress_of(found)
    assert (progress.count, progress.by_links) == (31, False)


def test_dates_are_noted_and_taken_off(cast: Cast, now: datetime) -> None:
    made = campaigns.note_moment(title=" Draw ", starts_at=now + DAY, by=cast.kit, at=now)
    assert Act.objects.filter(kind="spread.moment.noted", object_id=made).exists()
    found = moments.between(now, now + 2 * DAY)
    assert [(each.title, each.kind) for each in found] == [("Draw", "noted")]
    campaigns.take_moment_off(moment=made, by=cast.kit, at=now)
    assert not NotedMoment.objects.exists()
    assert Act.objects.filter(kind="spread.moment.taken_off", object_id=made).exists()
    with pytest.raises(Missing):
        campaigns.take_moment_off(moment=made, by=cast.kit, at=now)
    with pytest.raises(Refused):
        campaigns.note_moment(title=" ", starts_at=now, by=cast.kit, at=now)


def test_what_was_noted_for_a_campaign_ends_with_it(cast: Cast, now: datetime) -> None:
    closed, runs = opened(cast, now), opened(cast, now)
    for title, campaign, days in (
        ("Draw", closed, 2), ("Began", closed, -1), ("Reading", runs, 3), ("Fair", None, 4),
    ):  # fmt: skip
        campaigns.note_moment(
            title=title, starts_at=now + days * DAY, campaign=campaign, by=cast.kit, at=now
        )
    within = partial(moments.between, now - 2 * DAY, now + 30 * DAY)
    assert [each.title for each in within() if each.kind == "noted"] == [
        "Began", "Draw", "Reading", "Fair",
    ]  # fmt: skip
    campaigns.close_campaign(campaign=closed, by=cast.kit, at=now)
    shown = within()
    assert [each.title for each in shown if each.kind == "noted"] == ["Began", "Reading", "Fair"]
    assert len([each for each in shown if each.kind == "end"]) == 1
    with pytest.raises(Refused):
        campaigns.note_moment(
            title="Late", starts_at=now + DAY, campaign=closed, by=cast.kit, at=now
        )


# ---------- pages ----------


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    client.force_login(user_of("steward"))
    return client


FOG = moments.Alarm(
    uuid4(), "Fog: 14 posts since 05:00", "On an ordinary Sunday it is 1 to 2.", "zh",
    (("雾笼罩着马斯河。", "zh"),), "/desk/listening/",
)  # fmt: skip


def test_strangers_and_members_are_refused_the_desk(
    cast: Cast, client: Client, now: datetime
) -> None:
    made = opened(cast, now)
    paths = [
        "/desk/campaigns/", "/desk/campaigns/new/", "/desk/campaigns/moments/",
        f"/desk/campaigns/{made}/", f"/desk/campaigns/{made}/change/",
    ]  # fmt: skip
    for path in paths:
        assert client.get(path).status_code == 302
    assert client.get("/campaigns/").status_code == 302
    assert client.get(f"/campaigns/{made}/").status_code == 302
    client.force_login(user_of("kit"))
    for path in paths:
        assert client.get(path).status_code == 403
    for path in (f"/desk/campaigns/{made}/close/", f"/desk/campaigns/moments/{made}/take-off/"):
        assert client.post(path).status_code == 403
    assert Campaign.objects.get().state == "open"


def test_a_steward_opens_a_campaign_from_the_page(desk: Client, cast: Cast, now: datetime) -> None:
    page = desk.get("/desk/campaigns/").content.decode()
    assert "No campaign yet" in page
    given = {
        "title": "Slack Water", "thing": f"circle:{cast.circle}", "purpose": "A second pressing.",
        "goal_count": "60", "goal_kind": "pre_orders", "starts_at": "2030-11-01T09:00",
        "ends_at": "2030-10-01T09:00", "hashtag": "#平潮", "voucher_code": "",
        "kept_by": str(stewards()[0]),
    }  # fmt: skip
    answer = desk.post("/desk/campaigns/new/", given)
    assert answer.status_code == 422
    assert "Choose a later end." in answer.content.decode()
    answer = desk.post(
        "/desk/campaigns/new/", {**given, "ends_at": "2030-12-01T09:00"}, follow=True
    )
    page = answer.content.decode()
    assert "60 pre-orders" in page
    assert "#平潮" in page
    made = Campaign.objects.get()
    answer = desk.post(
        f"/desk/campaigns/{made.id}/change/",
        {**given, "ends_at": "2030-12-01T09:00", "goal_count": "70"}, follow=True,
    )  # fmt: skip
    assert "70 pre-orders" in answer.content.decode()
    desk.post(f"/desk/campaigns/{made.id}/close/")
    assert Campaign.objects.get().state == "closed"


def test_an_alarm_opens_the_composer_with_language_hashtag_and_link(
    desk: Client, cast: Cast, now: datetime
) -> None:
    made = opened(cast, now)
    channel("mastodon", by=cast.kit, at=now)
    moments.register_alarms("test", lambda: [FOG])
    for path in ("/desk/campaigns/", f"/desk/campaigns/{made}/", "/desk/campaigns/moments/"):
        page = desk.get(path).content.decode()
        assert FOG.title in page
        assert "雾笼罩着马斯河。" in page
        assert f"/desk/posts/new/?campaign={made}&amp;language=zh" in page
    page = desk.get(f"/desk/posts/new/?campaign={made}&language=zh").content.decode()
    assert page.count(" #slackwater</textarea>") == 1  # in Chinese, the alarm's language, alone
    assert f'value="circle:{cast.circle}" selected' in page
    assert f'name="campaign" value="{made}"' in page
    page = desk.get(f"/desk/posts/new/?campaign={made}").content.decode()
    assert page.count(" #slackwater</textarea>") == 2
    given = {
        "channels": [str(Channel.objects.get().id)], "text_en": "Fog. #slackwater",
        "text_zh-hans": "", "thing": f"circle:{cast.circle}", "link": "place", "do": "send",
        "campaign": str(made),
    }  # fmt: skip
    answer = desk.post("/desk/posts/new/", given, follow=True)
    assert f"/desk/campaigns/{made}/" in answer.content.decode()
    assert Post.objects.get().campaign == made
    assert "Fog. #slackwater" in desk.get(f"/desk/campaigns/{made}/").content.decode()


def test_the_calendar_shows_a_month_and_refuses_none(
    desk: Client, cast: Cast, now: datetime
) -> None:
    opened(cast, now)
    given = {"title": "Ink and soup", "starts_at": f"{now:%Y-%m-%d}T20:00"}
    answer = desk.post("/desk/campaigns/moments/", given, follow=True)
    page = answer.content.decode()
    assert "Ink and soup" in page
    assert page.count("Take off") == 2
    assert desk.post("/desk/campaigns/moments/", {"title": "", "starts_at": "x"}).status_code == 422
    assert "Ink and soup" not in desk.get("/desk/campaigns/moments/?month=2001-02").content.decode()
    for month in ("2026-13", "x", "0001-01", "9999-12"):
        assert desk.get(f"/desk/campaigns/moments/?month={month}").status_code == 404
    made = NotedMoment.objects.get()
    desk.post(f"/desk/campaigns/moments/{made.id}/take-off/")
    assert not NotedMoment.objects.exists()


def test_a_member_carries_a_campaign_with_her_own_link(
    cast: Cast, client: Client, now: datetime
) -> None:
    made = opened(cast, now, voucher_code="FOG")
    campaign_answers.describe_vouchers_by(
        "test", lambda code, at: campaign_answers.Voucher(f"{code} gives a tenth", holds=True)
    )
    client.force_login(user_of("kit"))
    assert "Slack Water comes out" in client.get("/campaigns/").content.decode()
    page = client.get(f"/campaigns/{made}/").content.decode()
    assert "FOG gives a tenth" in page
    assert "Make my link and cards" in page
    client.post("/links/make", {"kind": "circle", "target": str(cast.circle)})
    link = Link.objects.get(owner=cast.kit)
    page = client.get(f"/campaigns/{made}/").content.decode()
    assert f"/l/{link.code}" in page
    assert f"/links/{link.code}/a4.pdf" in page
    campaigns.close_campaign(campaign=made, by=cast.kit, at=now)
    assert client.get(f"/campaigns/{made}/").status_code == 404


def test_pages_cost_the_same_however_much_there_is(
    desk: Client,
    cast: Cast,
    now: datetime,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    made = opened(cast, now)
    over = [channel(kind, by=cast.kit, at=now) for kind in ("mastodon", "telegram")]

    def counted(path: str) -> int:
        with django_assert_max_num_queries(60) as queries:
            assert desk.get(path).status_code == 200
        return len(queries)

    paths = ["/desk/campaigns/", f"/desk/campaigns/{made}/", "/desk/campaigns/moments/"]
    written(cast, made, over, at=now)
    before = [counted(path) for path in paths]
    for number in range(5):
        opened(cast, now, title=f"Another {number}")
        written(cast, made, over, at=now)
        person = bond.join(email=f"p{number}@example.org", name=f"P{number}", at=now)
        operations.make_link(target_kind="circle", target=cast.circle, by=person, at=now)
        campaigns.note_moment(title=f"Date {number}", starts_at=now + DAY, by=cast.kit, at=now)
    assert [counted(path) for path in paths] == before
    # who she is, notices and what desk entries count: 7; campaigns, their posts. The page of one:
    # itself, its thing, carriers, people, goal, posts with deliveries, consent; dates 5; results 7,
    # letters 1.
    # The calendar: dates 5, the campaign that runs. What other rooms register comes on top.
    assert before == [7, 28, 13]
