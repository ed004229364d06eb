"""What bringing people along registers with the rooms before: erasure, takeout, jobs, its ways."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond import queries as bond
from cohive.care import audience_jobs, segment_mail
from cohive.care.operations.audience import ASK_JOB
from cohive.care.operations.known import erase_known
from cohive.care.queries.audience import known_of_member
from cohive.care.slots_audience import in_segments
from cohive.journal import jobs, listeners
from cohive.look import slots
from cohive.look.navigation import Entry, holders
from cohive.look.navigation import register as add_ways
from cohive.spread import audiences

DAY_SECONDS = 24 * 60 * 60


def register() -> None:
    """Say what is erased and taken out, what runs, who hears, and where the desk leads."""
    erasure.register("care.audience", erase_known)
    bond.also_collect("known_before", known_of_member)
    jobs.register(ASK_JOB, audience_jobs.ask_round)
    jobs.register("care.forget_audience", audience_jobs.forget, every_seconds=DAY_SECONDS)
    listeners.listen("care.claimed", ["bond.member.claimed"], audience_jobs.hear_claimed)
    slots.fill("settings", in_segments, 70)
    audiences.register(segment_mail.KIND, segment_mail.offered, segment_mail.reach)
    add_ways(
        Entry(
            "desk",
            "audience",
            "care:audience",
            _("Your people"),
            "users",
            70,
            holders("steward"),
            part="place",
            about=_("Whom the firm knew before, what each agreed to, and segments with reasons."),
        ),
    )
