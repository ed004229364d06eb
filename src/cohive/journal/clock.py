"""A clock that is set back opens nothing again.

The worker writes down, twice a minute, the latest instant it has seen. Where a deadline has to stay
passed (a vote that closed, a link that was used up), `not_before_known` is asked instead of the
machine's clock alone: it never lies before that instant.
"""

from __future__ import annotations

from datetime import datetime

from cohive.journal.models import Job

__all__ = ["EVERY_SECONDS", "HEARTBEAT", "beat", "not_before_known"]

HEARTBEAT = "journal.clock"
EVERY_SECONDS = 30


def beat(*, at: datetime, latest: str = "") -> None:
    """Remember the latest instant; an earlier one, from a clock set back, changes nothing."""
    seen = max(at, datetime.fromisoformat(latest)) if latest else at
    Job.objects.filter(name=HEARTBEAT, key="").update(arguments={"latest": seen.isoformat()})


def not_before_known(at: datetime) -> datetime:
    """`at`, or the latest instant the worker has seen where the clock now lies before it.

    One SQL query.
    """
    row = Job.objects.filter(name=HEARTBEAT, key="").values_list("arguments", flat=True).first()
    latest = (row or {}).get("latest", "")
    return max(at, datetime.fromisoformat(latest)) if latest else at
