"""The desk's page of a person: erasure, takeout, jobs, its ways."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond.queries import also_collect
from cohive.care import jobs_customers, slots_customers
from cohive.care.operations import ANSWERERS
from cohive.care.operations.customers import erase_told_about
from cohive.care.queries.customers import about_member
from cohive.care.queries.told_about import desk_taken_out
from cohive.journal import jobs
from cohive.look import slots
from cohive.look.navigation import Entry, holders
from cohive.look.navigation import register as add_ways

HOUR_SECONDS, DAY_SECONDS = 3_600, 24 * 3_600


def _taken_out(agent: UUID) -> dict[str, Any]:
    about = about_member(agent)
    return desk_taken_out(agent, Q(pk__in=()) if about is None else about)


def register() -> None:
    """What is erased and taken out, what runs, and where the desk and the settings lead."""
    erasure.register("care.customers", erase_told_about)
    also_collect("what_the_desk_wrote", _taken_out)
    jobs.register("care.come_back", jobs_customers.tell, every_seconds=HOUR_SECONDS)
    jobs.register("care.forget_notes", jobs_customers.forget, every_seconds=DAY_SECONDS)
    slots.fill("order.desk", slots_customers.of_order, 50)
    slots.fill("settings", slots_customers.of_member, 65)
    add_ways(
        Entry(
            "desk", "customers", "care:customers", _("Find a person"), order=27,
            shown=holders(*ANSWERERS), part="standing",
            about=_("One person’s orders and messages in time order, notes, why it is held."),
        ),
        Entry(
            "desk", "follow-ups", "care:follow-ups", _("Days to come back"), order=28,
            shown=holders(*ANSWERERS), part="standing",
            about=_("To whom somebody meant to come back, and when."),
        ),
    )  # fmt: skip
