"""Reading works: one with its history and parents, the gallery, and lists of cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from cohive.create.models.works import Work, WorkMaker, WorkParent, WorkVersion
from cohive.create.pictures import url_of
from cohive.create.queries.keyset import after, mark_of
from cohive.create.queries.lineage import lineage_graph, lineage_graphs

__all__ = [
    "ParentView",
    "PictureView",
    "VersionView",
    "WorkCard",
    "WorkView",
    "cards_of",
    "entries",
    "gallery",
    "lineage_graph",
    "lineage_graphs",
    "work",
    "work_by_slug",
    "works_like",
    "works_of_maker",
]

Makers = tuple[tuple[UUID, int], ...]
GALLERY_PAGE = 24


@dataclass(frozen=True)
class PictureView:
    """Where a picture and its small one are served; pixels of the large one."""

    url: str
    thumb_url: str
    width: int
    height: int
    digest: str = ""


@dataclass(frozen=True)
class WorkCard:
    """A work in a list. `makers` are (agent, weight); `is_remix` says that it has parents."""

    id: UUID
    slug: str
    kind: str
    title: str
    lang: str
    makers: Makers
    holder: str
    keep: Fraction
    ask: Fraction | None
    picture: PictureView | None
    challenge: UUID | None
    state: str
    at: datetime
    is_remix: bool

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("create:work", kwargs={"slug": self.slug})


@dataclass(frozen=True)
class ParentView:
    """What a work grew from, and the sentence that was said to its makers; weight 0 only names."""

    work: WorkCard
    weight: int
    credit: str
    lang: str
    by: UUID
    at: datetime


@dataclass(frozen=True)
class VersionView:
    """One picture in a work's history."""

    number: int
    picture: PictureView
    note: str
    by: UUID
    at: datetime


@dataclass(frozen=True)
class WorkView:
    """A work with everything its page says; `versions` newest first."""

    card: WorkCard
    text: str
    source_url: str
    stage: str
    submitted_by: UUID
    parents: tuple[ParentView, ...]
    versions: tuple[VersionView, ...]

    @property
    def id(self) -> UUID:
        """The work's id."""
        return self.card.id

    @property
    def title(self) -> str:
        """The work's title."""
        return self.card.title

    @property
    def makers(self) -> Makers:
        """(agent, weight) of each maker, the heaviest first."""
        return self.card.makers

    @property
    def url(self) -> str:
        """The address of its page."""
        return self.card.url

    def is_by(self, agent: UUID | None) -> bool:
        """Whether she made it or handed it in."""
        return agent == self.submitted_by or agent in {maker for maker, _ in self.makers}


def work(work_id: UUID) -> WorkView | None:
    """One work by its id. Six SQL queries, fewer without parents."""
    return _view(Work.objects.filter(id=work_id).first())


def work_by_slug(slug: str) -> WorkView | None:
    """One work by its address. Six SQL queries, fewer without parents."""
    return _view(Work.objects.filter(slug=slug).first())


def cards_of(works: Iterable[UUID]) -> dict[UUID, WorkCard]:
    """The cards of these works, withdrawn ones too. Two SQL queries."""
    return {card.id: card for card in _cards(Work.objects.filter(id__in=list(works)))}


def entries(challenge: UUID) -> list[WorkCard]:
    """The entries of a challenge that are shown, in the order of handing in. Two SQL queries."""
    return _cards(Work.objects.filter(challenge=challenge, state="published").order_by("id"))


def gallery(
    *, order: str = "newest", cursor: str = "", limit: int = GALLERY_PAGE
) -> tuple[list[WorkCard], str]:
    """A page of all works and the cursor of what follows ('' at the end). Two SQL queries.

    Orders: `newest`, `score` (published means only, so it tells nothing while votes are open).
    A damaged cursor or an unknown order is refused in words.
    """
    rows = after(Work.objects.filter(kind="work", state="published"), order=order, cursor=cursor)
    found = _read(rows[: limit + 1])
    cursor = mark_of(found[limit - 1], order=order) if len(found) > limit else ""
    return _with_makers(found[:limit]), cursor


