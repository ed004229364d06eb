"""What an official account sent becomes messages: the picture is fetched after the commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohive.bridges.channels.messages import Unsendable, Unsent
from cohive.care import operations, queries
from cohive.care.connections import account, keys
from cohive.care.files import FILE_BYTES_MAX, Piece
from cohive.journal.quiet import is_quiet

TAKE_SECONDS = 3


def take_wechat(*, at: datetime) -> None:
    """Take in what waits, each for itself."""
    if is_quiet():
        return
    for arrival, media in queries.wechat_arrivals(at=at):
        _after_commit(arrival, media)


def take_arrival(arrival: UUID, media: str, *, at: datetime) -> None:
    """One message: with its picture, or with the sentence that it could not be fetched."""
    pictures: list[Piece] = []
    if media:
        try:
            pictures.append(_picture(media))
        except Unsent:
            if operations.put_off_wechat_arrival(arrival=arrival, at=at):
                return
            _without(arrival)
        except Unsendable:
            _without(arrival)
    operations.take_wechat_arrival(arrival=arrival, pictures=pictures, at=at)


def _picture(media: str) -> Piece:
    client = account(keys())
    if client is None:
        raise Unsendable("The official account is not connected any more.")
    kind, body = client.picture(media)
    if not 0 < len(body) <= FILE_BYTES_MAX:
        raise Unsendable("The picture is not there any more.")
    return Piece(f"picture.{kind.partition('/')[2][:10]}", kind, body)


def _without(arrival: UUID) -> None:
    operations.keep_wechat_without_picture(
        arrival=arrival, words=_("A picture came that could not be fetched from WeChat.")
    )


def _after_commit(arrival: UUID, media: str) -> None:
    transaction.on_commit(lambda: take_arrival(arrival, media, at=timezone.now()), robust=True)
