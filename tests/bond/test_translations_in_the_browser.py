"""Two languages in a real Chromium: accessible in both themes and widths, nothing wider."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from cohive.bond import operations
from tests.bond.conftest import Cast, proven
from tests.browser import axe_violations, faults_of, new_page, sideways, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PICTURES = os.environ.get("COHIVE_PICTURES", "")


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_a_text_in_its_languages_is_accessible_and_fits(
    chromium: Browser, cast: Cast, thread: UUID, now: datetime,
    width: int, theme: str, language: str,
) -> None:  # fmt: skip
    answer = operations.reply(
        to=thread, text="洗了十次以后，白墨会裂吗？我们试过低温。", by=cast.mei, at=now
    )
    operations.translate(
        about_kind="post", about=answer, language="en", by=cast.sana, at=now,
        text="Does the white ink crack after ten washes? We tried a lower heat.",
    )  # fmt: skip
    operations.translate(
        about_kind="post", about=thread, language="zh", by=cast.sana, at=now,
        title="怎样不让白墨开裂？", text="在厚棉布上，洗了十次以后。",
    )  # fmt: skip
    operations.reply(to=thread, text="再低一点。", by=cast.mei, at=now)
    operations.edit_post(post=answer, text="洗了十次以后，白墨会裂吗？", by=cast.mei, at=now)
    page = new_page(chromium, width=width, theme=theme, language=language)
    for who, paths in (
        (cast.noor, (
            f"/circles/tide-print/threads/{thread}/", f"/translations/post/{answer}/",
            f"/translations/post/{thread}/", f"/translations/post/{answer}/write/",
        )),
        (cast.ruben, ("/desk/machine-translation/",)),
    ):  # fmt: skip
        client = proven(who)
        for number, path in enumerate(paths):
            visit(page, client, path)
            if PICTURES:
                name = f"{width}-{number}-{path.split('/')[1]}.png"
                page.screenshot(path=str(Path(PICTURES) / name), full_page=True)
            assert sideways(page) == 0, path
            assert axe_violations(page) == [], path
    assert faults_of(page) == []
