"""The pages of products in real Chromium: nothing for axe to find, nothing wider than a phone."""

from __future__ import annotations

import pytest

from cohive.create import operations, queries
from tests.browser import (
    THEMES,
    WIDTHS,
    axe_violations,
    faults_of,
    new_page,
    sideways,
    visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
URL = "/products/two-harbours-long-sleeve/"


def test_no_page_has_anything_for_axe_to_find(
    chromium,
    cast,
    shirt,
    accepted,
    signed_in,
    now,
):
    operations.put_on_sale(product=shirt.product, by=cast.ruben, at=now)
    ruben = signed_in("ruben")
    page = new_page(chromium)
    for path in (
        URL,
        f"/agreements/{accepted}/",
        f"{URL}agreement/new/",
        f"{URL}desk/",
        f"{URL}desk/origins/",
        "/contribute/",
        "/decisions/",
        f"/decide/idea/{shirt.ideas[88]}/",
    ):
        for width, theme in zip(WIDTHS, reversed(THEMES), strict=True):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            visit(page, ruben, path)
            assert axe_violations(page) == [], (path, width, theme)
            assert sideways(page) <= 0, (path, width)
    assert faults_of(page) == []


def test_the_example_follows_what_one_types(
    chromium,
    cast,
    shirt,
    accepted,
    signed_in,
):
    page = new_page(chromium)
    visit(page, signed_in("ruben"), f"{URL}agreement/new/")
    page.fill("#f-house", "20")
    page.get_by_text("€12.55").first.wait_for()
    page.fill("#f-weight_idea", "11")
    page.get_by_text("Together 99 %").wait_for()
    assert "now they make 99 %" in page.inner_text("#example")
    assert queries.agreements_of(shirt.product)[0].version == 1
    assert faults_of(page) == []
