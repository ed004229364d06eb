"""How it stands: the page, this week, the season's report: what is registered."""

from django.utils.translation import gettext_lazy as _

from cohive.bond.queries import also_collect
from cohive.evolve import jobs as own_jobs
from cohive.evolve import slots_insight
from cohive.evolve.queries import figures_of
from cohive.journal import jobs, triggers
from cohive.look import navigation, slots
from cohive.look.navigation import Entry


def register() -> None:
    """Take the figures every night; show the page to who works on the place."""
    jobs.register(
        "evolve.take_figures", own_jobs.take_figures, every_seconds=own_jobs.TAKE_EVERY_SECONDS
    )
    triggers.declare(triggers.append_only("evolve_season"))
    also_collect("figures_of_you", figures_of)
    slots.fill("member.profile", slots_insight.own_ties)
    navigation.register(
        Entry(
            "desk",
            "week",
            "evolve:week",
            _("This week"),
            order=5,
            shown=navigation.holders("maker", "seller", "steward"),
        )
    )
    navigation.register(
        Entry(
            "desk",
            "insight",
            "evolve:insight",
            _("Insight"),
            order=20,
            shown=navigation.holders("maker", "seller", "steward"),
            part="standing",
        ),
        Entry(
            "desk",
            "seasons",
            "evolve:seasons",
            _("Seasons"),
            order=20,
            shown=navigation.holders("maker", "seller", "steward"),
            part="standing",
        ),
    )
