"""What reselling does in the background: the mails of alarms and suspensions, closed appeals."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from cohive.bond.operations import deliver_mail
from cohive.bond.queries import stewards
from cohive.guard.queries import case as case_of
from cohive.journal.events import ActRecord
from cohive.trade import operations, queries

ALARM = _("Look into selling on: %(levels)s levels, %(people)s people")
SUSPENDED = _("Your selling on was stopped")


def hear_appeal(act: ActRecord) -> None:
    """A report was closed: when it was an appeal of a reseller, do what was decided."""
    found = case_of(act.event.case)
    if found is not None and act.object_kind == "reseller":
        operations.hear_appeal_closed(
            case=found.id, outcome=found.outcome, reason=found.reason, by=act.actor, at=act.at
        )


def mail(*, at: datetime, kind: str, subject: str) -> None:
    """Write to the stewards about an alarm, or to a reseller who was stopped."""
    del at
    if kind == "alarm":
        _about_alarm(UUID(subject))
    else:
        _about_suspension(UUID(subject))


def _about_alarm(alarm: UUID) -> None:
    found = queries.resale_alarm(alarm)
    if found is None or found.looked_at is not None:
        return
    for steward in stewards():
        deliver_mail(
            to_agent=steward,
            subject=ALARM,
            template="trade/mail/resale",
            context={
                "levels": found.levels,
                "people": found.people,
                "reason": "",
                "button_url": settings.ADDRESS + reverse("trade:resale-desk"),
            },
        )


def _about_suspension(suspension: UUID) -> None:
    found = queries.suspension(suspension)
    if found is None:
        return
    reseller = queries.reseller(found.reseller)
    deliver_mail(
        to_agent=reseller.agent if reseller else None,
        subject=SUSPENDED,
        template="trade/mail/resale",
        context={
            "reason": found.reason,
            "button_url": settings.ADDRESS + reverse("trade:sell-on"),
        },
    )
