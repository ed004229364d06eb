"""Pages of campaigns on a phone in Chinese and on a desktop in English."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Browser

from cohive.bond.queries import stewards
from cohive.bridges.channels.channel import Account
from cohive.spread import channel_keys, moments, operations
from cohive.spread.models import Delivery
from cohive.spread.operations import campaigns, channels, posts
from cohive.spread.operations.campaigns import CampaignTerms
from cohive.spread.operations.posts import Picked
from cohive.words.money import Money
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.spread.conftest import Cast, user_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FOG = moments.Alarm(
    uuid4(), "Fog: 14 posts since 05:00", "On an ordinary Sunday it is 1 to 2.", "zh",
    (("雾笼罩着马斯河，像牛奶一样。", "zh"), ("Fog on the Maas, like milk.", "en")),
    "/desk/listening/",
)  # fmt: skip


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_an_alarm_is_answered_from_the_calendar(
    chromium: Browser, client: Client, cast: Cast, now: datetime, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, width: int, theme: str, language: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(channel_keys, "_folder", lambda: tmp_path)
    monkeypatch.setattr(moments, "_alarms", {"test": lambda: [FOG]})
    with time_machine.travel(now, tick=False):
        client.force_login(user_of("steward"))
        made = _campaign(cast, now)
        page = new_page(chromium, width=width, theme=theme, language=language)
        for name, path in {
            "campaigns": "/desk/campaigns/",
            "campaign-form": f"/desk/campaigns/{made}/change/",
            "campaign-carry": f"/campaigns/{made}/",
            "campaign-carrying": "/campaigns/",
            "campaign-moments": "/desk/campaigns/moments/",
            "campaign": f"/desk/campaigns/{made}/",
        }.items():
            visit(page, client, path)
            assert (axe_violations(page), sideways(page)) == ([], 0), path
            screenshots(page, f"{name}-{width}")
        page.click(f'a[href*="new/?campaign={made}&language=zh"]')
        page.wait_for_selector('textarea[name="text_zh-hans"]')
        assert page.input_value('textarea[name="text_zh-hans"]') == " #slackwater"
        assert page.input_value('select[name="thing"]') == f"circle:{cast.circle}"
        page.fill('textarea[name="text_zh-hans"]', "今早有雾。 #slackwater")
        page.click('button[value="send"]')
        page.wait_for_selector("#became")
        assert Delivery.objects.filter(post__texts__has_key="zh-hans").count() == 2
        assert faults_of(page) == []
        page.context.close()


def _campaign(cast: Cast, now: datetime) -> object:
    keeper = stewards()[0]
    made = campaigns.open_campaign(
        terms=CampaignTerms(
            title="Slack Water comes out 平潮", purpose="A second pressing that pays for itself.",
            goal_kind="orders", goal_count=60, starts_at=now - 3 * DAY, ends_at=now + 26 * DAY,
            target_kind="circle", target=cast.circle, kept_by=keeper, hashtag="slackwater",
            voucher_code="FOG",
        ),
        by=keeper, at=now,
    )  # fmt: skip
    over = [
        channels.connect_channel(
            kind=kind, name=kind.title(), language="", account=Account(f"@{kind}", ""),
            keep=partial(channel_keys.keep, fields={"token": "t"}), by=cast.kit, at=now,
        )
        for kind in ("mastodon", "telegram")
    ]  # fmt: skip
    posts.plan_post(
        titles={}, texts={"en": "Half an hour when the tide does nothing."},
        picked=Picked("circle", cast.circle), channels=over, due_at=now + 5 * DAY, campaign=made,
        by=keeper, at=now,
    )  # fmt: skip
    campaigns.note_moment(title="Draw", starts_at=now + 6 * DAY, by=keeper, at=now)
    Delivery.objects.update(
        state="sent", sent_at=now, likes=12, boosts=3, remote_url="https://social.example/1"
    )
    operations.make_link(target_kind="circle", target=cast.circle, by=cast.kit, at=now)
    for number, sent in enumerate(Delivery.objects.order_by("channel_id")):
        assert sent.link_id is not None
        for _ in range(60 + 80 * number):
            operations.record_visit(link=sent.link_id, is_first=True, at=now)
        for _ in range(5 + number):
            operations.record_conversion(
                link=sent.link_id, order=uuid4(), buyer=cast.mei, amount=Money(2000, "EUR"), at=now,
                by=cast.mei,
            )  # fmt: skip
    return made
