"""Listening to places of our own, through the doors of their rooms: only what everybody may read.

What is said to us elsewhere keeps the name it was published under, as all that is heard outside;
of our own members and buyers no name is copied, since it stands where they said it. A text that
was changed is heard anew, and what cannot be read there any more is erased here too.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohive.bond.queries import Said, place, said
from cohive.care import operations
from cohive.care.models.listening import OWN_KINDS
from cohive.care.operations import Post
from cohive.create.queries import products_by_id
from cohive.spread.queries import RemoteReplyView, public_replies
from cohive.trade.queries import ReviewText, review_texts

LOOKED_BACK = timedelta(days=7)
OVERLAP = timedelta(hours=2)
"""What was said just before the last look may have been written down after it."""

OWN_NAMES: dict[str, str | Promise] = {
    "replies": _("Answers from the fediverse"),
    "talk": _("Talk in our circles"),
    "reviews": _("Reviews of buyers"),
}


def listen_to(kind: str, *, source: UUID, heard_at: datetime | None, at: datetime) -> int:
    """Take in what is new there, erase what is gone; return how many posts are new.

    Few SQL queries, however much was said.
    """
    since = heard_at - OVERLAP if heard_at else at - LOOKED_BACK
    operations.erase_gone(source=source, public=_still(kind, operations.heard_keys(source)))
    posts = _posts(kind, since=since)
    return operations.take_in(source=source, posts=posts, at=at) if posts else 0


def _posts(kind: str, *, since: datetime) -> list[Post]:
    if kind == "talk":
        return [_of_talk(one) for one in said(since=since)]
    if kind == "replies":
        return [_of_reply(one, _name()) for one in public_replies(since=since)]
    return _of_reviews(review_texts(since=since))


def _still(kind: str, keys: list[str]) -> set[str]:
    """Which of these keys are still to be read there as they were heard."""
    ids = [UUID(key[:32]) for key in keys]
    if kind == "talk":
        return {_of_talk(one).key for one in said(ids=ids)}
    if kind == "replies":
        return {_of_reply(one, "").key for one in public_replies(ids=ids)}
    return {one.version.hex for one in review_texts(versions=ids)}


def _key(number: UUID, changed_at: datetime | None) -> str:
    return f"{number.hex}-{changed_at.timestamp():.0f}" if changed_at else number.hex


def _of_talk(one: Said) -> Post:
    url = settings.ADDRESS + one.url
    return Post(_key(one.id, one.changed_at), one.text, one.at, url, "", one.language)


def _of_reply(one: RemoteReplyView, about: str) -> Post:
    author = one.author_handle or one.author_name
    key = _key(one.id, one.changed_at)
    return Post(key, one.text, one.at, one.url, author, one.language, about)


def _of_reviews(found: list[ReviewText]) -> list[Post]:
    """A review is of its product and of us, whether it names them or not."""
    titles = {view.id: view.title for view in products_by_id(one.product for one in found).values()}
    return [
        Post(
            one.version.hex,
            one.text,
            one.at,
            settings.ADDRESS + reverse("trade:reviews", args=[one.product]),
            "",
            one.language,
            f"{titles.get(one.product, '')}\n{_name()}",
        )
        for one in found
    ]


def _name() -> str:
    here = place()
    return f"{here.name}\n{here.name_alt}" if here else ""


def unheard(heard: set[str]) -> list[tuple[str, str | Promise]]:
    """Places of our own that are not listened to yet."""
    return [(kind, OWN_NAMES[kind]) for kind in OWN_KINDS if kind not in heard]
