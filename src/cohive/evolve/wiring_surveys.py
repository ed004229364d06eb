"""Asking: surveys, their answers and results. What is registered with the rooms before."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond.queries import also_collect
from cohive.care import timeline
from cohive.evolve import told_to_care
from cohive.evolve.checks_surveys import kept_participation, named_answer
from cohive.evolve.operations.survey_answers import clear_drafts, erase_answerer
from cohive.evolve.operations.survey_invitations import register_jobs
from cohive.evolve.queries.surveys import joined_answers_of
from cohive.journal import jobs, verification
from cohive.look import navigation
from cohive.look.navigation import Entry

NIGHT_SECONDS = 24 * 3_600


def register() -> None:
    """Ways to what is asked; mails; drafts cleared nightly; what is a member's own."""
    jobs.register("evolve.clear_drafts", clear_drafts, every_seconds=NIGHT_SECONDS)
    register_jobs()
    verification.register("unnamed answers", named_answer)
    verification.register("who took part", kept_participation)
    erasure.register("surveys", erase_answerer)
    also_collect("surveys", joined_answers_of)
    timeline.register(told_to_care.GROUND, told_to_care.surveys_in_time)
    navigation.register(
        Entry(
            "desk",
            "surveys",
            "evolve:survey-desk",
            _("Surveys"),
            order=30,
            shown=navigation.holders("steward"),
            part="standing",
        ),
        Entry(
            "circles",
            "surveys",
            "evolve:surveys",
            _("Surveys"),
            order=60,
            shown=navigation.members,
        ),
    )
