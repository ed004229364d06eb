"""Asking makers, their answers, and taking an answer back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cohive.bond import operations as bond
from cohive.create import queries as create
from cohive.guard.operations import allow
from cohive.journal.operations import record
from cohive.spread.events_cascade import (
    ConsentAsked,
    ConsentDeclined,
    ConsentGiven,
    ConsentWithdrawn,
)
from cohive.spread.models import CONSENT_STATES, STANDING, Consent
from cohive.words.refusals import Forbidden, Missing, Refused

ASKED_AGAIN_AFTER = timedelta(days=90)
"""Who said no, or took her yes back, is left in peace for so long."""
ASKED_A_DAY = 20
DAY_SECONDS = 24 * 60 * 60


@transaction.atomic
def ask_for_work(*, work: UUID, by: UUID, at: datetime) -> int:
    """Ask each maker of a work who has not answered; return how many were asked.

    Who asks and is a maker herself is not asked: she answers with `answer_for_work`.
    """
    shown = create.work(work)
    if shown is None or shown.card.state == "withdrawn":
        raise Missing("There is no such work.")
    allow(what="spread.consent", who=str(by), limit=ASKED_A_DAY, seconds=DAY_SECONDS, at=at)
    makers = [agent for agent, _weight in shown.makers if agent != by]
    rows = list(Consent.objects.select_for_update().filter(work=work, maker__in=makers))
    quiet = {
        row.maker_id
        for row in rows
        if row.state in STANDING or at < (row.ended_at or row.answered_at or at) + ASKED_AGAIN_AFTER
    }
    asked = [maker for maker in makers if maker not in quiet]
    if not asked:
        raise Refused("Everyone who made it has been asked. Their answer stands on this page.")
    for maker in asked:
        row = Consent.objects.create(
            work=work, maker_id=maker, state="asked", asked_by_id=by, asked_at=at
        )
        record(
            ConsentAsked(work=work, maker=maker),
            by=by,
            at=at,
            object_kind="work",
            object=work,
            target=maker,
        )
        bond.notify(
            to=maker,
            kind="spread.consent",
            sentence="%(name)s asks whether the picture of “%(title)s” may be shown when others "
            "pass it on.",
            values={"name": f"agent:{by}", "title": shown.title},
            url=shown.url,
            at=at,
            subject=work,
            key=_key(row),
            waits=True,
        )
    return len(asked)


@transaction.atomic
def answer_for_work(*, work: UUID, gives: bool, by: UUID, at: datetime) -> None:
    """Say yes or no for one's own part; a yes needs no asking, a no takes a yes back."""
    shown = create.work(work)
    if shown is None:
        raise Missing("There is no such work.")
    if by not in {agent for agent, _weight in shown.makers}:
        raise Forbidden("Only who made a work may say who shows its picture.")
    row = Consent.objects.select_for_update().filter(work=work, maker=by, state__in=STANDING)
    standing = row.first()
    if standing is None:
        if not gives:
            return
        standing = Consent(work=work, maker_id=by, state="asked", asked_by_id=by, asked_at=at)
    if standing.state == "given":
        if not gives:
            _withdraw(standing, at=at)
        return
    standing.state = CONSENT_STATES.move(standing.state, "given" if gives else "declined")
    standing.answered_at = at
    standing.save()
    record(
        ConsentGiven(work=work) if gives else ConsentDeclined(work=work),
        by=by,
        at=at,
        object_kind="work",
        object=work,
    )
    bond.answer_notice(to=by, key=_key(standing), at=at)
    _tell(standing, title=shown.title, url=shown.url, at=at)


def _withdraw(row: Consent, *, at: datetime) -> None:
    row.state = CONSENT_STATES.move(row.state, "withdrawn")
    row.ended_at = at
    row.save()
    record(
        ConsentWithdrawn(work=row.work), by=row.maker_id, at=at, object_kind="work", object=row.work
    )


def _tell(row: Consent, *, title: str, url: str, at: datetime) -> None:
    """Who asked hears the answer; who asked nobody but herself does not."""
    if row.asked_by_id == row.maker_id:
        return
    yes = "%(name)s allows the picture of “%(title)s” to be shown when others pass it on."
    no = "%(name)s does not want the picture of “%(title)s” shown when others pass it on."
    bond.notify(
        to=row.asked_by_id,
        kind="spread.consent",
        sentence=yes if row.state == "given" else no,
        values={"name": f"agent:{row.maker_id}", "title": title},
        url=url,
        at=at,
        subject=row.work,
        key=f"{_key(row)}:answered",
    )


def _key(row: Consent) -> str:
    return f"spread.consent:{row.id}"
