"""Telling a group what is looked at, decided, and how to answer: one notice for each of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import queries as members
from cohive.bond.operations import notify
from cohive.guard import queries as guard
from cohive.journal.events import ActRecord

MARKED = gettext_noop(
    "Some of your votes are looked at together with those of others, and do not count until that is"
    " decided. Nobody is accused. You see everything that is known, and can answer."
)
HELD = gettext_noop(
    "What comes in from these things for those of the group who made them is held until it is"
    " decided. It stays theirs."
)
CONFIRMED = gettext_noop(
    "Two stewards decided that these votes do not count. You can appeal to another steward, once."
)
RELEASED = gettext_noop("You are cleared, and your votes count again. %(apology)s")
REVERSED = gettext_noop(
    "Your appeal was right: the verdict is undone, and your votes count again. %(apology)s"
)
ANSWERED = gettext_noop("One of a group under review answered. Read it before you decide.")
APPEALED = gettext_noop("A verdict was appealed. A steward who had no part in it judges again.")
SENTENCES = {
    "guard.review.marked": MARKED,
    "guard.review.held": HELD,
    "guard.review.confirmed": CONFIRMED,
    "guard.review.released": RELEASED,
    "guard.review.reversed": REVERSED,
}


def tell_group(act: ActRecord) -> None:
    """Tell each of the group; nobody who was never publicly marked hears of having been watched."""
    found = guard.review(act.event.review)
    if found is None or not found.is_public:
        return
    is_cleared = act.kind in {"guard.review.released", "guard.review.reversed"}
    values = {"apology": found.apology} if is_cleared else {}
    for agent in sorted(guard.review_members(found.id)):
        notify(
            to=agent,
            kind=act.kind,
            sentence=SENTENCES[act.kind],
            values=values,
            url=reverse("evolve:review-own", args=[found.id]),
            at=act.at,
            subject=found.id,
            key=f"{act.kind}:{act.id}",
        )


def tell_stewards(act: ActRecord) -> None:
    """An appeal needs a steward who had no part in the verdict."""
    parts = {one.steward for one in guard.verdicts(act.event.review)}
    for steward in members.stewards():
        if steward not in parts:
            notify(
                to=steward,
                kind=act.kind,
                sentence=APPEALED,
                values={},
                url=reverse("evolve:review", args=[act.event.review]),
                at=act.at,
                subject=act.event.review,
                key=f"{act.kind}:{act.id}",
            )


def tell_of_answer(act: ActRecord) -> None:
    """Stewards who may judge are told once for each review, however many of the group answer."""
    group = guard.review_members(act.event.review)
    for steward in members.stewards():
        if steward not in group:
            notify(
                to=steward,
                kind=act.kind,
                sentence=ANSWERED,
                values={},
                url=reverse("evolve:review", args=[act.event.review]) + "#appeal",
                at=act.at,
                subject=act.event.review,
                key=f"{act.kind}:{act.event.review}",
            )


def collected(agent: UUID) -> list[dict[str, Any]]:
    """What her export says of reviews she was told of; nobody else of a group stands in it."""
    return [
        {
            "review": str(one.id),
            "state": one.state,
            "marked_at": _instant(one.marked_at),
            "decided_at": _instant(one.decided_at),
            "reason": one.reason,
            "answer": [said.text for said in guard.answers(one.id) if said.by == agent],
            "apology": one.apology,
            "evidence": one.evidence.get("accounts", {}).get(str(agent), []),
        }
        for one in guard.reviews_of(agent)
    ]


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
