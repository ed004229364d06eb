"""Changing: fission, merging, rules tried on past sales, experiments: what is registered."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond import queries as bond
from cohive.evolve import jobs_changes, slots_changes, slots_experiments
from cohive.evolve.queries.changes import changes_of_member
from cohive.evolve.queries.experiments import experiments_of_member
from cohive.evolve.queries.rules import votes_of_member
from cohive.journal import conditions, jobs
from cohive.look import navigation, slots
from cohive.look.navigation import Entry


def register() -> None:
    """Register pages, listeners and jobs of this part."""
    jobs.register(
        "evolve.count_votes",
        jobs_changes.count_votes,
        every_seconds=jobs_changes.COUNT_EVERY_SECONDS,
    )
    jobs.register(
        "evolve.find_borders",
        jobs_changes.find_borders,
        every_seconds=jobs_changes.LOOK_EVERY_SECONDS,
    )
    slots.fill("circle.aside", slots_changes.circle_aside)
    slots.fill("terms.vote", slots_changes.terms_vote)
    slots.fill("front.lead", slots_experiments.front_lead)
    slots.fill("make.lead", slots_experiments.make_lead)
    slots.fill("shop.lead", slots_experiments.shop_lead)
    slots.fill("thing.card", slots_experiments.card)
    slots.fill("thing.page", slots_experiments.own_page)
    conditions.answer("bond.may_join", slots_changes.became_another)
    erasure.register("evolve.changes", slots_changes.erase_member)
    bond.also_collect("changes_of_circles", changes_of_member)
    bond.also_collect("votes_on_rules", votes_of_member)
    bond.also_collect("experiments", experiments_of_member)
    navigation.register(
        Entry(
            "money",
            "rule-try",
            "evolve:rule-try",
            _("Try another rule"),
            order=50,
            shown=navigation.members,
        ),
        Entry(
            "desk",
            "changes",
            "evolve:changes",
            _("Changes"),
            order=30,
            shown=navigation.holders("maker", "seller", "steward"),
            part="changing",
        ),
        Entry(
            "desk",
            "experiments",
            "evolve:experiments",
            _("Trying two ways"),
            order=35,
            shown=navigation.holders("maker", "seller", "steward"),
            part="changing",
        ),
    )
