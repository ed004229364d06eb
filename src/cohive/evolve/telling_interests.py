"""Telling the person who is asked about an interest, and stewards when she has answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import queries as members
from cohive.bond.operations import notify
from cohive.guard import queries as guard
from cohive.journal.events import ActRecord

ASKED = gettext_noop(
    "A steward asks whether you want to declare an interest. Nobody is accused, and nobody else"
    " reads it."
)
CLOSED = gettext_noop("The question about an interest is closed. %(reason)s")
ANSWERED = gettext_noop("Somebody answered a question about an interest.")


def tell_person(act: ActRecord) -> None:
    """Tell her of the question, and of its end if she was ever asked."""
    found = guard.contradiction(act.event.contradiction)
    if found is None or found.asked_at is None:
        return
    is_closed = act.kind == "guard.contradiction.closed"
    notify(
        to=found.person,
        kind=act.kind,
        sentence=CLOSED if is_closed else ASKED,
        values={"reason": found.reason} if is_closed else {},
        url=reverse("evolve:interest-answer", args=[found.id]),
        at=act.at,
        subject=found.id,
        key=f"{act.kind}:{act.id}",
    )


def tell_stewards(act: ActRecord) -> None:
    """Tell the stewards who have no part in it that an answer waits."""
    found = guard.contradiction(act.event.contradiction)
    for steward in members.stewards():
        if found is not None and steward not in (found.person, found.beneficiary):
            notify(
                to=steward,
                kind=act.kind,
                sentence=ANSWERED,
                values={},
                url=reverse("evolve:interest", args=[found.id]),
                at=act.at,
                subject=found.id,
                key=f"{act.kind}:{act.id}",
            )


def collected(agent: UUID) -> list[dict[str, Any]]:
    """What her export says of questions she was asked; of nobody else's."""
    return [
        {
            "question": str(one.id),
            "state": one.state,
            "evidence": one.evidence,
            "answer": one.answer,
            "reason": one.reason,
        }
        for one in guard.questions_to(agent)
    ]
