"""What runs by itself for products: contributions that confirm themselves, mails that ask.

Each mail is a job of its own, so that one that cannot be sent repeats alone.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond_operations
from cohive.create import queries
from cohive.create.events.products import AgreementOffered, BallotOpened
from cohive.create.operations.contributions import confirm_by_time
from cohive.create.operations.decision_notices import voters
from cohive.journal import jobs
from cohive.journal.events import ActRecord

ASK_JOB, VOTE_JOB = "create.mail_asked", "create.mail_ballot"
ASK_DAYS = 30


def confirm_contribution(*, at: datetime, contribution: str) -> None:
    """Seven days after a contribution was logged."""
    confirm_by_time(contribution=UUID(contribution), at=at)


def agreement_offered(act: ActRecord) -> None:
    """A version was offered: ask each named person by mail."""
    event = act.event
    if isinstance(event, AgreementOffered):
        for agent in event.named:
            jobs.schedule(
                ASK_JOB,
                key=f"{event.agreement}:{agent}",
                run_at=act.at,
                arguments={"agreement": str(event.agreement), "agent": str(agent)},
            )


def ballot_opened(act: ActRecord) -> None:
    """A ballot was opened: ask everyone who may vote by mail."""
    event = act.event
    if isinstance(event, BallotOpened):
        for agent in voters(event.decision):
            jobs.schedule(
                VOTE_JOB,
                key=f"{event.decision}:{agent}",
                run_at=act.at,
                arguments={"decision": str(event.decision), "agent": str(agent)},
            )


def mail_asked(*, at: datetime, agreement: str, agent: str) -> None:
    """Send one named person the link that is enough to answer."""
    version, to = queries.agreement(UUID(agreement)), UUID(agent)
    if version is None or version.state != "offered":
        return
    waiting = {answer.agent for answer in queries.answers(version.id) if answer.state == "asked"}
    product = queries.product(version.product)
    if to not in waiting or product is None:
        return
    example = queries.example(queries.frozen_terms(version.id))
    part = next((payee for payee in example.payees if payee.agent == to), None)
    path = reverse("create:agreement-answer", args=[version.id])
    bond_operations.deliver_mail(
        to_agent=to,
        subject=gettext_noop("Please answer: the agreement of “%(product)s”"),
        template="create/mail/agreement",
        context={
            "product": product.title,
            "version": version.version,
            "part": part,
            "currency": version.currency,
            "url": bond_operations.one_tap_url(agent=to, path=path, at=at, days=ASK_DAYS),
        },
    )


def mail_voter(*, at: datetime, decision: str, agent: str) -> None:
    """Send one member the link that is enough to vote until the ballot closes."""
    view, to = queries.decision(UUID(decision)), UUID(agent)
    if view is None or view.state != "open" or view.closes_at is None or at >= view.closes_at:
        return
    path = reverse("create:decision-vote", args=[view.id])
    days = (view.closes_at - at).days + 1
    bond_operations.deliver_mail(
        to_agent=to,
        subject=gettext_noop("Help decide: %(about)s"),
        template="create/mail/ballot",
        context={
            "about": view.about_title,
            "closes_at": view.closes_at,
            "url": bond_operations.one_tap_url(agent=to, path=path, at=at, days=days),
        },
    )
