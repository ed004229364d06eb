"""Reading ideas: one by its number, the list, what a thread became."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cohive.create.models.decisions import Decision
from cohive.create.models.ideas import Idea, IdeaMaker


@dataclass(frozen=True)
class IdeaAnswer:
    """What was decided about an idea: yes, no or later, with its public reason."""

    decision: UUID
    outcome: str
    reason: str
    by: UUID | None
    at: datetime


@dataclass(frozen=True)
class IdeaView:
    """An idea; `makers` are (agent, weight), the author among them. `state` is open or answered."""

    id: UUID
    number: int
    title: str
    text: str
    lang: str
    author: UUID
    circle: UUID | None
    post: UUID | None
    at: datetime
    makers: tuple[tuple[UUID, int], ...]
    answer: IdeaAnswer | None

    @property
    def state(self) -> str:
        """answered once something was decided about it."""
        return "answered" if self.answer else "open"

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("create:idea", kwargs={"number": self.number})


def idea(idea_id: UUID) -> IdeaView | None:
    """One idea by its id. Three SQL queries."""
    return next(iter(_views(Idea.objects.filter(id=idea_id))), None)


def idea_by_number(number: int) -> IdeaView | None:
    """One idea by what people call it. Three SQL queries."""
    return next(iter(_views(Idea.objects.filter(number=number))), None)


def ideas_by_id(ids: Iterable[UUID]) -> dict[UUID, IdeaView]:
    """Many ideas. Three SQL queries, none for no id."""
    wanted = set(ids)
    return {view.id: view for view in _views(Idea.objects.filter(id__in=wanted))} if wanted else {}


def ideas_of_thread(thread: UUID) -> list[IdeaView]:
    """What the posts of a thread became, oldest first. Three SQL queries, one if nothing."""
    return _views(Idea.objects.filter(thread_id=thread).order_by("number"))


def ideas(
    *, circle: UUID | None = None, below: int | None = None, limit: int = 24
) -> list[IdeaView]:
    """Ideas with the highest numbers first, under the number `below`. Three SQL queries."""
    rows = Idea.objects.order_by("-number")
    if circle:
        rows = rows.filter(circle=circle)
    if below is not None:
        rows = rows.filter(number__lt=below)
    return _views(rows[:limit])


def open_ideas(*, limit: int = 24) -> list[IdeaView]:
    """Ideas that still wait for an answer, the longest waiting first. Three SQL queries."""
    answered = Decision.objects.filter(_decided()).values("about_id")
    return _views(Idea.objects.exclude(id__in=answered).order_by("number")[:limit])


def _decided() -> Q:
    return Q(about_kind="idea", state="decided")


def _views(rows: Iterable[Idea]) -> list[IdeaView]:
    found = list(rows)
    if not found:
        return []
    ids = [row.id for row in found]
    makers: dict[UUID, list[tuple[UUID, int]]] = {}
    people = IdeaMaker.objects.filter(idea_id__in=ids).order_by("-weight", "id")
    for key, agent, weight in people.values_list("idea_id", "agent_id", "weight"):
        makers.setdefault(key, []).append((agent, weight))
    answers = _answers(ids)
    return [
        IdeaView(
            id=row.id,
            number=row.number,
            title=row.title,
            text=row.text,
            lang=row.language,
            author=row.author_id,
            circle=row.circle_id,
            post=row.post_id,
            at=row.at,
            makers=tuple(makers.get(row.id, ())),
            answer=answers.get(row.id),
        )
        for row in found
    ]


def _answers(ids: Sequence[UUID]) -> dict[UUID, IdeaAnswer]:
    rows = Decision.objects.filter(_decided(), about_id__in=ids).order_by("decided_at", "id")
    return {
        row.about_id: IdeaAnswer(
            decision=row.id,
            outcome=row.outcome,
            reason=row.reason,
            by=row.decided_by_id,
            at=row.decided_at,
        )
        for row in rows
        if row.decided_at
    }
