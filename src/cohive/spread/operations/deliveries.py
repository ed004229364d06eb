"""A delivery's way: claimed, then sent, failed, given up or uncertain. Never twice.

The network is asked between two transactions: the first claims, the second says what came of it.
Whoever dies in between leaves a claim, which `release_lost` turns into what may be done then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond.operations import notify
from cohive.bond.queries import PlaceView, place, stewards
from cohive.bridges.channels.messages import Counts, Outgoing, Receipt
from cohive.journal.operations import record
from cohive.spread.channel_clients import keeps_key_seconds
from cohive.spread.composing import message_of
from cohive.spread.events_channels import PostGivenUp, PostSent, PostUncertain
from cohive.spread.models import Delivery
from cohive.spread.models.channels import DELIVERY_STATES
from cohive.spread.operations.posts import words_of

LEASE = timedelta(minutes=10)
"""Longer than any client waits for all its requests together."""

FIRST_PAUSE = timedelta(minutes=1)
PAUSE_MAX = timedelta(hours=6)
ATTEMPTS_MAX = 10
KEY_MARGIN = timedelta(minutes=1)
COUNT_AFTER = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
LOST = "The network’s answer was lost. The message may have been sent: look before sending again."

GIVEN_UP = gettext_noop("A post could not be sent to %(channel)s. Look what to do.")
NOT_KNOWN = gettext_noop("It is not known whether a post reached %(channel)s. Look, and say.")


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours to send now."""

    delivery: UUID
    channel: UUID
    kind: str
    message: Outgoing


@transaction.atomic
def claim_delivery(*, delivery: UUID, at: datetime) -> Claim | None:
    """Take a delivery that is due; None when it is not, or somebody else has it.

    One whose answer was lost so long ago that the network forgot its key is uncertain instead.
    """
    due = Delivery.objects.filter(
        id=delivery, state__in=("waiting", "failed"), next_try_at__lte=at
    ).exclude(channel__state="off")
    taken = due.update(state="sending", claimed_at=at, attempts=F("attempts") + 1)
    if not taken:
        return None
    row = Delivery.objects.select_related("channel", "link", "post__link").get(id=delivery)
    if row.lost_at is not None and not _knows_key(row, at):
        _leave_uncertain(row, at=at)
        return None
    return Claim(row.id, row.channel_id, row.channel.kind, _message(row))


def message_of_delivery(delivery: UUID) -> Outgoing:
    """What a delivery says, once more: for the browsers that are told one by one."""
    return _message(
        Delivery.objects.select_related("channel", "link", "post__link").get(id=delivery)
    )


@transaction.atomic
def note_sent(*, delivery: UUID, receipt: Receipt, at: datetime, counts: bool) -> None:
    """The network took it; `counts` when it will say what came of it."""
    row = _claimed(delivery)
    if row is None:
        return
    _move(row, "sent")
    row.sent_at, row.fault = at, ""
    row.remote_id, row.remote_url = receipt.remote_id[:500], receipt.url[:1000]
    row.count_next_at = at + COUNT_AFTER[0] if counts and receipt.remote_id else None
    row.save()
    event = PostSent(post=row.post_id, delivery=row.id)
    record(event, by=_agent(), at=at, object_kind="post", object=row.post_id)


@transaction.atomic
def note_failed(
    *,
    delivery: UUID,
    sentence: str,
    values: Mapping[str, Any],
    retry_after_seconds: int | None,
    at: datetime,
) -> None:
    """Certainly not sent: comes again after a growing pause, never before the network allows."""
    row = _claimed(delivery)
    if row is None:
        return
    row.fault, row.fault_values = sentence, dict(values)
    if row.attempts >= ATTEMPTS_MAX:
        _give_up(row, at=at)
        return
    _move(row, "failed")
    told = timedelta(seconds=retry_after_seconds or 0)
    row.next_try_at = at + max(pause_after(row.attempts), told)
    row.save()


