"""What becomes of an answer on its way: each step is a row of its own commit.

`claim` comes before anything leaves. A process that dies in between leaves the row `sending`; a
quarter of an hour later it is `unsure`, and a person decides: never twice by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from cohive.care.models import DISPATCH_STATES, ERROR_LENGTH, Conversation, Dispatch, Message
from cohive.words.refusals import Refused

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 3_600, 14_400, 43_200))
"""After the first, second … failure; then it has failed and stands in the conversation."""
LOST_AFTER = timedelta(minutes=15)
LOST = gettext_noop("It is not known whether this left: the program was stopped meanwhile.")
A_TURN = 50


@transaction.atomic
def claim_answer(*, message: UUID, at: datetime) -> bool:
    """Take one queued answer to send it; False when somebody else has it or it was taken back."""
    taken = Dispatch.objects.filter(message=message, state="queued", next_at__lte=at)
    return taken.update(state="sending", claimed_at=at) == 1


@transaction.atomic
def note_sent(*, message: UUID, remote_id: str, at: datetime) -> None:
    """It left; `remote_id` is what the channel calls it, so that answers to it are known."""
    _end(message, "sent", at=at)
    Dispatch.objects.filter(message=message).update(sent_at=at)
    name = remote_id[:255]
    row = Message.objects.get(id=message)
    is_taken = Message.objects.filter(channel=row.channel, remote_id=name).exclude(id=message)
    if name and not row.remote_id and not is_taken.exists():
        Message.objects.filter(id=message).update(remote_id=name)


@transaction.atomic
def note_unsent(
    *, message: UUID, error: str, at: datetime, retry_after_seconds: int | None = None
) -> None:
    """Certainly not sent: again after a pause, at most six times."""
    row = Dispatch.objects.select_for_update().get(message=message)
    if row.state != "sending":
        return
    row.attempts += 1
    row.error = error[:ERROR_LENGTH]
    if row.attempts > len(PAUSES):
        row.state = DISPATCH_STATES.move(row.state, "failed")
    else:
        pause = max(PAUSES[row.attempts - 1], timedelta(seconds=retry_after_seconds or 0))
        row.state, row.next_at = DISPATCH_STATES.move(row.state, "queued"), at + pause
    row.save()
    if row.state == "failed":
        _open_again(row, at=at)


@transaction.atomic
def note_failed(*, message: UUID, error: str, at: datetime) -> None:
    """It will never leave, or it came back: the conversation waits for us again."""
    row = Dispatch.objects.select_for_update().get(message=message)
    if row.state not in ("sending", "sent"):
        return
    row.state, row.error = DISPATCH_STATES.move(row.state, "failed"), error[:ERROR_LENGTH]
    row.attempts += 1
    row.save()
    _open_again(row, at=at)


@transaction.atomic
def note_unsure(*, message: UUID, error: str, at: datetime) -> None:
    """Perhaps sent: a person looks and decides."""
    row = Dispatch.objects.select_for_update().get(message=message)
    if row.state != "sending":
        return
    row.state, row.error = DISPATCH_STATES.move(row.state, "unsure"), error[:ERROR_LENGTH]
    row.attempts += 1
    row.save()
    _open_again(row, at=at)


def give_up_lost(*, at: datetime) -> int:
    """Say of everything that was begun long ago that nobody knows; how many."""
    begun = Dispatch.objects.filter(state="sending", claimed_at__lte=at - LOST_AFTER)
    lost = list(begun.values_list("message_id", flat=True)[:A_TURN])
    for message in lost:
        note_unsure(message=message, error=LOST, at=at)
    return len(lost)


def _end(message: UUID, state: str, *, at: datetime) -> None:
    row = Dispatch.objects.select_for_update().get(message=message)
    if row.state not in ("sending", "unsure"):
        raise Refused("This was not on its way.")
    row.state, row.error, row.claimed_at = DISPATCH_STATES.move(row.state, state), "", at
    row.attempts += 1
    row.save()


def _open_again(row: Dispatch, *, at: datetime) -> None:
    """What failed stands on top of the list again."""
    shown = Conversation.objects.select_for_update().filter(
        id__in=Message.objects.filter(id=row.message_id).values("conversation__root")
    )
    for conversation in shown.exclude(state="forgotten"):
        conversation.state = "open"
        conversation.waits_since = conversation.waits_since or at
        conversation.snoozed_until = conversation.done_at = None
        conversation.save()
