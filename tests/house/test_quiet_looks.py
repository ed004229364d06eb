"""The pages of a quiet copy, and of refunds with a past, in a browser: they fit and pass axe."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.house.test_quiet_copy import quiet, signed_in, steward

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.sqlite_only]
__all__ = ["quiet", "steward"]


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_pages_of_a_quiet_copy_are_clean(
    quiet: Path,
    steward: UUID,
    now: datetime,
    chromium: Browser,
    width: int,
    theme: str,
    language: str,
) -> None:
    page = new_page(chromium, width=width, theme=theme, language=language)
    wrong: dict[str, Any] = {}
    for name, path in (("wake", "/desk/wake/"), ("front", "/"), ("draw", "/drops/")):
        visit(page, signed_in(steward), path)
        screenshots(page, f"quiet-{name}-{language}")
        found = axe_violations(page)
        if found or sideways(page) > 0:
            wrong[name] = (found, sideways(page))
    assert wrong == {}
    assert faults_of(page) == []
