"""Seeding the demo place, part after part, with a line for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from cohive.bond.queries import stewards
from cohive.house import founding
from cohive.house.demo.cast import STEWARD
from cohive.house.demo.seed_after import seed_after, seed_vouchers
from cohive.house.demo.seed_ahead import seed_ahead
from cohive.house.demo.seed_belonging import seed_belonging
from cohive.house.demo.seed_drops import seed_drops
from cohive.house.demo.seed_elsewhere import seed_elsewhere
from cohive.house.demo.seed_firm import seed_firm, seed_shipping
from cohive.house.demo.seed_inbox import seed_inbox, send_in_the_story
from cohive.house.demo.seed_listening import seed_listening
from cohive.house.demo.seed_people import seed_circles, seed_people, seed_talk, seed_wishes
from cohive.house.demo.seed_products import seed_prints, seed_shirt, seed_stock
from cohive.house.demo.seed_readers import seed_readers
from cohive.house.demo.seed_sales import hear, seed_sales
from cohive.house.demo.seed_spread import seed_end_of_campaign, seed_spread
from cohive.house.demo.seed_thanks import seed_thanks
from cohive.house.demo.seed_works import seed_ideas, seed_scores, seed_works
from cohive.house.demo.story import Story
from cohive.house.demo.story_time import StoryTime

ANSWERS = {
    "name": "Night Ferry",
    "name_alt": "夜渡",
    "tagline": (
        "A label and print shop between Rotterdam and Ningbo, made by the people who buy from it."
    ),
    "tagline_alt": "一条夜船，两个港口，一起做东西。",
    "languages": "en,zh-hans",
    "currency": "EUR",
    "tax_name": "VAT",
    "tax_percent": "21",
    "template": "label",
    "country": "NL",
    "time_zone": "Europe/Amsterdam",
    "steward_email": STEWARD.email,
    "steward_name": STEWARD.name,
}


def seed(*, at: datetime, tell: Callable[[str], None]) -> None:
    """Make Night Ferry as it stands at `at`; `tell` hears what is being done."""
    time = StoryTime(at)
    tell("Night Ferry opens …")
    opened = founding.found(ANSWERS, at=time.on(9, 1, 9), is_demo=True)
    story = Story(time=time, place=opened)
    story.people[STEWARD.key] = stewards()[0]
    hear(story, time.on(9, 1, 9, 1))
    tell("people meet in circles …")
    seed_people(story)
    seed_circles(story)
    seed_talk(story)
    seed_wishes(story)
    seed_firm(story)
    tell("they make things from each other’s things …")
    seed_works(story)
    seed_ideas(story)
    seed_scores(story)
    tell("three products are agreed upon …")
    seed_prints(story)
    seed_shirt(story)
    places = seed_stock(story)
    seed_shipping(story)
    tell("120 shirts are sold, and the money flows back …")
    seed_spread(story)
    hear(story, story.at((11, 6, 20, 0)))
    seed_sales(story, places)
    tell("others are wanted ahead, drawn, reviewed, sent back; members are paid out …")
    seed_vouchers(story)
    seed_ahead(story)
    seed_drops(story)
    seed_belonging(story)
    seed_after(story)
    tell("people write, are answered, and are told what became of it …")
    seed_end_of_campaign(story)
    seed_readers(story)
    seed_elsewhere(story)
    seed_listening(story)
    seed_inbox(story)
    seed_thanks(story)
    send_in_the_story(story)
    hear(story, at + timedelta(seconds=1))
