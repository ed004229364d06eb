"""What this room tells of one maker in time order: works and ideas."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from cohive.bond.keyset import Mark, older
from cohive.create.models.ideas import Idea
from cohive.create.models.works import Work
from cohive.words.moments import Moment
from cohive.words.sentences import Sentence


def works_in_time(agent: UUID, *, before: Mark | None, limit: int) -> list[Moment]:
    """Works she had a hand in that are shown, newest first. One SQL query."""
    rows = Work.objects.filter(older(before), makers__agent=agent, state="published")
    return [
        Moment(
            row.at,
            row.id,
            "made",
            Sentence("Made “%(title)s”", {"title": row.title}),
            reverse("create:work", kwargs={"slug": row.slug}),
        )
        for row in rows.order_by("-at", "-id")[:limit]
    ]


def ideas_in_time(agent: UUID, *, before: Mark | None, limit: int) -> list[Moment]:
    """Ideas that rest on her words, newest first. One SQL query."""
    rows = Idea.objects.filter(older(before), makers__agent=agent)
    return [
        Moment(
            row.at,
            row.id,
            "made",
            Sentence("Idea %(number)s: %(title)s", {"number": row.number, "title": row.title}),
            reverse("create:idea", kwargs={"number": row.number}),
        )
        for row in rows.order_by("-at", "-id")[:limit]
    ]
