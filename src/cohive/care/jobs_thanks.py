"""In the background: a product on sale releases its ideas, and everyone behind them is told."""

from __future__ import annotations

import logging
from datetime import datetime

from cohive.bond.queries import place
from cohive.care import operations
from cohive.journal.events import ActRecord
from cohive.words.refusals import Refused

logger = logging.getLogger(__name__)
THANK_SECONDS = 60


def hear_on_sale(act: ActRecord) -> None:
    """A product went on sale: what it comes from is released."""
    here = place()
    if here is not None:
        operations.release_by_product(product=act.event.product, by=here.agent, at=act.at)


def thank(*, at: datetime) -> None:
    """Tell who was not told yet, each for herself; one who cannot be told holds up nobody."""
    operations.note_makers(at=at)
    for voice in operations.waiting_voices():
        try:
            operations.thank_voice(voice=voice, at=at)
        except Refused:
            logger.exception("voice %s could not be told", voice)
