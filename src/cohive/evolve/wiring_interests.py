"""Questions about interests: the nightly look, who is told, the way to the page."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond import queries as bond
from cohive.evolve import jobs_reviews, telling_found, telling_interests
from cohive.guard.operations import forget_message_words
from cohive.journal import jobs
from cohive.journal.listeners import listen
from cohive.look import navigation
from cohive.look.navigation import Entry

EVERY_NIGHT_SECONDS = 24 * 3_600


def register() -> None:
    """Compare the books with what is said every night; tell stewards and who is asked."""
    jobs.register(
        "evolve.find_contradictions",
        jobs_reviews.compare_with_books,
        every_seconds=EVERY_NIGHT_SECONDS,
    )
    listen(
        "evolve.tell_of_question",
        ["guard.contradiction.found"],
        telling_found.tell_of_question,
    )
    listen(
        "evolve.tell_person_asked",
        ["guard.contradiction.asked", "guard.contradiction.closed"],
        telling_interests.tell_person,
    )
    listen(
        "evolve.tell_stewards_answered",
        ["guard.contradiction.answered"],
        telling_interests.tell_stewards,
    )
    erasure.register("guard.messages", forget_message_words)
    bond.also_collect("questions_about_interests", telling_interests.collected)
    navigation.register(
        Entry(
            "desk",
            "interests",
            "evolve:interests-desk",
            _("Questions about interests"),
            order=41,
            shown=navigation.holders("steward"),
            part="looking",
        )
    )
