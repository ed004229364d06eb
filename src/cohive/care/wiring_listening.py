"""Listening: its jobs and the way to its page."""

from django.utils.translation import gettext_lazy as _

from cohive.care import campaign_alarms, jobs_listening
from cohive.care.operations.listening import answer_alarm
from cohive.journal import jobs
from cohive.look import navigation
from cohive.spread import moments

TEN_MINUTES_SECONDS, DAY_SECONDS = 600, 24 * 3_600


def register() -> None:
    """Ask each source every hour (a few at a time), erase every day, show the way."""
    jobs.register(
        "care.listen",
        jobs_listening.listen,
        every_seconds=TEN_MINUTES_SECONDS,
        asks_outside=True,
    )
    jobs.register("care.forget_mentions", jobs_listening.forget, every_seconds=DAY_SECONDS)
    moments.register_alarms("care", campaign_alarms.alarms, answered=answer_alarm)
    navigation.register(
        navigation.Entry(
            "desk",
            "listening",
            "care:listening",
            _("Listening"),
            order=30,
            shown=navigation.holders("steward"),
            part="looking",
        ),
    )
