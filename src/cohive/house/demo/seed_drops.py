"""Seeding the drops: a draw that is over, one that takes entries, and a morning still to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from cohive.create.queries import product
from cohive.house.demo.cast import PEOPLE
from cohive.house.demo.seed_sales import OF_THE_SHOP, contact_of, hear, pay
from cohive.house.demo.shopping import IN_THE_DRAW, IN_THE_NEXT_DRAW
from cohive.house.demo.story import Story
from cohive.house.demo.story_time import ROTTERDAM
from cohive.trade import operations as trade
from cohive.trade import queries
from cohive.trade.operations import DrawTerms

HIGH_WATER = "high water at Hoek van Holland on the evening of the closing, in centimetres"


def seed_drops(story: Story) -> None:
    """In the order in which they were announced."""
    _drawn(story)
    _taking_entries(story)
    _to_come(story)


def _drawn(story: Story) -> None:
    """Four sets out of the first pull: nine entered, all is published, all four were bought."""
    sana = story.people["sana"]
    cards = product(story.products["cards"])
    assert cards is not None  # noqa: S101 - seeded before
    drop = trade.announce_drop(
        title="Harbour lamp, first pull",
        product=cards.id,
        pieces={cards.variants[0].id: 4},
        opens_at=story.at((11, 12, 10, 0)),
        closes_at=story.at((11, 16, 20, 0)),
        draw=DrawTerms(pay_hours=24, public_source=HIGH_WATER),
        by=sana,
        at=story.at((11, 10, 12, 0)),
    )
    for number, key in enumerate(IN_THE_DRAW):
        trade.enter_draw(
            drop=drop,
            variant=cards.variants[0].id,
            by=story.people[key],
            at=story.at((11, 12, 11 + number, 0)),
        )
    drawn_at = story.at((11, 16, 20, 30))
    trade.draw_drop(drop=drop, public_word="187", by=sana, at=drawn_at)
    for number, key in enumerate(IN_THE_DRAW):
        entry = queries.entry_of(drop, story.people[key])
        if entry is None or entry.state != "kept":
            continue
        person = next(person for person in PEOPLE if person.key == key)
        at = drawn_at + timedelta(minutes=20 * (number + 1))
        order = trade.order_from_offer(
            drop=drop,
            contact=contact_of(260 + number, person),
            by=story.people[key],
            at=at,
            key=f"seed-draw-{number}",
            language=person.language,
        )
        pay(order, by=story.people[key], at=at + timedelta(minutes=2))
    hear(story, story.at((11, 18, 8, 0)), OF_THE_SHOP)


def _taking_entries(story: Story) -> None:
    """Five proofs, pulled before the run; entries come in until the evening after tomorrow."""
    prints = product(story.products["print"])
    assert prints is not None  # noqa: S101 - seeded before
    drop = trade.announce_drop(
        title="Low tide timetable, printer’s proofs",
        product=prints.id,
        pieces={prints.variants[0].id: 5},
        opens_at=story.at((11, 20, 12, 0)),
        closes_at=_evening(story, days=2),
        draw=DrawTerms(pay_hours=24, contributor_tickets=2, public_source=HIGH_WATER),
        by=story.people["sana"],
        at=story.at((11, 20, 9, 0)),
    )
    for number, key in enumerate(IN_THE_NEXT_DRAW):
        trade.enter_draw(
            drop=drop,
            variant=prints.variants[0].id,
            by=story.people[key],
            at=story.at((11, 20, 12 + number, 5)),
        )


def _to_come(story: Story) -> None:
    """For whoever is awake with the morning voice: who comes first, at 06:20."""
    cards = product(story.products["cards"])
    assert cards is not None  # noqa: S101 - seeded before
    opens_at = _evening(story, days=3, hour=6, minute=20)
    trade.announce_drop(
        title="Harbour lamp at 06:20",
        product=cards.id,
        pieces={cards.variants[0].id: 12},
        opens_at=opens_at,
        closes_at=opens_at + timedelta(hours=12),
        per_person=2,
        by=story.people["sana"],
        at=story.at((11, 21, 10, 0)),
    )


def _evening(story: Story, *, days: int, hour: int = 20, minute: int = 0) -> datetime:
    """An hour of a day after the seeding, by the clock of Rotterdam."""
    day = story.time.seeded_at.astimezone(ROTTERDAM) + timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
