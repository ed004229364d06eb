"""Threads and posts. The hot lists read values, not model objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr
from django.urls import reverse

from cohive.bond import keyset
from cohive.bond.models import Post, Thread
from cohive.bond.naming import language_guess
from cohive.bond.queries.translations import (
    ShownTranslation,
    read_shown,
    shown_translation,
    translations_url,
)
from cohive.bond.translatable import main_language
from cohive.guard.bases import Shown
from cohive.guard.bases import shown as shown_interest
from cohive.guard.queries import interest_code

POSTS_A_PAGE = 50
THREADS_A_PAGE = 20
EXCERPT_CHARACTERS = 200


@dataclass(frozen=True)
class PostView:
    """One post; `text` is '' when it was withdrawn. `url` leads to it, on whatever page it is.

    `root` is the thread's first post, whose id is the thread's id. `interest` is what its author
    declared, of this post or of all she does.
    """

    id: UUID
    root: UUID
    circle: UUID
    parent: UUID | None
    author: UUID
    text: str
    lang: str
    at: datetime
    edited_at: datetime | None
    is_withdrawn: bool
    by_steward: bool
    url: str
    interest: Shown | None = None
    replies: tuple[PostView, ...] = ()
    translation: ShownTranslation | None = None

    @property
    def languages_url(self) -> str:
        """Its page with all that was made of it in other languages."""
        return f"{_languages_address()}{self.id}/"

    @property
    def tongue(self) -> str:
        """The main language it is written in, looked at where nobody said it."""
        return main_language(self.lang or language_guess(self.text))


@dataclass(frozen=True)
class ThreadView:
    """A thread with its circle's name, for its page."""

    id: UUID
    title: str
    lang: str
    circle: UUID
    circle_name: str
    circle_slug: str
    started_by: UUID
    started_at: datetime
    post_count: int
    is_news: bool
    waits: bool
    url: str


@dataclass(frozen=True)
class ThreadPage:
    """A stretch of a thread: its posts, answers gathered under what they answer."""

    thread: ThreadView
    posts: tuple[PostView, ...]
    next_cursor: str
    is_first: bool

    def authors(self) -> set[UUID]:
        """Everybody who speaks on this page, and who started."""
        voices = {self.thread.started_by}
        for post in self.posts:
            voices.add(post.author)
            voices.update(reply.author for reply in post.replies)
            shown = (post.translation, *(reply.translation for reply in post.replies))
            voices.update(one.author for one in shown if one)
        return voices


@dataclass(frozen=True)
class ThreadLine:
    """A thread in a list."""

    id: UUID
    title: str
    lang: str
    url: str
    circle: UUID
    started_by: UUID
    started_at: datetime
    last_by: UUID
    last_at: datetime
    replies: int
    waits: bool
    is_news: bool
    excerpt: str


def thread_url(circle_slug: str, thread: UUID) -> str:
    """The address of a thread."""
    return reverse("bond:thread", kwargs={"slug": circle_slug, "thread_id": thread})


@cache
def _posts_address() -> str:
    """Where all posts stand: looked up once, because a page names fifty of them."""
    return reverse("bond:post", kwargs={"post_id": UUID(int=0)}).removesuffix(f"{UUID(int=0)}/")


@cache
def _languages_address() -> str:
    return translations_url("post", UUID(int=0)).removesuffix(f"{UUID(int=0)}/")


def post_url(post_id: UUID) -> str:
    """The lasting address of a post."""
    return f"{_posts_address()}{post_id}/"


_POST_COLUMNS = (
    "id",
    "thread_id",
    "parent_id",
    "author_id",
    "text",
    "language",
    "at",
    "edited_at",
    "withdrawn_at",
    "withdrawn_by_id",
)


