"""The first turn of the loop, as strangers take it: three members, a guest and the one who began.

Price 40.00, VAT 21 % inside, costs 10.85 and 3.05, house 10 % and link 5 % of net.
By a link:    40.00 − 6.94 − 13.90 − 3.31 − 1.65 = 14.20 to people
At the stall: the link's part goes to the house, 14.20 to people too
Ada:  idea 12, half of design 40 (Bo's remix keeps the other half), packaging 10, sale 10 = 52 %
Bo:   half of design 40, production 14, half of spreading 14 = 41 %
Cleo: half of spreading 14 = 7 %; she handed nothing in, so the agreement asks her by name
"""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from playwright.sync_api import Browser

from tests.journeys import steps
from tests.journeys.steps import Turn, text_of, until

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.everywhere]
PRICE, COSTS = 4000, 1085 + 305


def nearest(exact: Fraction) -> int:
    """Half up to the cent, as each line of the waterfall is rounded for one piece."""
    return math.floor(exact + Fraction(1, 2))


NET = PRICE - nearest(Fraction(21, 121) * PRICE)
LINK = nearest(Fraction(5, 100) * NET)
POOL = NET - COSTS - nearest(Fraction(10, 100) * NET) - LINK
PASSES_ON = Fraction(1, 2)
ADA = (12 + PASSES_ON * 40 + 10 + 10) / 100
BO = ((1 - PASSES_ON) * 40 + 14 + Fraction(14, 2)) / 100
CLEO = Fraction(14, 2) / 100


def euros(minor: int) -> str:
    return f"€{minor // 100}.{minor % 100:02}"


def floor(fraction: Fraction, minor: int) -> str:
    """The claim after so much came into the pool, as a page writes it."""
    return euros(int(fraction * minor))


def test_one_product_goes_the_whole_way(empty_place, chromium: Browser):
    turn = Turn(empty_place.url, chromium, empty_place.home / "outbox")
    (key_url,) = empty_place.doors.values()
    steps.begin(turn, key_url)
    for who in ("Ada", "Bo"):
        steps.join(turn, who)
    steps.join_by_mail(turn, "Cleo")
    steps.talk_to_idea(turn)
    steps.help_each_other(turn)
    challenge = steps.open_challenge(turn)
    steps.hand_in(turn, "Ada", "Harbour lamp", 1)
    steps.hand_in(turn, "Bo", "Four rings", 4, parent="Harbour lamp")
    steps.press(turn.go("sam", challenge + "dates/"), "Close entries now")
    steps.score(turn, "Ada", challenge, 5)
    steps.score(turn, "Bo", challenge, 3)
    steps.score_from_the_mail(turn, "Cleo", 4)
    steps.decide(turn, challenge)
    steps.make_product(turn)
    steps.agree_and_sell(turn)
    order = steps.buy_by_link(turn)
    check_the_first_sale(turn)
    steps.pack_and_send(turn)
    steps.sell_at_the_stall(turn)
    check_both_sales(turn)
    steps.give_back(turn, order)
    check_what_went_back(turn)
    assert turn.faults() == []
    said = empty_place.cohive("verify")
    assert said.returncode == 0, said.stderr


def statement(turn: Turn, who: str) -> str:
    return text_of(turn.go(who, "/statement/"))


def check_the_first_sale(turn: Turn) -> None:
    until(lambda: floor(BO, POOL) in statement(turn, "Bo"), "Bo's part never came")
    ada = statement(turn, "Ada")
    assert (ADA + BO + CLEO, POOL) == (1, 1420)
    assert floor(ADA, POOL) == "€7.38"
    assert "€7.38" in ada
    assert "Reward for your link" in ada
    assert euros(LINK) == "€1.65"
    assert "€1.65" in ada
    assert euros(int(ADA * POOL) + LINK) not in ada  # two kinds of money, never one sum
    assert floor(CLEO, POOL) in statement(turn, "Cleo")
    assert "Reward for your link" not in statement(turn, "Bo")
    page = turn.go("Ada", "/statement/")
    line = page.locator("main details", has_text="Four rings, order").first
    line.locator("summary").click()
    why = line.inner_text()
    assert "Harbour lamp" in why
    assert "13/25" in why or "52/100" in why
    flow = text_of(turn.go("Ada", "/flow/"))
    assert "€40.00" in flow
    assert "€14.20" in flow


def check_both_sales(turn: Turn) -> None:
    both = floor(BO, 2 * POOL)
    assert both == "€11.64"
    until(lambda: both in statement(turn, "Bo"), "the stall's sale never came")
    assert floor(ADA, 2 * POOL) == "€14.76"
    assert "€14.76" in statement(turn, "Ada")
    flow = text_of(turn.go("Ada", "/flow/"))
    assert floor(CLEO, 2 * POOL) == "€1.98"
    for amount in ("€80.00", "€28.40", "€14.76", "€11.64", "€1.98"):
        assert amount in flow


def check_what_went_back(turn: Turn) -> None:
    def is_back() -> bool:
        said = statement(turn, "Bo")
        return "−€5.82" in said and floor(BO, POOL) in said

    until(is_back, "the refund never walked back")
    assert "€7.38" in statement(turn, "Ada")
    assert "−€1.65" in statement(turn, "Ada")
