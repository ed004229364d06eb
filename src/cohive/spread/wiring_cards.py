"""What cards, consent and cascades register with the rooms before."""

from __future__ import annotations

from cohive.bond import arriving
from cohive.bond.queries import also_collect
from cohive.journal import jobs, listeners
from cohive.look import slots as places
from cohive.spread import listening, share_cards, slots, slots_cards
from cohive.spread.queries.taken_out import passing_on_of

DAY_SECONDS = 24 * 60 * 60


def register() -> None:
    """Cards in the heads of pages, consent below works, credit once an order is paid."""
    places.fill("thing.head", slots_cards.head, 10)
    places.fill("front.head", slots_cards.front_head, 10)
    places.fill("thing.page", slots_cards.first_picture, 90)
    places.fill("work.after", slots_cards.consent, 70)
    places.fill("idea.after", slots.of_idea, 60)
    places.fill("gathering.after", slots.of_gathering, 60)
    jobs.register("spread.forget_cards", share_cards.forget_old_cards, every_seconds=DAY_SECONDS)
    listeners.listen("spread.credit", ["spread.link.converted"], listening.credit)
    arriving.register("spread.arrival", listening.arrived)
    also_collect("passing_on", passing_on_of)
