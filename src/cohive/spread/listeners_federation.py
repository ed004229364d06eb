"""What leaves by itself: news of the firm, challenges, products, and threads whose author agreed.

Nothing leaves from a circle that nobody switched on, and no member's words without her own yes.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from cohive.bond import queries as bond
from cohive.bridges.federation.documents import Attachment
from cohive.create import queries as create
from cohive.create.pictures import url_of
from cohive.journal.events import ActRecord
from cohive.spread import operations
from cohive.spread.queries.federation import agreed_to_federation, post_of_source

EXCERPT_CHARACTERS = 1_500
ATTACHMENTS_MAX = 4


def hear_thread(act: ActRecord) -> None:
    """News goes out as the place; a member's thread as its circle, if both want it."""
    post = bond.post(act.object)
    page = bond.thread_page(act.object)
    if post is None or page is None or post.is_withdrawn or _is_closed(page.thread.circle):
        return
    place = bond.place()
    if page.thread.is_news and place is not None:
        actor, member = place.agent, None
    elif agreed_to_federation(post.author):
        actor, member = page.thread.circle, post.author
    else:
        return
    operations.publish(
        actor=actor,
        texts={post.lang or "en": _excerpt(post.text)},
        title=page.thread.title,
        page=page.thread.url,
        source_kind="thread",
        source=post.id,
        member=member,
        by=act.actor,
        at=act.at,
    )


def hear_edited(act: ActRecord) -> None:
    """A thread whose first post was changed says so outside as well."""
    known = post_of_source("thread", act.object)
    post = bond.post(act.object)
    if known is None or known.withdrawn_at is not None or post is None or post.is_withdrawn:
        return
    texts = {post.lang or "en": _excerpt(post.text)}
    operations.change_post(post=known.id, texts=texts, title=known.title, by=act.actor, at=act.at)


def hear_withdrawn(act: ActRecord) -> None:
    """What was withdrawn here is asked back everywhere."""
    _withdraw("thread", act)


def hear_challenge(act: ActRecord) -> None:
    """A challenge is the place's own news."""
    challenge = create.challenge(act.object)
    place = bond.place()
    if challenge is None or place is None or _is_closed(challenge.circle):
        return
    operations.publish(
        actor=place.agent,
        texts={challenge.lang or "en": _excerpt(challenge.brief)},
        title=challenge.title,
        page=challenge.url,
        source_kind="challenge",
        source=challenge.id,
        by=act.actor,
        at=act.at,
    )


def hear_product(act: ActRecord) -> None:
    """A product went on sale: with its pictures, each told in words."""
    product = create.product(act.object)
    place = bond.place()
    if product is None or place is None:
        return
    pictures = [
        Attachment(
            url=settings.ADDRESS + url_of(each.digest),
            content_type="image/webp",
            said=each.said or product.title,
            width=each.width,
            height=each.height,
        )
        for each in product.pictures[:ATTACHMENTS_MAX]
    ]
    operations.publish(
        actor=place.agent,
        texts={product.language or "en": _excerpt(product.description) or product.title},
        title=product.title,
        page=product.url,
        source_kind="product",
        source=product.id,
        attachments=pictures,
        by=act.actor,
        at=act.at,
    )


def hear_ended(act: ActRecord) -> None:
    """What is not sold any more is not told of any more."""
    _withdraw("product", act)


def _withdraw(kind: str, act: ActRecord) -> None:
    known = post_of_source(kind, act.object)
    if known is not None:
        operations.withdraw_post(post=known.id, by=act.actor, at=act.at)


def _is_closed(circle: UUID | None) -> bool:
    """Whether a circle is for holders of a tier only: nothing of it leaves."""
    return circle is not None and bond.tier_of_circle(circle) is not None


def _excerpt(text: str) -> str:
    """So much that it can be read by itself; the rest stands here."""
    whole = text.strip()
    if len(whole) <= EXCERPT_CHARACTERS:
        return whole
    return whole[: EXCERPT_CHARACTERS - 1].rstrip() + "…"
