"""In the background: the claim mail of an import in small groups, and forgetting who never came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, override

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.care.models import KnownPerson
from cohive.care.operations.audience import ASK_JOB, drop_old_files
from cohive.care.operations.audience_mail import nearest_language
from cohive.care.operations.known import forget_due, note_claimed, token_of
from cohive.journal import jobs
from cohive.journal.events import ActRecord
from cohive.spread import queries as letters

MAILS_A_ROUND = 50
PAUSE = timedelta(seconds=20)
SUBJECT = gettext_noop("%(place_name)s has a place of its own now")


def ask_round(*, at: datetime, audience_import: str) -> None:
    """Send the claim mail to the next few; whoever was sent one is never sent it again.

    A row is marked before its mail goes out: a fault between the two loses a mail and sends none
    twice. Who ended the newsletter since, or is not to be written to, is marked and sent none.
    """
    rows = list(
        KnownPerson.objects.filter(
            audience_import=UUID(audience_import),
            mailed_at=None,
            claimed_at=None,
            agreed_on__isnull=False,
        )
        .exclude(email="")
        .order_by("id")[:MAILS_A_ROUND]
    )
    if not rows:
        return
    KnownPerson.objects.filter(id__in=[row.id for row in rows]).update(mailed_at=at)
    said_no = letters.said_no([row.email for row in rows])
    jobs.schedule(
        ASK_JOB,
        key=f"{audience_import}:{rows[-1].id.hex}",
        run_at=at + PAUSE,
        arguments={"audience_import": audience_import},
    )
    transaction.on_commit(
        partial(_ask_all, [row for row in rows if row.email not in said_no]), robust=True
    )


def _ask_all(rows: Sequence[KnownPerson]) -> None:
    """After the commit that marks them as written to."""
    for row in rows:
        _ask(row)


def _ask(row: KnownPerson) -> None:
    """Her mail, in her language where the place speaks it."""
    here = people.place()
    spoken = nearest_language(row.language, here.languages if here else ())
    bought = row.bought.exclude(what="").order_by("id").first()
    with override(spoken):
        first = gettext("Hello,")
        if bought is not None and bought.on is not None:
            why = gettext("in %(year)s you bought “%(thing)s”.") % {
                "year": bought.on.year,
                "thing": bought.what,
            }
        else:
            why = gettext("you agreed to hear from us.")
        paragraphs = [
            f"{first} {why}",
            gettext(
                "%(place)s has a place of its own now, and one page in it is yours. Nobody but you "
                "sees it. Would you like to claim it? If not, it deletes itself after a year, and "
                "you hear no more of it."
            )
            % {"place": here.name if here else ""},
            gettext("You get this once, because: %(words)s (%(day)s).")
            % {"words": row.agreed_words, "day": row.agreed_on},
        ]
        button = gettext("Look at the page")
    bond.deliver_mail(
        to_address=row.email,
        subject=SUBJECT,
        template="bond/mail/letter",
        context={
            "paragraphs": paragraphs,
            "button": button,
            "code": "",
            "link": settings.ADDRESS + reverse("care:known", kwargs={"token": token_of(row.id)}),
        },
        language=spoken,
    )


def forget(*, at: datetime) -> None:
    """Once a day: people whose year is over, and files that nobody confirmed."""
    forget_due(at=at)
    drop_old_files(at=at)


def hear_claimed(act: ActRecord) -> None:
    """Somebody took her page."""
    note_claimed(member=act.event.member, at=act.at)
