"""The pages of a group under review: nothing for axe, nothing beyond the window's edge."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from cohive.create import queries as create
from cohive.create.models.works import Work
from cohive.evolve import operations
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.evolve.test_reviews import DAY, address, attack, attacked, found

pytestmark = [pytest.mark.browser]
__all__ = ["attack", "attacked", "found"]
FOLDED = {"detail": 6_000, "one": 4_000, "own": 4_000}
"""How high a page of 24 entries may be on a phone, in pixels, before anything is opened.

With everything unfolded they are some 12,000, 6,500 and 6,700 pixels high.
"""


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_pages_of_a_review_are_clean(
    attacked, found, as_member, chromium: Browser, hear, now, monkeypatch, width, theme, language
):
    steward = as_member(attacked.stewards[0])
    steward.post(address("review-step", found), {"do": "mark", "reason": "They came together."})
    hear(now)
    operations.take_snapshots(at=now)
    season = operations.freeze_season(title="Autumn", by=attacked.stewards[0], at=now)
    challenge = Work.objects.get(id=attacked.works[0]).challenge_id
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + 6 * DAY)
    result = reverse("create:result", args=[create.challenge(challenge).slug])
    page = new_page(chromium, width=width, theme=theme, language=language)
    accused = as_member(attacked.army[0])
    public = address("review-public", found)
    assert public in steward.get(result).content.decode()
    wrong = {}
    for name, client, path in (
        ("desk", steward, reverse("evolve:reviews-desk")),
        ("detail", steward, address("review", found)),
        ("public", accused, reverse("evolve:reviews")),
        ("one", accused, public),
        ("own", accused, address("review-own", found)),
        ("seasons", steward, "/desk/seasons/"),
        ("season", steward, f"/desk/seasons/{season}/"),
        ("result", steward, result),
    ):
        visit(page, client, path)
        screenshots(page, f"review-{name}")
        if name in FOLDED:  # what is long is one press away
            assert page.evaluate("document.documentElement.scrollHeight") <= FOLDED[name], name
        if name == "detail":  # where a steward says what the group is
            page.locator("#innocent summary").click()
            screenshots(page, "review-declare")
        found_here = axe_violations(page)
        if found_here or sideways(page):
            wrong[path] = (found_here, sideways(page))
    assert wrong == {}
    assert faults_of(page) == []