def works_of_maker(agent: UUID, *, limit: int = GALLERY_PAGE) -> list[WorkCard]:
    """The works somebody made, newest first. Two SQL queries."""
    rows = Work.objects.filter(makers__agent=agent, state="published").order_by("-at", "-id")
    return _cards(rows[:limit])


def works_of_makers(agents: Iterable[UUID], *, limit: int) -> list[WorkCard]:
    """The works any of these people had a hand in, newest first. Two SQL queries."""
    own = Exists(WorkMaker.objects.filter(work=OuterRef("pk"), agent__in=list(agents)))
    rows = Work.objects.filter(own, kind="work", state="published").order_by("-at", "-id")
    return _cards(rows[:limit])


def parent_links(works: Iterable[UUID]) -> list[tuple[UUID, UUID]]:
    """Which of these works grew from which of them: child and parent. One SQL query."""
    ids = list(works)
    rows = WorkParent.objects.filter(work_id__in=ids, parent_id__in=ids).order_by("id")
    return list(rows.values_list("work_id", "parent_id"))


def works_like(text: str, *, limit: int = 12) -> list[WorkCard]:
    """Works and sources whose title holds this text; the newest when it is empty. Two queries."""
    rows = Work.objects.filter(state="published").order_by("-at", "-id")
    if text.strip():
        rows = rows.filter(title__icontains=text.strip())
    return _cards(rows[:limit])


def _view(row: Work | None) -> WorkView | None:
    if row is None:
        return None
    links = list(WorkParent.objects.filter(work=row).order_by("id"))
    found = cards_of([row.id, *(link.parent_id for link in links)])
    versions = WorkVersion.objects.filter(work=row).order_by("-number")
    return WorkView(
        card=found[row.id],
        text=row.text,
        source_url=row.source_url,
        stage=row.stage,
        submitted_by=row.submitted_by_id,
        parents=tuple(
            ParentView(
                work=found[link.parent_id],
                weight=link.weight,
                credit=link.credit,
                lang=link.language,
                by=link.by_id,
                at=link.at,
            )
            for link in links
        ),
        versions=tuple(
            VersionView(
                number=version.number,
                picture=_picture(version.picture, version.width, version.height),
                note=version.note,
                by=version.by_id,
                at=version.at,
            )
            for version in versions
        ),
    )


def _cards(rows: QuerySet[Work]) -> list[WorkCard]:
    return _with_makers(_read(rows))


def _read(rows: QuerySet[Work]) -> list[dict[str, Any]]:
    """The columns of cards as plain values, and those a list is sorted by."""
    columns = [
        *("id", "slug", "kind", "title", "language", "holder", "keep", "ask", "picture"),
        *("width", "height", "challenge_id", "state", "at", "is_remix", "score_milli"),
    ]
    grown = Exists(WorkParent.objects.filter(work=OuterRef("pk")))
    return list(rows.annotate(is_remix=grown).values(*columns))


def _with_makers(found: list[dict[str, Any]]) -> list[WorkCard]:
    makers = _makers(row["id"] for row in found)
    return [_card(row, makers.get(row["id"], ())) for row in found]


def _card(row: dict[str, Any], makers: Makers) -> WorkCard:
    picture = _picture(row["picture"], row["width"], row["height"])
    return WorkCard(
        id=row["id"],
        slug=row["slug"],
        kind=row["kind"],
        title=row["title"],
        lang=row["language"],
        makers=makers,
        holder=row["holder"],
        keep=row["keep"],
        ask=row["ask"],
        picture=picture if row["picture"] else None,
        challenge=row["challenge_id"],
        state=row["state"],
        at=row["at"],
        is_remix=row["is_remix"],
    )


def _makers(works: Iterable[UUID]) -> dict[UUID, Makers]:
    ids = list(works)
    if not ids:
        return {}
    found: dict[UUID, list[tuple[UUID, int]]] = {}
    rows = WorkMaker.objects.filter(work_id__in=ids).order_by("-weight", "id")
    for key, agent, weight in rows.values_list("work_id", "agent_id", "weight"):
        found.setdefault(key, []).append((agent, weight))
    return {key: tuple(people) for key, people in found.items()}


def _picture(digest: str, width: int, height: int) -> PictureView:
    return PictureView(url_of(digest), url_of(digest, "small"), width, height, digest)
