"""Taking in what an official account sends: kept at once, made a message a moment later.

WeChat waits five seconds for an answer and then sends again, so the call only keeps the message;
a job fetches its picture. No act is written before it is a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cohive.bridges.channels.wechat_calls import WINDOW, WechatMessage
from cohive.care.files import Piece
from cohive.care.models import Message, WechatArrival, WechatCall
from cohive.care.operations.receiving import Sender, receive
from cohive.words.ids import new_id
from cohive.words.refusals import Refused

CHANNEL = "wechat"
PAUSE = timedelta(seconds=30)
TRIES_MAX = 5


@transaction.atomic
def keep_wechat_call(
    *, signature: str, digest: str, message: WechatMessage | None, at: datetime
) -> None:
    """Keep what a proven call brought; the same call again changes nothing.

    Raises Refused for a signature that was used with other words: somebody saw it on its way.
    """
    WechatCall.objects.filter(at__lt=at - 3 * WINDOW).delete()
    call, is_new = WechatCall.objects.get_or_create(
        signature=signature, defaults={"digest": digest, "at": at}
    )
    if not is_new and call.digest != digest:
        raise Refused("This was sent before with other words.")
    if (
        message is None
        or Message.objects.filter(channel=CHANNEL, remote_id=message.remote_id).exists()
    ):
        return
    WechatArrival.objects.get_or_create(
        remote_id=message.remote_id,
        defaults={
            "id": new_id(),
            "sender": message.sender,
            "text": message.text,
            "media_id": message.media_id,
            "at": min(message.at, at),
            "next_at": at,
        },
    )


@transaction.atomic
def take_wechat_arrival(*, arrival: UUID, pictures: Sequence[Piece], at: datetime) -> None:
    """Make it a message of the inbox, once."""
    row = WechatArrival.objects.select_for_update().filter(id=arrival).first()
    if row is None:
        return
    receive(
        channel=CHANNEL,
        remote_id=row.remote_id,
        conversation_id=row.sender,
        sender=Sender(CHANNEL, row.sender),
        text=row.text,
        attachments=pictures,
        at=min(row.at, at),
    )
    row.delete()


@transaction.atomic
def put_off_wechat_arrival(*, arrival: UUID, at: datetime) -> bool:
    """Its picture could not be fetched now: again later; False when that was the last time."""
    row = WechatArrival.objects.select_for_update().filter(id=arrival).first()
    if row is None:
        return True
    row.attempts += 1
    row.next_at = at + PAUSE * row.attempts
    row.save(update_fields=["attempts", "next_at"])
    return row.attempts < TRIES_MAX


def keep_wechat_without_picture(*, arrival: UUID, words: str) -> None:
    """Say in words that a picture came which cannot be fetched any more."""
    WechatArrival.objects.filter(id=arrival).update(text=words, media_id="")
