"""Talking: threads, answers, editing and withdrawing one's own, asking a steward to look."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from cohive.bond import naming
from cohive.bond.events import PostEdited, PostReplied, PostWithdrawn, ThreadStarted
from cohive.bond.models import Circle, Post, Thread
from cohive.bond.operations.notices import notify
from cohive.bond.operations.standing import holds, require_belonging, require_member, require_role
from cohive.bond.operations.translations import (
    original_changed,
    original_gone,
    withdraw_translation,
)
from cohive.bond.queries.talk import post_url
from cohive.bond.translatable import digest_of
from cohive.guard.operations import close_case, open_case, say_interest
from cohive.guard.queries import case as case_of
from cohive.journal.operations import record
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused

TEXT_CHARACTERS_MAX = 10_000
TITLE_CHARACTERS_MAX = 120
QUESTION_MARKS = ("?", "？")
SENT_TWICE = timedelta(minutes=2)
"""The same words again within this time are one form that was sent twice, not two posts."""


@transaction.atomic
def start_thread(
    *,
    circle: UUID,
    title: str,
    text: str,
    by: UUID,
    at: datetime,
    lang: str = "",
    is_news: bool = False,
    interest: str = "",
) -> UUID:
    """Begin a conversation in a circle one belongs to; return the first post's id.

    News speaks for the firm: only a maker may mark it so, and it never waits for an answer.
    """
    if not Circle.objects.filter(agent=circle).exists():
        raise Missing("There is no such circle.")
    require_belonging(by, circle, at=at)
    if is_news:
        require_role(by, "maker")
    shown = naming.clean_text(
        title,
        characters_max=TITLE_CHARACTERS_MAX,
        empty=Refused("Give it a title; a question is a good one.", field="title"),
    )
    said = _text(text)
    if known := _sent_before(said, by=by, at=at, thread__circle=circle, parent__isnull=True):
        return known
    post_id = new_id()
    language = lang or naming.language_guess(said)
    Thread.objects.create(
        id=post_id,
        circle_id=circle,
        title=" ".join(shown.split()),
        language=language,
        started_by_id=by,
        started_at=at,
        is_news=is_news,
        post_count=1,
        last_at=at,
        last_by_id=by,
        waits=not is_news,
    )
    Post.objects.create(
        id=post_id, thread_id=post_id, author_id=by, text=said, language=language, at=at
    )
    say_interest(about_kind="post", about=post_id, basis=interest, by=by, at=at)
    record(
        ThreadStarted(post=post_id),
        by=by,
        at=at,
        object_kind="post",
        object=post_id,
        target=circle,
        circle=circle,
    )
    return post_id


@transaction.atomic
def reply(
    *, to: UUID, text: str, by: UUID, at: datetime, lang: str = "", interest: str = ""
) -> UUID:
    """Answer a post; return the answer's id. Its author is told, unless she answers herself."""
    parent = (
        Post.objects.select_for_update(of=("self",)).select_related("thread").filter(id=to).first()
    )
    if parent is None:
        raise Missing("There is no such post.")
    if parent.withdrawn_at is not None and parent.parent_id is not None:
        raise Refused("This post was withdrawn meanwhile. Answer another one.", field="text")
    thread = parent.thread
    require_belonging(by, thread.circle_id, at=at)
    said = _text(text)
    if known := _sent_before(said, by=by, at=at, parent=parent):
        return known
    post = Post.objects.create(
        thread=thread,
        parent=parent,
        author_id=by,
        text=said,
        language=lang or naming.language_guess(said),
        at=at,
    )
    say_interest(about_kind="post", about=post.id, basis=interest, by=by, at=at)
    refresh_thread(thread.id)
    record(
        PostReplied(post=post.id, root=thread.id, to=to),
        by=by,
        at=at,
        object_kind="post",
        object=post.id,
        target=parent.author_id,
        circle=thread.circle_id,
        parent=to,
    )
    if parent.author_id != by:
        notify(
            to=parent.author_id,
            kind="reply",
            sentence=_("%(who)s answered you in “%(thread)s”."),
            values={"who": f"agent:{by}", "thread": thread.title},
            url=post_url(post.id),
            at=at,
            subject=post.id,
            key=f"reply:{post.id}",
        )
    return post.id


@transaction.atomic
def edit_post(
    *, post: UUID, text: str, by: UUID, at: datetime, interest: str | None = None
) -> None:
    """Change one's own post; the page says that it was edited and when.

    `interest` declares another one, '' withdraws it, None leaves it as it is.
    """
    row = _own_post(post, by)
    was = digest_of(_title(row), row.text)
    row.text, row.edited_at = _text(text), at
    row.language = row.language or naming.language_guess(row.text)
    row.save(update_fields=["text", "edited_at", "language"])
    digest = digest_of(_title(row), row.text)
    original_changed(about_kind="post", about=post, was=was, digest=digest)
    if interest is not None:
        say_interest(about_kind="post", about=post, basis=interest, by=by, at=at)
    refresh_thread(row.thread_id)
    record(
        PostEdited(post=post),
        by=by,
        at=at,
        object_kind="post",
        object=post,
        circle=row.thread.circle_id,
    )


