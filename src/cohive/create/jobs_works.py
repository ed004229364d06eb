"""What runs on the clock here: asking for votes when entries close, counting when votes do."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from cohive.bond import operations as bond_operations
from cohive.bond import queries as bond
from cohive.create.operations.challenges import COUNT_JOB, INVITE_JOB, count_votes
from cohive.create.queries import challenge as challenge_of
from cohive.journal import jobs

MAIL_JOB = "create.mail_voter"


def register() -> None:
    """Name the jobs; each challenge schedules its own runs."""
    jobs.register(INVITE_JOB, invite_voters)
    jobs.register(MAIL_JOB, mail_voter)
    jobs.register(COUNT_JOB, count)


def count(*, at: datetime, challenge: str) -> None:
    """Publish the means, in the name of the firm."""
    place = bond.place()
    if place:
        count_votes(challenge=UUID(challenge), by=place.agent, at=at)


def invite_voters(*, at: datetime, challenge: str) -> None:
    """Tell everyone of the circle that votes are open; nobody is asked when there are no entries.

    The mails are jobs of their own, so that one that cannot be sent repeats alone.
    """
    view = challenge_of(UUID(challenge))
    if view is None or view.circle is None or not view.entries or view.phase(at) != "voting":
        return
    for member in bond.circle_members(view.circle, limit=None):
        bond_operations.notify(
            to=member.agent,
            kind="vote",
            sentence=gettext_noop("Votes are open in “%(title)s”: %(count)s entries to look at."),
            values={"title": view.title, "count": view.entries},
            url=view.url,
            at=at,
            subject=view.id,
            key=f"vote:{view.id}:{member.agent}",
        )
        jobs.schedule(
            MAIL_JOB,
            key=f"{view.id}:{member.agent}",
            run_at=at,
            arguments={"challenge": challenge, "agent": str(member.agent)},
        )


def mail_voter(*, at: datetime, challenge: str, agent: str) -> None:
    """Send one member the link that is enough to vote until votes close."""
    view, to = challenge_of(UUID(challenge)), UUID(agent)
    if view is None or view.phase(at) != "voting":
        return
    days = (view.voting_closes_at - at).days + 1
    bond_operations.deliver_mail(
        to_agent=to,
        subject=gettext_noop("Votes are open: %(title)s"),
        template="create/mail/votes",
        context={
            "title": view.title,
            "entries": view.entries,
            "closes_at": view.voting_closes_at,
            "url": bond_operations.one_tap_url(agent=to, path=view.vote_url, at=at, days=days),
        },
    )
