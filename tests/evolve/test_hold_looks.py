"""Held pay on the review and on the statement: nothing for axe, nothing beyond the edge."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.evolve.test_review_holds import marked, shop

pytestmark = [pytest.mark.browser]
__all__ = ["shop"]


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_pages_with_held_pay_are_clean(
    crew, as_member, shop, now, hear, chromium: Browser, width, theme, language
):
    review = marked(crew, now, members=crew.members[4:6], target=shop["product"])
    steward = as_member(crew.steward)
    page = new_page(chromium, width=width, theme=theme, language=language)
    own = reverse("evolve:review", args=[review])
    wrong = {}

    def look(name: str, client, path: str) -> None:
        visit(page, client, path)
        screenshots(page, f"hold-{name}-{language}")
        found = axe_violations(page)
        if found or sideways(page):
            wrong[name] = (found, sideways(page))

    look("offered", steward, own)
    step = reverse("evolve:review-step", args=[review])
    steward.post(step, {"do": "hold", "reason": "It might be bought."})
    hear(timezone.now())
    look("held", steward, own)
    look("statement", as_member(crew.members[4]), "/statement/")
    look("public", as_member(crew.members[8]), reverse("evolve:review-public", args=[review]))
    assert wrong == {}
    assert faults_of(page) == []