@transaction.atomic
def withdraw_post(*, post: UUID, by: UUID, at: datetime) -> None:
    """Withdraw one's own post, or as a steward take one down: its text is not kept."""
    row = (
        Post.objects.select_for_update(of=("self",))
        .select_related("thread")
        .filter(id=post)
        .first()
    )
    if row is None:
        raise Missing("There is no such post.")
    by_steward = row.author_id != by
    if by_steward and not holds(by, "steward"):
        raise Forbidden("Only who wrote it may withdraw it.")
    if row.withdrawn_at is not None:
        return
    original_gone(about_kind="post", about=post, title=_title(row), text=row.text, by=by, at=at)
    row.text, row.withdrawn_at, row.withdrawn_by_id = "", at, by
    row.save(update_fields=["text", "withdrawn_at", "withdrawn_by"])
    refresh_thread(row.thread_id)
    record(
        PostWithdrawn(post=post, by_steward=by_steward),
        by=by,
        at=at,
        object_kind="post",
        object=post,
        target=row.author_id,
        circle=row.thread.circle_id,
    )


@transaction.atomic
def report_post(*, post: UUID, reason: str, by: UUID, at: datetime) -> UUID:
    """Ask a steward to look at a post; the case keeps its words as evidence."""
    require_member(by)
    row = Post.objects.filter(id=post, withdrawn_at__isnull=True).first()
    if row is None:
        raise Missing("There is no such post.")
    said = naming.clean_text(
        reason,
        characters_max=1_000,
        empty=Refused("Say in a sentence what is wrong with it.", field="reason"),
    )
    evidence = f"{said}\n\n— {row.text[:3_000]}"
    return open_case(
        kind="post", subject_kind="post", subject=post, evidence=evidence, by=by, at=at
    )


@transaction.atomic
def close_report(*, case: UUID, outcome: str, reason: str, by: UUID, at: datetime) -> None:
    """A steward decides on a reported post: `kept` or `taken_down`; who reported it is told."""
    require_role(by, "steward")
    reported = case_of(case)
    if reported is None:
        raise Missing("There is no such case.")
    close_case(case=case, outcome=outcome, reason=reason, by=by, at=at)
    if outcome == "taken_down" and reported.subject_kind == "post":
        withdraw_post(post=reported.subject, by=by, at=at)
    if outcome == "taken_down" and reported.subject_kind == "translation":
        withdraw_translation(translation=reported.subject, by=by, at=at)
    stays = outcome == "kept" and reported.subject_kind == "post"
    notify(
        to=reported.opened_by,
        kind="report",
        sentence=_("A steward looked at what you reported: “%(reason)s”"),
        values={"reason": reason.strip()},
        url=post_url(reported.subject) if stays else "/circles/",
        at=at,
        subject=case,
        key=f"report:{case}",
    )


def refresh_thread(thread_id: UUID) -> None:
    """Derive a thread's counters from its posts again: the one way they are ever written."""
    said = Post.objects.filter(thread=thread_id, withdrawn_at__isnull=True)
    count = said.count()
    last = said.order_by("-at", "-id").values("at", "author_id", "text").first()
    changes: dict[str, object] = {"post_count": count}
    if last is None:
        changes["waits"] = False
    else:
        changes |= {"last_at": last["at"], "last_by": last["author_id"]}
        is_news = Thread.objects.filter(id=thread_id, is_news=True).exists()
        changes["waits"] = not is_news and awaits_answer(count, last["text"])
    Thread.objects.filter(id=thread_id).update(**changes)


def awaits_answer(count: int, last_text: str) -> bool:
    """Whether somebody waits: nobody has answered yet, or the last post asks something."""
    return count == 1 or any(mark in last_text for mark in QUESTION_MARKS)


def _text(text: str) -> str:
    return naming.clean_text(
        text,
        characters_max=TEXT_CHARACTERS_MAX,
        empty=Refused("There is nothing to send yet. Write a sentence.", field="text"),
    )


def _sent_before(said: str, *, by: UUID, at: datetime, **where: object) -> UUID | None:
    """The post her form already made, when she has just said exactly this at the same place."""
    recent = Post.objects.filter(author=by, at__gt=at - SENT_TWICE, at__lte=at, **where)
    last = recent.order_by("-id").values_list("id", "text").first()
    return last[0] if last and last[1] == said else None


def _title(row: Post) -> str:
    """The first post of a thread has its title, the others have none."""
    return row.thread.title if row.parent_id is None else ""


def _own_post(post: UUID, by: UUID) -> Post:
    row = (
        Post.objects.select_for_update(of=("self",))
        .select_related("thread")
        .filter(id=post)
        .first()
    )
    if row is None or row.withdrawn_at is not None:
        raise Missing("There is no such post.")
    if row.author_id != by:
        raise Forbidden("Only who wrote it may change it.")
    return row
