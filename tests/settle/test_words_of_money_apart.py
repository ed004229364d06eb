"""Pay for making, rewards for links and commissions for reselling: three words, three accounts.

Every sentence that a person may read, in code and templates, is walked. The few that set one
against another, to tell them apart, are listed; no other may hold two of the words.
"""

from __future__ import annotations

import re
from fractions import Fraction
from uuid import uuid4

import pytest

from cohive.engine.resale import Plan
from cohive.ledger import queries as ledger
from cohive.ledger.chart import CHART
from cohive.look import formats
from cohive.look.catalogue import PARTS, extracted
from cohive.settle.operations.holds import OWN_PURPOSES
from cohive.settle.payout_accounts import EARNED, LINK_REWARD, RESALE
from cohive.spread import operations as spread
from cohive.trade import operations
from cohive.trade.operations import Through
from cohive.words.money import Money
from tests.trade.conftest import LOTTE, open_shop, own_sandbox, payment_event
from tests.trade.test_desk_pages import sign_in

__all__ = ["own_sandbox"]
WORDS = {
    "pay": re.compile(r"\bpay for making\b|\bowed to makers\b|\blineage pay\b", re.IGNORECASE),
    "reward": re.compile(r"\breward", re.IGNORECASE),
    "commission": re.compile(r"\bcommission", re.IGNORECASE),
}
TELLING_APART = {
    "Buyers are not named. Commissions stand apart from pay for making and from rewards for links, "
    "and are paid out with the payouts.",
    "On your page a commission is paid instead of the reward for a link, never both.",
    "Then you get what the agreement sets aside for links, if anything, when somebody buys by it. "
    "It is a reward and is listed apart from pay for making. Your own purchase by your own link "
    "brings nothing.",
}


def sentences() -> list[str]:
    found = []
    for message in extracted():
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        found += [str(one) for one in ids if one]
    return found


def kinds_in(sentence: str) -> set[str]:
    return {kind for kind, word in WORDS.items() if word.search(sentence)}


def test_no_sentence_of_any_screen_mixes_the_words():
    walked = sentences()
    mixed = {one for one in walked if len(kinds_in(one)) > 1}
    assert mixed == TELLING_APART
    for kind in WORDS:  # the walk sees each of them
        assert sum(kind in kinds_in(one) for one in walked) >= 3, kind


def test_the_chinese_of_reselling_has_one_word_and_not_the_others():
    text = (PARTS / "resale.zh.po").read_text("utf-8")
    pairs = re.findall(r'msgid "(.*)"\nmsgstr "(.*)"', text)
    assert len(pairs) > 150
    for english, chinese in pairs:
        if "commission" in kinds_in(english):
            assert "佣金" in chinese, english
        if english not in TELLING_APART:
            assert "创作所得" not in chinese, english
            assert "链接奖励" not in chinese, english


def test_three_accounts_with_three_numbers_and_names():
    accounts = [CHART[purpose] for purpose in (EARNED, LINK_REWARD, RESALE)]
    assert [one.number for one in accounts] == [2000, 2100, 2120]
    names = [str(one.name) for one in accounts]
    assert names == ["Owed to makers", "Owed for links", "Owed for reselling"]
    assert RESALE not in OWN_PURPOSES.values()  # no credit of a distribution ever goes there


@pytest.fixture
def all_three(db, now, hear):
    """Mei designed the print, passed a link on, and sells on."""
    cast = open_shop(now)
    plan = operations.decide_resale_plan(
        plan=Plan("commission", (Fraction(8, 100),), cap=Fraction(1, 10)), by=cast.steward, at=now
    )
    mei = operations.join_resale(plan=plan, by=cast.mei, at=now)
    link = spread.make_link(target_kind="product", target=cast.print, by=cast.mei, at=now)
    for more in ({"link": link.id}, {"through": Through(mei)}):
        order = operations.place_order(
            lines=[(cast.one_print, 2)], contact=LOTTE, by=cast.world, at=now, key=str(uuid4()),
            **more,
        )  # fmt: skip
        operations.confirm_payment(event=payment_event(order, now), at=now)
        hear(now)
    return cast


def test_no_page_of_hers_adds_them_up(client, all_three):
    sign_in(client, "mei")
    page = client.get("/statement/").content.decode()
    sums = [
        ledger.balance(all_three.mei, purpose, "EUR").minor
        for purpose in (EARNED, LINK_REWARD, RESALE)
    ]
    assert sums[1:] == [206, 330]
    for minor in sums:
        assert shown(minor) in page, minor
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert any("Rewards for links in EUR" in one for one in headings)
    assert any("Your commissions" in one for one in headings)
    for path in ("/statement/", "/sell-on/", "/payouts/", "/links/"):
        said = client.get(path).content.decode()
        pay, reward, commission = sums
        for wrong in (pay + reward, pay + commission, reward + commission, sum(sums)):
            assert shown(wrong) not in said, (path, wrong)


def shown(minor: int) -> str:
    return formats.money(Money(minor, "EUR"))