@transaction.atomic
def note_given_up(
    *, delivery: UUID, sentence: str, values: Mapping[str, Any], at: datetime
) -> None:
    """Certainly not sent, and the same message will never be taken."""
    row = _claimed(delivery)
    if row is not None:
        row.fault, row.fault_values = sentence, dict(values)
        _give_up(row, at=at)


@transaction.atomic
def note_lost(*, delivery: UUID, at: datetime) -> None:
    """Perhaps sent: asked again where the network knows the key, else left to a person."""
    row = _claimed(delivery)
    if row is None:
        return
    row.lost_at = row.lost_at or row.claimed_at
    row.fault, row.fault_values = LOST, {}
    if not _knows_key(row, at):
        _leave_uncertain(row, at=at)
        return
    _move(row, "failed")
    row.next_try_at = at + FIRST_PAUSE
    row.save()


def release_lost(*, at: datetime) -> int:
    """Take up what was claimed and never came back (a crash); return how many there were."""
    old = Delivery.objects.filter(state="sending", claimed_at__lt=at - LEASE)
    ids = list(old.values_list("id", flat=True)[:500])
    for delivery in ids:
        note_lost(delivery=delivery, at=at)
    return len(ids)


def note_counts(*, delivery: UUID, counts: Counts | None, at: datetime) -> None:
    """What came of it, as the network tells it now: a measurement, so no act."""
    row = Delivery.objects.filter(id=delivery, state="sent").first()
    if row is None or row.sent_at is None:
        return
    if counts is not None:
        row.likes, row.boosts, row.replies = counts.likes, counts.boosts, counts.replies
        row.counted_at = at
    later = [row.sent_at + after for after in COUNT_AFTER if row.sent_at + after > at]
    row.count_next_at = later[0] if later else None
    row.save()


def pause_after(attempts: int) -> timedelta:
    """One minute, then doubled each time, at most six hours."""
    return min(FIRST_PAUSE * int(2 ** min(attempts - 1, 12)), PAUSE_MAX)


def _knows_key(row: Delivery, at: datetime) -> bool:
    """Whether the network still knows the key of the attempt whose answer was lost."""
    known = timedelta(seconds=keeps_key_seconds(row.channel.kind))
    return row.lost_at is not None and at < row.lost_at + known - KEY_MARGIN


def _claimed(delivery: UUID) -> Delivery | None:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("channel")
    return rows.filter(id=delivery, state="sending").first()


def _move(row: Delivery, state: str) -> None:
    row.state = DELIVERY_STATES.move(row.state, state)


def _give_up(row: Delivery, *, at: datetime) -> None:
    _move(row, "given_up")
    row.save()
    event = PostGivenUp(post=row.post_id, delivery=row.id)
    record(event, by=_agent(), at=at, object_kind="post", object=row.post_id)
    _tell_stewards(row, GIVEN_UP, at=at)


def _leave_uncertain(row: Delivery, *, at: datetime) -> None:
    _move(row, "uncertain")
    row.fault, row.fault_values = LOST, {}
    row.save()
    event = PostUncertain(post=row.post_id, delivery=row.id)
    record(event, by=_agent(), at=at, object_kind="post", object=row.post_id)
    _tell_stewards(row, NOT_KNOWN, at=at)


def _tell_stewards(row: Delivery, sentence: str, *, at: datetime) -> None:
    """A person has to look: on her page of notices, so that no page counts failures each time."""
    for steward in stewards():
        notify(
            to=steward,
            kind="spread.delivery",
            sentence=sentence,
            values={"channel": row.channel.name},
            url=reverse("spread:post", kwargs={"post": row.post_id}),
            at=at,
            subject=row.post_id,
            key=f"spread.delivery:{row.id}:{row.state}:{row.attempts}",
        )


def _message(row: Delivery) -> Outgoing:
    language = row.channel.language
    words = words_of(row.post, row.link)
    return message_of(words, language=language, place=_here(), key=str(row.id))


def _agent() -> UUID:
    return _here().agent


def _here() -> PlaceView:
    here = place()
    if here is None:
        raise LookupError("a delivery without a place")
    return here
