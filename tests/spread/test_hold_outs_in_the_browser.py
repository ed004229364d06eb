"""A letter by lot, on a phone in Chinese and on a desktop in English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Browser

from cohive.bond.queries import stewards
from cohive.spread import operations
from cohive.spread.campaign_answers import Wanted
from cohive.spread.models import CampaignLetter, LetterLink
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.spread.conftest import Cast, user_of
from tests.spread.test_hold_outs import an_issue, bought, held_out, placed, readers

__all__ = ["bought", "readers"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_a_letter_by_lot_is_placed_and_read(
    chromium: Browser, client: Client, cast: Cast, readers: list[str], now: datetime,
    bought: Callable[..., list[Wanted]], width: int, theme: str, language: str,
) -> None:  # fmt: skip
    with time_machine.travel(now, tick=False):
        client.force_login(user_of("steward"))
        issue, draft = placed(cast, now - 8 * DAY), an_issue(cast, now).id
        operations.queue_issue(issue=issue, by=stewards()[0], at=now - 8 * DAY)
        bought(*sorted(set(readers) - held_out(issue))[:60])
        LetterLink.objects.update(clicks=41)
        made = CampaignLetter.objects.get().campaign_id
        page = new_page(chromium, width=width, theme=theme, language=language)
        for name, path in {
            "letter-draft": f"/desk/newsletter/{draft}/campaign/",
            "letter-begun": f"/desk/newsletter/{issue}/campaign/",
            "letter-campaign": f"/desk/campaigns/{made}/",
            "letter-page": f"/newsletter/{issue}/",
        }.items():
            visit(page, client, path)
            assert (axe_violations(page), sideways(page)) == ([], 0), path
            screenshots(page, f"{name}-{width}")
        assert faults_of(page) == []
        page.context.close()
