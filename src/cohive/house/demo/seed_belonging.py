"""Seeding what members hold and what they sell on: two tiers with their members, one page."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from cohive.bond import operations as bond
from cohive.bond.operations import TierTerms
from cohive.engine.resale import Plan
from cohive.house.demo.cast import STEWARD
from cohive.house.demo.seed_firm import euros
from cohive.house.demo.seed_sales import pay
from cohive.house.demo.story import Story
from cohive.trade import operations as trade

DECK = TierTerms(
    name="Deck",
    name_other="甲板",
    gives=(
        "The morning voice, every day at 06:20",
        "Drops an hour earlier, where a drop says so",
        "Your name on the inside of the next sleeve",
    ),
    gives_other=(
        "每天六点二十的清晨语音",
        "注明时，限量发售提前一小时",
        "下一张唱片内页有你的名字",
    ),
    earned_by="contributions",
    earned_count=2,
)
ENGINE_ROOM = TierTerms(
    name="Engine room",
    name_other="机舱",
    gives=("A test pressing of every record", "Workshop bench in either port"),
    gives_other=("每张唱片的试压版", "两个港口的工作台都能用"),
    places=12,
    questions=("What would you make at the bench?",),
)
HELD = (("dov", (11, 12, 19, 0)), ("ifeoma", (11, 13, 8, 30)), ("tong", (11, 18, 21, 0)))
"""Who has bought the Deck, and when."""
ON_HER_PAGE = "I read the weather at 06:20; these are the things I wear while I do."


def seed_belonging(story: Story) -> None:
    """The two tiers, three who hold one, one who asks for the other, and Kit's own page."""
    ruben = story.people[STEWARD.key]
    opened = story.at((11, 10, 9, 0))
    deck = bond.make_tier(terms=DECK, by=ruben, at=opened)
    room = bond.make_tier(terms=ENGINE_ROOM, by=ruben, at=opened)
    trade.set_tier_price(tier=deck, amount=euros(2400), by=ruben, at=opened)
    trade.set_tier_price(tier=room, amount=euros(15000), by=ruben, at=opened)
    for who, moment in HELD:
        at, member = story.at(moment), story.people[who]
        order = trade.order_membership(tier=deck, by=member, at=at, key=f"seed-deck-{who}")
        pay(order, by=member, at=at + timedelta(minutes=1))
    bond.apply_for_tier(
        tier=room,
        answers=["A press that two people can lift, for the boat."],
        by=story.people["noor"],
        at=story.at((11, 19, 9, 30)),
    )
    _resale(story)


def _resale(story: Story) -> None:
    """Five per cent of the net for who sells on her own page; Kit has one."""
    plan = trade.decide_resale_plan(
        plan=Plan("commission", (Fraction(1, 20),), cap=Fraction(1, 10)),
        by=story.people[STEWARD.key],
        at=story.at((11, 15, 11, 0)),
    )
    kit = story.people["kit"]
    trade.join_resale(plan=plan, by=kit, at=story.at((11, 16, 7, 0)))
    trade.change_resale_page(
        words=ON_HER_PAGE,
        products=list(story.products.values())[:2],
        language="en",
        by=kit,
        at=story.at((11, 16, 7, 10)),
    )
