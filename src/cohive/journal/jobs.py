"""Work on the clock, and the loop that does it.

A job is a named function with JSON arguments; the row says when. One worker runs them, one at a
time, after sealing and listening. A job must be safe to run twice: it is retried after a fault.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cohive.journal import listeners, seals
from cohive.journal.models import Job
from cohive.journal.quiet import is_quiet

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 10
DOUBLINGS_MAX = 10
PAUSE_MAX = timedelta(seconds=PAUSE_SECONDS * 2**DOUBLINGS_MAX)
"""The longest pause after a fault."""

Work = Callable[..., None]


@dataclass(frozen=True)
class Regular:
    """A job that every place runs: its work and its rhythm.

    `asks_outside`: it waits for others, so it runs outside a transaction and writes in its own.
    """

    work: Work
    every_seconds: int | None
    asks_outside: bool = False


_jobs: dict[str, Regular] = {}


def register(
    name: str, work: Work, *, every_seconds: int | None = None, asks_outside: bool = False
) -> None:
    """Name a function `work(*, at, **arguments)`; with a rhythm it is scheduled by itself."""
    _jobs[name] = Regular(work, every_seconds, asks_outside)


def schedule(
    name: str, *, key: str, run_at: datetime, arguments: dict[str, Any] | None = None
) -> None:
    """Ask for one run at `run_at`; the same name and key again moves it (never doubles it)."""
    if name not in _jobs:
        raise LookupError(f"no job is called {name}")
    Job.objects.update_or_create(
        name=name,
        key=key,
        defaults={"run_at": run_at, "arguments": arguments or {}, "attempts": 0, "error": ""},
    )


def run_due(*, at: datetime, only: Collection[str] | None = None) -> int:
    """Seal, listen, then run every due job (of these names) once; return how much was done.

    A quiet copy of a place does nothing.
    """
    if is_quiet():
        return 0
    done = seals.seal_pending() + listeners.hear(at=at)
    _plan_regular(at=at, only=only)
    due = Job.objects.filter(run_at__lte=at).order_by("run_at", "name", "key")
    for job in due if only is None else due.filter(name__in=only):
        done += _run(job, at=at)
    return done


def is_due(*, naming: str, at: datetime) -> bool:
    """Whether a job waits whose name has this word and that never failed. One SQL query."""
    waiting = Job.objects.filter(name__contains=naming, run_at__lte=at, attempts=0)
    return waiting.filter(every_seconds__isnull=True).exists()


def _plan_regular(*, at: datetime, only: Collection[str] | None) -> None:
    wanted = {
        name: job
        for name, job in _jobs.items()
        if job.every_seconds and (only is None or name in only)
    }
    planned = dict(Job.objects.filter(key="", name__in=wanted).values_list("name", "run_at"))
    for name, run_at in planned.items():
        rhythm = timedelta(seconds=wanted[name].every_seconds or 0)
        if run_at is not None and run_at - at > max(rhythm, PAUSE_MAX):
            # planned by a clock that has been set back since
            Job.objects.filter(key="", name=name).update(run_at=at)
    for name in sorted(wanted.keys() - planned.keys()):
        Job.objects.get_or_create(
            name=name,
            key="",
            defaults={"run_at": at, "every_seconds": wanted[name].every_seconds},
        )


def _run(job: Job, *, at: datetime) -> int:
    regular = _jobs.get(job.name)
    if regular is None:
        logger.warning("no job is called %s any more", job.name)
        return 0
    try:
        if regular.asks_outside:
            regular.work(at=at, **job.arguments)
            _after_success(job, at=at)
        else:
            with transaction.atomic():
                regular.work(at=at, **job.arguments)
                _after_success(job, at=at)
    except Exception as fault:
        logger.exception("job %s %s failed", job.name, job.key)
        pause = timedelta(seconds=PAUSE_SECONDS * 2 ** min(job.attempts, DOUBLINGS_MAX))
        Job.objects.filter(pk=job.pk).update(
            run_at=at + pause,
            attempts=min(job.attempts + 1, 1000),
            error=f"{type(fault).__name__}: {fault}"[:2000],
        )
        return 0
    return 1


def _after_success(job: Job, *, at: datetime) -> None:
    if job.every_seconds:
        next_at = at + timedelta(seconds=job.every_seconds)
        Job.objects.filter(pk=job.pk).update(run_at=next_at, last_run_at=at, attempts=0, error="")
    else:
        job.delete()
