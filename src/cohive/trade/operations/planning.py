"""Planning the mails of memberships."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.journal import jobs

MAIL_JOB = "trade.membership_mail"


def plan_membership_mail(kind: str, about: UUID, *, at: datetime) -> None:
    """Plan a mail about a gift's order or a period that ends; planning it twice is once."""
    arguments = {"kind": kind, "about": str(about)}
    jobs.schedule(MAIL_JOB, key=f"{kind}:{about}", run_at=at, arguments=arguments)
