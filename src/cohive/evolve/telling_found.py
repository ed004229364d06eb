"""Telling stewards what the night found: a notice for each thing, one mail for each look.

It says how many accounts are to be looked at and that nothing is decided; it names nobody, and
who is of a group or concerned by a question is told nothing by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import queries as members
from cohive.bond.operations import deliver_mail, notify
from cohive.guard import queries as guard
from cohive.journal import jobs
from cohive.journal.events import ActRecord

MAIL_JOB = "evolve.mail_what_was_found"
LATE = timedelta(days=7)
"""What was found longer ago waits on the page of the week, without a mail."""
GROUP_FOUND = gettext_noop(
    "A group of %(num)s accounts is to be looked at. Nothing is decided, and nobody is accused."
)
QUESTION_FOUND = gettext_noop(
    "The books and what somebody said in public do not quite agree. Please see whether there is"
    " something to ask. Nothing is decided, and nobody is accused."
)
SUBJECT = gettext_noop("%(place_name)s: something is to be looked at")


def register() -> None:
    """Name the mail, a job of its own, so that one that cannot be sent repeats alone."""
    jobs.register(MAIL_JOB, mail_found)


def tell_of_group(act: ActRecord) -> None:
    """A review was opened: tell every steward who is not of the group, once."""
    found = guard.review(act.event.review)
    if found is not None and found.state == "observe":
        path = reverse("evolve:review", args=[found.id])
        without = guard.review_members(found.id)
        _tell(act, found.id, GROUP_FOUND, {"num": found.members}, path, without=without)


def tell_of_question(act: ActRecord) -> None:
    """A contradiction was found: tell every steward who has no part in it, once."""
    found = guard.contradiction(act.event.contradiction)
    if found is not None and found.state == "found":
        path = reverse("evolve:interest", args=[found.id])
        _tell(act, found.id, QUESTION_FOUND, {}, path, without=(found.person, found.beneficiary))


def _tell(
    act: ActRecord,
    subject: UUID,
    sentence: str,
    values: Mapping[str, str | int],
    path: str,
    *,
    without: Iterable[UUID | None],
) -> None:
    left_out = frozenset(without)
    for steward in members.stewards():
        if steward in left_out:
            continue
        notify(
            to=steward,
            kind=act.kind,
            sentence=sentence,
            values=values,
            url=path,
            at=act.at,
            subject=subject,
            key=f"{act.kind}:{subject}",
        )
        jobs.schedule(
            MAIL_JOB,
            key=f"{steward}:{act.at.isoformat()}",
            run_at=act.at,
            arguments={"steward": str(steward), "found_at": act.at.isoformat()},
        )


def mail_found(*, at: datetime, steward: str, found_at: str) -> None:
    """Send one steward what one look found, as far as it still waits and concerns her."""
    to, looked_at = UUID(steward), datetime.fromisoformat(found_at)
    if at - looked_at > LATE or to not in members.stewards():
        return
    groups = [
        (one.members, reverse("evolve:review", args=[one.id]))
        for one in guard.reviews_waiting(to, limit=None)
        if one.state == "observe" and one.since == looked_at
    ]
    questions = [
        reverse("evolve:interest", args=[one.id])
        for one in guard.questions_waiting(to, limit=None)
        if one.state == "found" and one.since == looked_at
    ]
    if groups or questions:
        deliver_mail(
            to_agent=to,
            subject=SUBJECT,
            template="evolve/mail/found",
            context={"groups": groups, "questions": questions},
        )
