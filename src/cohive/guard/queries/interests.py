"""Reading declared interests: beside what was said, for a count, and for one person's list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Expression,
    F,
    Field,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat

from cohive.guard.bases import WITHDRAWN_MARK, Shown
from cohive.guard.models.interests import Interest

LIMIT_INTERESTS = 200


@dataclass(frozen=True)
class InterestView:
    """One declared interest; a withdrawn one keeps both its days."""

    id: UUID
    person: UUID
    about_kind: str
    about: UUID
    subject: UUID | None
    shown: Shown


def interest_code() -> Subquery[Field[Any, Any]]:
    """An expression for rows of posts (`id`, `author`, `at`): the interest declared, as a code.

    So a page of fifty posts has their interests without one query more; `bases.shown` reads it.
    What was said of the very post goes before what stands for all she does.
    """
    rows = Interest.objects.filter(
        Q(about_kind="post", about=OuterRef("id"), person=OuterRef("author"))
        | (Q(about_kind="standing", person=OuterRef("author")) & _stood(OuterRef("at")))
    )
    # "post" before "standing", what holds before what was withdrawn, the latest first
    ordered = rows.order_by("about_kind", F("withdrawn_at").desc(nulls_first=True), "-id")
    return Subquery(
        ordered.values(
            code=Case(
                When(Q(about_kind="post", withdrawn_at__isnull=False), then=_marked()),
                default=F("basis"),
            )
        )[:1]
    )


def _marked() -> Expression:
    return Concat(Value(WITHDRAWN_MARK), F("basis"))


def _stood(at: object) -> Q:
    """Whether a standing interest held when something was done."""
    ended = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at)
    return Q(declared_at__lte=at) & ended


def interest_in(
    about_kind: str,
    about: UUID,
    *,
    person: UUID,
    at: datetime,
    subjects: Iterable[UUID] = (),
) -> InterestView | None:
    """Her interest in one thing: as she declared it of this, else a standing one in `subjects`.

    One she withdrew is given too, when none holds: a disclosure does not vanish. One SQL query.
    """
    rows = Interest.objects.filter(
        Q(about_kind=about_kind, about=about)
        | (Q(about_kind="standing", about__in=list(subjects)) & _stood(at)),
        person_id=person,
    )
    views = [_as_it_stood(view) for view in _views(rows)]
    return min(
        views,
        key=lambda one: (one.shown.is_withdrawn, one.about_kind == "standing"),
        default=None,
    )


def _as_it_stood(view: InterestView) -> InterestView:
    """A standing interest that held then is shown as holding, whatever came later."""
    if view.about_kind != "standing":
        return view
    return replace(view, shown=replace(view.shown, is_withdrawn=False))


def interests_about(about_kind: str, about: Iterable[UUID]) -> list[InterestView]:
    """What holds of these things, and everything that stands. One SQL query."""
    return _views(
        Interest.objects.filter(
            Q(about_kind=about_kind, about__in=list(about)) | Q(about_kind="standing")
        )
    )


def interests_of(person: UUID, *, limit: int = LIMIT_INTERESTS) -> list[InterestView]:
    """Everything one person declared, the newest first, withdrawn ones too. One SQL query."""
    return _views(Interest.objects.filter(person_id=person), limit=limit)


def standing_interests(person: UUID) -> list[InterestView]:
    """What stands for all she does, for her page; withdrawn ones too. One SQL query."""
    return _views(Interest.objects.filter(person_id=person, about_kind="standing"))


def declared_by(people: Iterable[UUID]) -> list[InterestView]:
    """Every interest of these people that holds, for checks over many. One SQL query."""
    return _views(Interest.objects.filter(person__in=list(people), withdrawn_at__isnull=True))


def people_with_interests() -> int:
    """How many people have an interest declared that holds; never who. One SQL query."""
    rows = Interest.objects.filter(withdrawn_at__isnull=True)
    return rows.aggregate(people=Count("person", distinct=True))["people"] or 0


def _views(rows: QuerySet[Interest], *, limit: int | None = None) -> list[InterestView]:
    return [
        InterestView(
            id=row.id,
            person=row.person_id,
            about_kind=row.about_kind,
            about=row.about,
            subject=row.subject,
            shown=Shown(
                basis=row.basis,
                declared_at=row.declared_at,
                withdrawn_at=row.withdrawn_at,
                is_withdrawn=row.withdrawn_at is not None,
            ),
        )
        for row in rows.order_by("-id")[:limit]
    ]
