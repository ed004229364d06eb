"""Ideas and works as texts that can be said in other languages."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from cohive.bond.queries import Original, also_translate
from cohive.create.models.ideas import Idea
from cohive.create.models.works import WORK_STATES, Work


def register() -> None:
    """Let members translate both."""
    also_translate("idea", _idea)
    also_translate("work", _work)


def _idea(idea: UUID) -> Original | None:
    row = Idea.objects.filter(id=idea).exclude(text="").first()
    if row is None:
        return None
    return Original(
        kind="idea",
        id=row.id,
        title=row.title,
        text=row.text,
        lang=row.language,
        author=row.author_id,
        circle=row.circle_id,
        url=reverse("create:idea", kwargs={"number": row.number}),
    )


def _work(work: UUID) -> Original | None:
    """A work that is shown; what others translate of it is its title and its description."""
    shown = Work.objects.filter(id=work, state=WORK_STATES.start).exclude(text="")
    row = shown.select_related("challenge").first()
    if row is None:
        return None
    return Original(
        kind="work",
        id=row.id,
        title=row.title,
        text=row.text,
        lang=row.language,
        author=row.submitted_by_id,
        circle=row.challenge.circle_id if row.challenge else None,
        url=reverse("create:work", kwargs={"slug": row.slug}),
    )
