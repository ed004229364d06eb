"""The stewards' pages of the federation in a real browser, on a phone and on a desk."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import Browser

from cohive.bond.queries import stewards
from cohive.bridges.federation.domains import DomainRule
from cohive.spread import operations
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.spread.conftest import Cast, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.sqlite_only]


@pytest.fixture
def steward(cast: Cast, settings, tmp_path, now: datetime) -> UUID:
    settings.HOME = tmp_path
    found = next(iter(stewards()))
    operations.switch_federation(agent=cast.place, is_on=True, handle="ferry", by=found, at=now)
    operations.publish(actor=cast.place, texts={"en": "The ferry sails."}, by=found, at=now)
    rule = DomainRule("a-long-name-of-a-server.bad.example", "suspend", "spam")
    operations.block_domains(rules=[rule], by=found, at=now)
    return found


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-Hans"), (1280, "light", "en")]
)
@pytest.mark.parametrize("path", ["/desk/federation/", "/desk/federation/blocks/"])
def test_the_pages_fit_and_everybody_can_use_them(
    path: str, width: int, theme: str, language: str,
    chromium: Browser, client: Client, steward: UUID,
) -> None:  # fmt: skip
    client.force_login(user_of("steward"))
    page = new_page(chromium, width=width, theme=theme, language=language)
    visit(page, client, path)
    assert axe_violations(page) == []
    assert sideways(page) <= 0
    assert faults_of(page) == []
    assert page.locator("h1").count() == 1
    screenshots(page, f"federation-{path.split('/')[-2]}-{language}")
    page.context.close()
