"""Pay for making and rewards for links stand in figures of their own, on every page and file."""

from __future__ import annotations

import pytest

from cohive.settle import sheet
from cohive.settle.queries.sheets import sheet_data
from cohive.settle.statement_text import statement_text
from cohive.spread import operations as spread
from tests.settle import test_sheet
from tests.settle.stall import sell

pytestmark = test_sheet.pytestmark


@pytest.fixture
def earned_and_rewarded(shop, steward, kit, now, hear):
    """Nine prints without a link, two by Kit's: 36.79 + 8.18 for making, 2 x 1.03 for the link."""
    link = spread.make_link(target_kind="product", target=shop["product"], by=kit, at=now)
    sell(shop, steward, now)
    sell(shop, steward, now, key="by link", quantity=2, link=link.id)
    hear(now)
    return kit


def test_a_statement_never_adds_a_reward_to_pay_for_making(earned_and_rewarded, sign_in, now):
    page = sign_in(earned_and_rewarded).get("/statement/").content.decode()
    assert "€44.96" in page
    assert "€2.06" in page
    assert "Rewards for links in EUR" in page
    assert "€47.02" not in page
    text = statement_text(earned_and_rewarded, name="Kit", at=now)
    assert text.startswith("Kit: €44.96 (")
    assert "\nKit, rewards for links: €2.06 (" in text
    assert "47.02" not in text


def test_the_sheet_has_a_total_for_each(earned_and_rewarded, now):
    data = sheet_data(earned_and_rewarded, at=now)
    cells = test_sheet.recomputed(sheet.statement_sheet(data, at=now, words=sheet.words()))
    totals = {cells[f"STATEMENT!B{row}"]: int(cells[f"STATEMENT!L{row}"]) for row in (8, 9)}
    assert totals == {"Total": 4496, "Total of rewards for links": 206}
    came = {cells[f"BALANCE!B{row}"]: int(cells[f"BALANCE!C{row}"]) for row in (4, 5)}
    assert came == {"Came in, less what was taken back": 4496, "Rewards for links": 206}
