"""Planning a post, calling it off, and what a person says of one that hangs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cohive.bond.queries import PlaceView, place
from cohive.journal.operations import record
from cohive.spread import post_pictures
from cohive.spread.channel_clients import preview_of
from cohive.spread.composing import Words, message_of
from cohive.spread.events_channels import PostCancelled, PostPlanned, PostSent, PostTriedAgain
from cohive.spread.models import Campaign, Channel, Delivery, Link, Post
from cohive.spread.models.channels import (
    DELIVERY_STATES,
    DESCRIPTION_LENGTH,
    POST_STATES,
    TEXT_LENGTH,
    TITLE_LENGTH,
)
from cohive.spread.moments import answer_alarm
from cohive.spread.operations.links import Placed, make_link
from cohive.spread.queries import LinkView
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused

LATE = timedelta(minutes=5)
ANY_KEY = "0" * 36


@dataclass(frozen=True)
class Picked:
    """What goes with the text: a thing of the place, whose link it is, a picture kept before."""

    target_kind: str = ""
    target: UUID | None = None
    is_own_link: bool = False
    picture: str = ""
    picture_description: str = ""


@transaction.atomic
def plan_post(
    *,
    titles: Mapping[str, str],
    texts: Mapping[str, str],
    picked: Picked,
    channels: Sequence[UUID],
    due_at: datetime | None,
    by: UUID,
    at: datetime,
    campaign: UUID | None = None,
    alarm: UUID | None = None,
) -> UUID:
    """Let a post go out over these channels at `due_at` (None: now); return its id.

    `alarm` is what it was written to: that is answered by it.

    A link is the place's own and rewards nobody, or with `is_own_link` hers who writes, and then
    the post says so. Refused, at the field, for no text, none that fits a channel, a picture
    without its description, an hour that is over.
    """
    here = place()
    if here is None:
        raise Missing("There is no place yet.")
    titles, texts = _stripped(titles), _stripped(texts)
    _check_words(titles, texts, picked)
    rows = list(Channel.objects.filter(id__in=set(channels)).exclude(state="off").order_by("id"))
    if not rows or len(rows) != len(set(channels)):
        raise Refused("Choose at least one channel.", field="channels")
    if due_at is not None and due_at < at - LATE:
        raise Refused("This hour is over. Choose a later one, or send it now.", field="due_at")
    _check_campaign(campaign)
    link = _link(picked, here, by=by, at=at)
    _check_fits(titles, texts, picked, link, rows, here)
    due = max(due_at or at, at)
    post = Post.objects.create(
        id=new_id(),
        titles=dict(titles),
        texts=dict(texts),
        target_kind=picked.target_kind,
        target=picked.target,
        link_id=link.id if link else None,
        picture=picked.picture,
        picture_description=picked.picture_description.strip(),
        state="planned",
        due_at=due,
        campaign=campaign,
        by_id=by,
        created_at=at,
    )
    Delivery.objects.bulk_create(
        Delivery(
            post=post,
            channel=row,
            state=DELIVERY_STATES.start,
            next_try_at=due,
            link_id=_link_of_channel(post, row, link, at=at),
        )
        for row in rows
    )
    record(
        PostPlanned(post=post.id, channels=len(rows)),
        by=by,
        at=at,
        object_kind="post",
        object=post.id,
    )
    if alarm is not None:
        answer_alarm(alarm, by=by, at=at)
    return post.id


@transaction.atomic
def cancel_post(*, post: UUID, by: UUID, at: datetime) -> None:
    """Keep back what has not gone out; Refused when nothing of it is left to keep back."""
    row = Post.objects.select_for_update().filter(id=post).first()
    if row is None:
        raise Missing("There is no such post.")
    open_ones = row.deliveries.filter(state__in=("waiting", "failed", "given_up"))
    if not open_ones.update(state="cancelled"):
        raise Refused("It has gone out already.")
    row.state = POST_STATES.move(row.state, "cancelled")
    row.save(update_fields=["state"])
    record(PostCancelled(post=row.id), by=by, at=at, object_kind="post", object=row.id)


@transaction.atomic
def try_again(*, delivery: UUID, by: UUID, at: datetime) -> None:
    """A person says: what was given up is mended, or what was uncertain is not there."""
    row = _delivery(delivery)
    row.state = DELIVERY_STATES.move(row.state, "waiting")
    row.next_try_at, row.attempts, row.lost_at, row.fault = at, 0, None, ""
    row.save(update_fields=["state", "next_try_at", "attempts", "lost_at", "fault"])
    record(
        PostTriedAgain(post=row.post_id, delivery=row.id),
        by=by,
        at=at,
        object_kind="post",
        object=row.post_id,
    )


@transaction.atomic
def say_it_is_there(*, delivery: UUID, by: UUID, at: datetime) -> None:
    """A person looked: what was uncertain was sent."""
    row = _delivery(delivery)
    if row.state != "uncertain":
        raise Refused("Only what is uncertain can be said to be there.")
    row.state = DELIVERY_STATES.move(row.state, "sent")
    row.sent_at, row.fault = at, ""
    row.save(update_fields=["state", "sent_at", "fault"])
    record(
        PostSent(post=row.post_id, delivery=row.id),
        by=by,
        at=at,
        object_kind="post",
        object=row.post_id,
    )


def _delivery(delivery: UUID) -> Delivery:
    row = Delivery.objects.select_for_update().filter(id=delivery).first()
    if row is None:
        raise Missing("There is no such message.")
    return row


def _stripped(words: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip() for code, text in words.items() if text.strip()}


def _check_words(titles: Mapping[str, str], texts: Mapping[str, str], picked: Picked) -> None:
    if not texts:
        raise Refused("Write what to say, in at least one language.", field="texts")
    if any(len(text) > TEXT_LENGTH for text in texts.values()):
        raise Refused("A text has at most %(limit)s signs.", field="texts", limit=TEXT_LENGTH)
    if any(len(title) > TITLE_LENGTH for title in titles.values()):
        raise Refused("A title has at most %(limit)s signs.", field="titles", limit=TITLE_LENGTH)
    if picked.picture and not post_pictures.is_kept(picked.picture):
        raise Refused("This picture is gone. Choose it again.", field="picture")
    described = picked.picture_description.strip()
    if picked.picture and not described:
        raise Refused(
            "Say what is to be seen on the picture, for who cannot see it.",
            field="picture_description",
        )
    if len(described) > DESCRIPTION_LENGTH:
        raise Refused(
            "A description has at most %(limit)s signs.",
            field="picture_description",
            limit=DESCRIPTION_LENGTH,
        )


def _link(picked: Picked, here: PlaceView, *, by: UUID, at: datetime) -> LinkView | None:
    if picked.target is None:
        return None
    owner = by if picked.is_own_link else here.agent
    return make_link(target_kind=picked.target_kind, target=picked.target, by=owner, at=at)


def _check_campaign(campaign: UUID | None) -> None:
    if campaign and not Campaign.objects.filter(id=campaign, state="open").exists():
        raise Refused("This campaign is closed. Write the post without it, or open a new one.")


def _link_of_channel(
    post: Post, channel: Channel, link: LinkView | None, *, at: datetime
) -> UUID | None:
    """In a campaign each channel has a link of its own, so that one sees what came over it."""
    if link is None or post.campaign is None:
        return None
    made = make_link(
        target_kind=link.target_kind,
        target=link.target,
        by=link.owner,
        at=at,
        placed=Placed(campaign=post.campaign, channel=channel.id),
    )
    return made.id


def _check_fits(
    titles: Mapping[str, str],
    texts: Mapping[str, str],
    picked: Picked,
    link: LinkView | None,
    channels: Sequence[Channel],
    here: PlaceView,
) -> None:
    words = Words(
        titles=titles,
        texts=texts,
        link=link.url if link else "",
        may_reward=picked.is_own_link and link is not None,
        picture=post_pictures.picture_of(picked.picture, picked.picture_description),
    )
    for channel in channels:
        message = message_of(words, language=channel.language, place=here, key=ANY_KEY)
        over = preview_of(channel.kind, message).measured.over
        if over:
            raise Refused(
                "On %(channel)s it is %(over)s too long. Shorten the text, or leave this channel "
                "out.",
                field="texts",
                channel=channel.name,
                over=over,
            )


def words_of(post: Post, own: Link | None = None) -> Words:
    """What a planned post says, read from its row and its picture's file; `own`: the channel's."""
    link: Link | None = own or post.link
    return Words(
        titles=post.titles,
        texts=post.texts,
        link=f"/l/{link.code}" if link else "",
        may_reward=link is not None and link.owner_id == post.by_id,
        picture=post_pictures.picture_of(post.picture, post.picture_description),
    )
