"""What this room does in the background: who earned a tier, and what nobody needs any more."""

from __future__ import annotations

from datetime import datetime

from cohive.bond.operations.machine import forget_machine_texts
from cohive.bond.operations.tier_applications import erase_answers
from cohive.bond.operations.tier_periods import earn_tiers

TIERS_SECONDS = 15 * 60
MACHINE_TEXTS_SECONDS = 6 * 3600


def tiers(*, at: datetime) -> None:
    """Let members hold what they earned; erase answers of applications decided long ago."""
    earn_tiers(at=at)
    erase_answers(at=at)


def machine_texts(*, at: datetime) -> None:
    """Forget what a machine translated long ago."""
    forget_machine_texts(at=at)
