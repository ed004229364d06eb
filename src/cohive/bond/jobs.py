"""What this room does in the background: tiers earned, gatherings soon, what nobody needs now."""

from __future__ import annotations

from datetime import datetime

from cohive.bond.operations.gatherings import remind
from cohive.bond.operations.machine import forget_machine_texts
from cohive.bond.operations.tier_applications import erase_answers
from cohive.bond.operations.tier_periods import earn_tiers

TIERS_SECONDS = 15 * 60
GATHERINGS_SECONDS = 15 * 60
MACHINE_TEXTS_SECONDS = 6 * 3600


def tiers(*, at: datetime) -> None:
    """Let members hold what they earned; erase answers of applications decided long ago."""
    earn_tiers(at=at)
    erase_answers(at=at)


def gatherings(*, at: datetime) -> None:
    """Remind who comes, a day ahead."""
    remind(at=at)


def machine_texts(*, at: datetime) -> None:
    """Forget what a machine translated long ago."""
    forget_machine_texts(at=at)
