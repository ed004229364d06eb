"""The mails to a member of whom a steward says that she died: who lives can say so in time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from cohive.bond.operations import deliver_mail
from cohive.settle.queries.successions import succession as succession_of

SUBJECTS = {
    "proposed": _("It was said at %(place_name)s that you died"),
    "approved": _("Your account at %(place_name)s was closed"),
}


def mail(*, at: datetime, succession: str, kind: str) -> None:
    """Write to her, unless it was stopped or went on meanwhile."""
    del at
    found = succession_of(UUID(succession))
    if found is None or found.state != kind:
        return
    passes = found.passes_from
    deliver_mail(
        to_agent=found.member,
        subject=SUBJECTS[kind],
        template="settle/mail/succession",
        context={
            "day": timezone.localtime(passes).date() if passes else None,
            "is_closed": kind == "approved",
            "button_url": settings.ADDRESS + reverse("settle:after-me-alive"),
        },
    )
