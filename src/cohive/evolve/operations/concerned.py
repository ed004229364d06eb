"""Whom a change of circles concerns, and how they are told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from cohive.bond import operations as telling
from cohive.bond import queries as bond
from cohive.evolve.models.changes import (
    CircleChange,
)
from cohive.words.refusals import Missing


def circle_view(circle: UUID) -> bond.CircleView:
    """The circle; refused where there is none."""
    view = bond.circle(circle)
    if view is None:
        raise Missing("There is no such circle.")
    return view


def tell_concerned(
    row: CircleChange,
    sentence: str,
    what: str,
    *,
    at: datetime,
    values: dict[str, str],
    waits: bool = False,
) -> None:
    """Put a sentence on the page of everybody concerned, once for each `what`."""
    for agent in row.people.values_list("member_id", flat=True):
        telling.notify(
            to=agent,
            kind="change",
            sentence=sentence,
            values=values,
            url=reverse("evolve:change", args=[row.id]),
            at=at,
            subject=row.id,
            key=notice_key(row, what, agent),
            waits=waits,
        )


def notice_key(row: CircleChange, what: str, agent: UUID) -> str:
    """What makes a notice of this change the same notice."""
    return f"change:{row.id}:{what}:{agent}"