def _post_view(row: Mapping[str, Any], *, circle: UUID) -> PostView:
    return PostView(
        id=row["id"],
        root=row["thread_id"],
        circle=circle,
        parent=row["parent_id"],
        author=row["author_id"],
        text=row["text"],
        lang=row["language"],
        at=row["at"],
        edited_at=row["edited_at"],
        is_withdrawn=row["withdrawn_at"] is not None,
        by_steward=row["withdrawn_by_id"] not in (None, row["author_id"]),
        url=post_url(row["id"]),
        interest=shown_interest(row["interest"]),
        translation=read_shown(row.get("translation")),
    )


def _post_views(rows: QuerySet[Post]) -> list[PostView]:
    return [
        _post_view(row, circle=row["thread__circle_id"])
        for row in rows.values(*_POST_COLUMNS, "thread__circle_id", interest=interest_code())
    ]


def post(post_id: UUID) -> PostView | None:
    """One post, withdrawn or not; None when there is none. One SQL query."""
    return next(iter(_post_views(Post.objects.filter(id=post_id))), None)


def posts(ids: Iterable[UUID]) -> dict[UUID, PostView]:
    """Several posts at once. One SQL query."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {view.id: view for view in _post_views(Post.objects.filter(id__in=wanted))}


def thread_page(
    thread_id: UUID,
    *,
    circle_slug: str = "",
    cursor: str = "",
    limit: int = POSTS_A_PAGE,
    language: str = "",
) -> ThreadPage | None:
    """A stretch of a thread after the cursor; None when it is not there (any more).

    With a main `language` each post has its translation into it, if there is one. Two SQL queries:
    the thread with its circle, the posts.
    """
    row = (
        Thread.objects.filter(id=thread_id, post_count__gt=0)
        .values(
            "id",
            "title",
            "language",
            "circle_id",
            "circle__name",
            "circle__slug",
            "started_by_id",
            "started_at",
            "post_count",
            "is_news",
            "waits",
        )
        .first()
    )
    if row is None or (circle_slug and row["circle__slug"] != circle_slug):
        return None
    thread = _thread_view(row)
    rows = Post.objects.filter(thread=thread_id).order_by("at", "id")
    mark = keyset.read(cursor)
    if mark:
        rows = rows.filter(at__gte=mark.at).exclude(at=mark.at, id__lte=mark.id)
    beside = {"translation": shown_translation("post", language)} if language else {}
    found = list(rows.values(*_POST_COLUMNS, interest=interest_code(), **beside)[: limit + 1])
    shown = [_post_view(item, circle=thread.circle) for item in found[:limit]]
    last = shown[-1] if len(found) > limit else None
    return ThreadPage(
        thread=thread,
        posts=_gathered(shown),
        next_cursor=keyset.Mark(last.at, last.id).cursor() if last else "",
        is_first=mark is None,
    )


def _thread_view(row: Mapping[str, Any]) -> ThreadView:
    return ThreadView(
        id=row["id"],
        title=row["title"],
        lang=row["language"],
        circle=row["circle_id"],
        circle_name=row["circle__name"],
        circle_slug=row["circle__slug"],
        started_by=row["started_by_id"],
        started_at=row["started_at"],
        post_count=row["post_count"],
        is_news=row["is_news"],
        waits=row["waits"],
        url=thread_url(row["circle__slug"], row["id"]),
    )


def _gathered(shown: Sequence[PostView]) -> tuple[PostView, ...]:
    """Put answers under the post they answer when it stands on the same page, one level deep."""
    by_id = {post.id: post for post in shown}
    under: dict[UUID, list[PostView]] = {}
    head_of: dict[UUID, UUID] = {}
    heads: list[PostView] = []
    for post in shown:
        parent = by_id.get(post.parent) if post.parent else None
        if parent is None or parent.parent is None:
            heads.append(post)
            head_of[post.id] = post.id
        else:
            head = head_of[parent.id]
            head_of[post.id] = head
            under.setdefault(head, []).append(post)
    return tuple(replace(head, replies=tuple(under.get(head.id, ()))) for head in heads)


def page_of_post(post_id: UUID) -> str | None:
    """The address of the page on which a post stands; None when it is not there. Two queries.

    The page begins right at the post when the thread has more than one page.
    """
    row = (
        Post.objects.filter(id=post_id, thread__post_count__gt=0)
        .values("at", "thread_id", "thread__circle__slug")
        .first()
    )
    if row is None:
        return None
    address = thread_url(row["thread__circle__slug"], row["thread_id"])
    up_to_it = Post.objects.filter(thread=row["thread_id"], at__lte=row["at"])
    earlier = up_to_it.exclude(at=row["at"], id__gte=post_id)
    newest_first = earlier.order_by("-at", "-id").values_list("at", "id")[:POSTS_A_PAGE]
    before = list(newest_first)
    if len(before) < POSTS_A_PAGE:
        return f"{address}#post-{post_id}"
    mark = keyset.Mark(*before[0])
    return f"{address}?after={mark.cursor()}#post-{post_id}"


def circle_threads(
    circle: UUID, *, order: str = "latest", cursor: str = "", limit: int = THREADS_A_PAGE
) -> tuple[list[ThreadLine], str]:
    """A circle's threads and the cursor of what follows ('' at the end). One SQL query.

    Orders: `waiting` (somebody waits for an answer, longest first), `answered` (the others,
    newest first), `news` (of the firm, newest first), and over all of them `latest` (newest
    first) and `quiet` (longest silent first).
    """
    rows = Thread.objects.filter(circle=circle, post_count__gt=0)
    if order == "news":
        rows = rows.filter(is_news=True)
    elif order in ("waiting", "answered"):
        rows = rows.filter(waits=order == "waiting", is_news=False)
    return threads(rows, newest_first=order not in ("waiting", "quiet"), cursor=cursor, limit=limit)


def waiting_threads(*, limit: int = THREADS_A_PAGE) -> list[ThreadLine]:
    """Threads in which somebody waits for an answer, the longest first. One SQL query."""
    rows = Thread.objects.filter(waits=True, is_news=False, post_count__gt=0)
    return threads(rows, newest_first=False, limit=limit)[0]


def threads(
    rows: QuerySet[Thread], *, newest_first: bool, cursor: str = "", limit: int = THREADS_A_PAGE
) -> tuple[list[ThreadLine], str]:
    """A stretch of some threads by their last post. One SQL query; for this room's own use."""
    mark = keyset.read(cursor)
    if mark and newest_first:
        rows = rows.filter(last_at__lte=mark.at).exclude(last_at=mark.at, id__gte=mark.id)
    elif mark:
        rows = rows.filter(last_at__gte=mark.at).exclude(last_at=mark.at, id__lte=mark.id)
    rows = rows.order_by("-last_at", "-id") if newest_first else rows.order_by("last_at", "id")
    last_words = (
        Post.objects.filter(thread=OuterRef("id"), withdrawn_at__isnull=True)
        .order_by("-at", "-id")
        .annotate(start=Substr("text", 1, EXCERPT_CHARACTERS))
    )
    found = list(
        rows.annotate(excerpt=Subquery(last_words.values("start")[:1])).values(
            "id",
            "title",
            "language",
            "circle_id",
            "circle__slug",
            "started_by_id",
            "started_at",
            "last_by_id",
            "last_at",
            "post_count",
            "waits",
            "is_news",
            "excerpt",
        )[: limit + 1]
    )
    lines = [_thread_line(row) for row in found[:limit]]
    if len(found) <= limit:
        return lines, ""
    return lines, keyset.Mark(lines[-1].last_at, lines[-1].id).cursor()


def _thread_line(row: Mapping[str, Any]) -> ThreadLine:
    return ThreadLine(
        id=row["id"],
        title=row["title"],
        lang=row["language"],
        url=thread_url(row["circle__slug"], row["id"]),
        circle=row["circle_id"],
        started_by=row["started_by_id"],
        started_at=row["started_at"],
        last_by=row["last_by_id"],
        last_at=row["last_at"],
        replies=row["post_count"] - 1,
        waits=row["waits"],
        is_news=row["is_news"],
        excerpt=row["excerpt"] or "",
    )
