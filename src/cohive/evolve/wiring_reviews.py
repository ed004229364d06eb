"""Reviews of groups: the nightly look, who is told, the ways to the pages."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond import queries as bond
from cohive.evolve import jobs_reviews, slots_reviews, telling_found, telling_reviews
from cohive.evolve.operations.left_out import JUDGED, count_anew
from cohive.guard.operations import forget_words
from cohive.journal import jobs
from cohive.journal.listeners import listen
from cohive.look import navigation, slots
from cohive.look.navigation import Entry

EVERY_NIGHT_SECONDS = 24 * 3_600


def register() -> None:
    """Look every night; tell stewards what is found, the group of every step that is felt."""
    jobs.register("evolve.watch_groups", jobs_reviews.watch, every_seconds=EVERY_NIGHT_SECONDS)
    telling_found.register()
    listen("evolve.tell_of_group", ["guard.review.opened"], telling_found.tell_of_group)
    listen("evolve.tell_group", list(telling_reviews.SENTENCES), telling_reviews.tell_group)
    listen("evolve.tell_stewards", ["guard.review.appealed"], telling_reviews.tell_stewards)
    listen("evolve.tell_of_answer", ["guard.review.answered"], telling_reviews.tell_of_answer)
    listen("evolve.count_anew", list(JUDGED), count_anew)
    erasure.register("guard.reviews", forget_words)
    bond.also_collect("reviews_of_groups", telling_reviews.collected)
    slots.fill("create.result", slots_reviews.reviews_of_things)
    slots.fill("statement.held", slots_reviews.way_to_own_review)
    slots.fill("create.decision", slots_reviews.reviews_of_things)
    slots.fill("money.look", slots_reviews.way_to_all_reviews)
    navigation.register(
        Entry("foot", "reviews", "evolve:reviews", _("How votes are checked"), order=30),
        Entry(
            "desk",
            "reviews",
            "evolve:reviews-desk",
            _("Reviews of groups"),
            order=40,
            shown=navigation.holders("steward"),
            part="looking",
        ),
    )
