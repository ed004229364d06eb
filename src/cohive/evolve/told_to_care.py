"""What a member's line of time says of surveys to herself: that she joined her answers.

A survey promises that joined answers are shown for ten people or more together, so the desk does
not read of one person that she joined.

Who answers without joining is nowhere by name, so nothing of it is here. Rows of answers have no
time of their own, by design: a joined one stands at the day its wave was opened.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import get_language

from cohive.bond.keyset import Mark, older
from cohive.care.timeline import CONSENT, Ground
from cohive.evolve.models.answers import Response
from cohive.evolve.wording import Wording
from cohive.words.moments import Moment
from cohive.words.sentences import Sentence

GROUND = Ground(
    "survey",
    Sentence("Joined surveys"),
    Sentence("a choice made in the survey"),
    Sentence("to set answers beside what was done here"),
    CONSENT,
    Sentence("until it is taken back in the survey, or the account is erased"),
    is_hers_alone=True,
)


def surveys_in_time(agent: UUID, /, *, before: Mark | None, limit: int) -> list[Moment]:
    """Waves in which she joined her answers, newest first. One SQL query."""
    rows = Response.objects.filter(older(before, "wave__opened_at"), member=agent)
    return [
        Moment(
            row.wave.opened_at,
            row.id,
            "survey",
            Sentence(
                "Answered “%(title)s”, time %(number)s, and joined the answers to the rest",
                {"title": _title(row), "number": row.wave.number},
            ),
        )
        for row in rows.select_related("wave__survey").order_by("-wave__opened_at", "-id")[:limit]
    ]


def _title(row: Response) -> str:
    survey = row.wave.survey
    return Wording(survey.title_en, survey.title_zh).spoken(get_language() or "")[0]
