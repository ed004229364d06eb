"""The pages of listening in a real Chromium: accessible and whole, on a phone and on a desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from cohive.care import operations
from cohive.care.operations import Post
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.care.test_listening import feed, rung, signed_in, steward

__all__ = ["feed", "signed_in", "steward"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAGES = ("/desk/listening/", "/desk/listening/what/", "/desk/listening/posts/")


@pytest.fixture
def now() -> datetime:
    """The real instant: the browser has no other clock."""
    return timezone.now()


@pytest.fixture
def lively(feed: UUID, now: datetime) -> None:
    rung(feed, now, 9)
    said = ("夜渡的领口有点松，洗一次就变形了。", "The collar of my Night Ferry shirt went wavy.",
            "Night Ferry collar, again. Not happy.",
            "夜渡的图案太美了，越看越喜欢。", "A ribbed collar at Night Ferry, like the old one?",
            "夜渡快递很快，谢谢！")  # fmt: skip
    posts = [
        Post(f"s{number}", text, now - timedelta(minutes=number), "https://example.org/p", "小鹿")
        for number, text in enumerate(said)
    ]
    operations.take_in(source=feed, posts=posts, at=now)


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_every_page_is_accessible_and_fits(
    chromium: Browser, signed_in: Client, lively: None, width: int, theme: str, language: str
) -> None:
    page = new_page(chromium, width=width, theme=theme, language=language)
    for path in PAGES:
        visit(page, signed_in, path)
        screenshots(page, f"listening-{path.strip('/').replace('/', '-')}-{width}")
        assert axe_violations(page) == []
        assert not sideways(page)
        assert faults_of(page) == []


def test_an_empty_place_says_how_to_begin(chromium: Browser, signed_in: Client) -> None:
    page = new_page(chromium, width=390, theme="light")
    for path in PAGES:
        visit(page, signed_in, path)
        assert axe_violations(page) == []
    visit(page, signed_in, PAGES[0])
    assert page.get_by_role("link", name="Begin").is_visible()
