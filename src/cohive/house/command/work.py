"""`cohive work`: the background work, one thing after another, until it is asked to stop."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import Namespace
from types import FrameType

from django.db import OperationalError, connection
from django.utils import timezone

from cohive.house.command.copied import look_where_it_lives
from cohive.journal import loops
from cohive.journal.jobs import run_due

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
PAUSE_AFTER_FAULT_SECONDS = 5.0
STOP_SECONDS = 4.0
"""For loops beside the jobs to end what they have begun; `serve` kills after five."""


def run(_: Namespace) -> int:
    """Seal, listen and run what is due; rest half a second when there is nothing."""
    look_where_it_lives()
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    beside = loops.start(stop)
    while not stop.is_set():
        stop.wait(_turn())
    connection.close()
    for thread in beside:
        thread.join(STOP_SECONDS)
    return 0


def _turn() -> float:
    """One round of work; returns how long to rest."""
    try:
        return 0 if run_due(at=timezone.now()) else PAUSE_SECONDS
    except OperationalError:
        logger.exception("the database did not answer")
        connection.close()
        return PAUSE_AFTER_FAULT_SECONDS
