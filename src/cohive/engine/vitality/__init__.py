"""Does it live? Who stays and for how long, what becomes of newcomers, whether the core renews."""

from cohive.engine.vitality.cohorts import Cohort, Flow, cohorts, flow, stickiness
from cohive.engine.vitality.newcomers import TALK_KINDS, Newcomers, newcomers
from cohive.engine.vitality.renewal import Renewal, Turn, renewal
from cohive.engine.vitality.responses import Responses, burstiness, hours_waited, responses
from cohive.engine.vitality.succession import Heir, Seat, Vacancy, lone_seats, succession
from cohive.engine.vitality.survival import Survival, stays, survival

__all__ = [
    "TALK_KINDS",
    "Cohort",
    "Flow",
    "Heir",
    "Newcomers",
    "Renewal",
    "Responses",
    "Seat",
    "Survival",
    "Turn",
    "Vacancy",
    "burstiness",
    "cohorts",
    "flow",
    "hours_waited",
    "lone_seats",
    "newcomers",
    "renewal",
    "responses",
    "stays",
    "stickiness",
    "succession",
    "survival",
]
