"""Who has a conversation, how it stands, what it is about; joining two and parting them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from cohive.bond.operations import notify
from cohive.care.events import (
    ConversationAssigned,
    ConversationLabelled,
    ConversationMoved,
    ConversationsMerged,
    ConversationsUnmerged,
)
from cohive.care.finding import note_words
from cohive.care.models import (
    CONVERSATION_STATES,
    Conversation,
    ConversationLabel,
    ConversationMerge,
    Label,
    Message,
    Term,
)
from cohive.care.operations.receiving import locked_conversation, preview_of
from cohive.care.operations.standing import may_answer, require_answerer
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

HANDED_OVER = gettext_noop("%(who)s hands a conversation over to you.")
SNOOZE_DAYS_MAX = 90
LABELS_MAX = 8
WAKE_AT_ONCE_MAX = 500


@transaction.atomic
def assign(*, conversation: UUID, to: UUID | None, by: UUID, at: datetime) -> None:
    """Say who answers it; None for nobody in particular. Whom it is handed to is told."""
    require_answerer(by)
    row = locked_conversation(conversation)
    if to is not None and not may_answer(to):
        raise Refused("She does not answer for the place.", field="to")
    if row.assignee_id == to:
        return
    row.assignee_id = to
    row.save(update_fields=["assignee"])
    record(
        ConversationAssigned(row.id, to),
        by=by,
        at=at,
        object_kind="conversation",
        object=row.id,
        target=to,
    )
    if to is not None and to != by:
        notify(
            to=to,
            kind="inbox",
            sentence=HANDED_OVER,
            values={"who": f"agent:{by}"},
            url=f"/desk/inbox/{row.id}/",
            at=at,
            key=f"inbox:{row.id}:{to}:{at.isoformat()}",
        )


@transaction.atomic
def move_conversation(
    *, conversation: UUID, to: str, by: UUID, at: datetime, until: datetime | None = None
) -> None:
    """Done, waiting for them, open again, or asleep until an instant (at most 90 days)."""
    require_answerer(by)
    row = locked_conversation(conversation)
    if to not in ("open", "waiting", "snoozed", "done"):
        raise Refused("A conversation cannot become this.", field="to")
    if to == "snoozed":
        if until is None or until <= at:
            raise Refused("Until when? Choose a moment that is still to come.", field="until")
        if until > at + timedelta(days=SNOOZE_DAYS_MAX):
            raise Refused("At most %(count)s days.", field="until", count=SNOOZE_DAYS_MAX)
    if row.state == to and to != "snoozed":
        return
    before = row.state
    row.state = to if before == to else CONVERSATION_STATES.move(before, to)
    row.snoozed_until = until if to == "snoozed" else None
    row.done_at = at if to == "done" else None
    if to == "open":
        row.waits_since = row.waits_since or at
    elif to != "snoozed":
        row.waits_since = None
    row.save()
    record(
        ConversationMoved(row.id, before, to),
        by=by,
        at=at,
        object_kind="conversation",
        object=row.id,
    )


@transaction.atomic
def wake_snoozed(*, by: UUID, at: datetime) -> int:
    """Open what slept long enough; how many. `by` is the firm: the clock acts for it."""
    rows = Conversation.objects.select_for_update().filter(state="snoozed", snoozed_until__lte=at)
    woken = list(rows.order_by("snoozed_until")[:WAKE_AT_ONCE_MAX])
    for row in woken:
        row.state = CONVERSATION_STATES.move(row.state, "open")
        row.waits_since = row.waits_since or row.snoozed_until
        row.last_at = max(row.last_at, at)
        row.snoozed_until = None
        row.save()
        record(
            ConversationMoved(row.id, "snoozed", "open"),
            by=by,
            at=at,
            object_kind="conversation",
            object=row.id,
        )
    return len(woken)


@transaction.atomic
def label(*, conversation: UUID, label: UUID, is_on: bool, by: UUID, at: datetime) -> None:
    """Put a label on, or take it off; doing it twice changes nothing."""
    require_answerer(by)
    row = locked_conversation(conversation)
    known = ConversationLabel.objects.filter(conversation=row, label=label)
    if is_on == known.exists():
        return
    if is_on:
        if not Label.objects.filter(id=label, retired_at__isnull=True).exists():
            raise Missing("There is no such label.")
        if ConversationLabel.objects.filter(conversation=row).count() >= LABELS_MAX:
            raise Refused("At most %(count)s labels.", field="label", count=LABELS_MAX)
        ConversationLabel.objects.create(conversation=row, label_id=label, by_id=by, at=at)
    else:
        known.delete()
    record(
        ConversationLabelled(row.id, label, is_on),
        by=by,
        at=at,
        object_kind="conversation",
        object=row.id,
    )


@transaction.atomic
def merge_conversations(*, taken: UUID, into: UUID, by: UUID, at: datetime) -> None:
    """Read `taken` in `into` from now on. Its messages stay its own, so it can be undone.

    What comes to `taken` by its channel is shown in `into`; answers go by the channel of `into`.
    """
    require_answerer(by)
    first, second = sorted((taken, into))
    locked = {row.id: row for row in (locked_conversation(first), locked_conversation(second))}
    row, goal = locked[taken], locked[into]
    if row.root_id == goal.root_id:
        raise Refused("These are one conversation already.")
    if row.merged_into_id or goal.merged_into_id:
        raise Refused("Choose the conversation that stands in the list.")
    if "forgotten" in (row.state, goal.state):
        raise Refused("What was erased cannot be joined.")
    ConversationMerge.objects.create(taken=row, into=goal, by_id=by, at=at)
    row.merged_into = goal
    row.save(update_fields=["merged_into"])
    _stand_for(row, goal.id)
    _move_words(goal, [row.id])
    if row.state == "open" and goal.state != "open":
        goal.state = CONVERSATION_STATES.move(goal.state, "open")
        goal.snoozed_until = goal.done_at = None
    waits = [since for since in (row.waits_since, goal.waits_since) if since]
    goal.waits_since = min(waits) if goal.state == "open" and waits else goal.waits_since
    goal.order = goal.order or row.order
    _newest(goal)
    goal.save()
    record(
        ConversationsMerged(row.id, goal.id),
        by=by,
        at=at,
        object_kind="conversation",
        object=goal.id,
    )


@transaction.atomic
def unmerge_conversation(*, conversation: UUID, by: UUID, at: datetime) -> None:
    """Part a conversation from the one it was joined to: each has its own messages again.

    It stands as it stood; with a message nobody answered since, it waits for us.
    """
    require_answerer(by)
    row = locked_conversation(conversation)
    if row.merged_into_id is None:
        raise Refused("This conversation stands by itself already.")
    _part(row, row.merged_into_id, by=by, at=at)


def part_conversations(people: Collection[UUID], *, by: UUID, at: datetime) -> None:
    """For this room's operations: part their conversations from those of others, joined by hand."""
    joined = Conversation.objects.filter(merged_into__isnull=False)
    crossing = joined.filter(Q(correspondent__in=people) ^ Q(merged_into__correspondent__in=people))
    for conversation, into in crossing.order_by("id").values_list("id", "merged_into"):
        if into is not None:
            _part(locked_conversation(conversation), into, by=by, at=at)


def _part(row: Conversation, into: UUID, *, by: UUID, at: datetime) -> None:
    goal = locked_conversation(into)
    ConversationMerge.objects.filter(taken=row, undone_at__isnull=True).update(
        undone_by=by, undone_at=at
    )
    row.merged_into = None
    row.root_id = row.id
    row.save(update_fields=["merged_into", "root"])
    _stand_for(row, row.id)
    newest = _newest(row)
    if newest is not None and newest.kind == "in" and not newest.is_automatic:
        row.state = "open"
        row.waits_since = row.waits_since or newest.at
        row.snoozed_until = row.done_at = None
    row.save()
    top = locked_conversation(goal.root_id)
    _newest(top)
    top.save()
    _find_again(row)
    _find_again(top)
    record(
        ConversationsUnmerged(row.id, goal.id),
        by=by,
        at=at,
        object_kind="conversation",
        object=row.id,
    )


def _stand_for(row: Conversation, root: UUID) -> None:
    """Let a conversation and all that was joined to it before stand for `root`."""
    ahead, below = [row.id], [row.id]
    while ahead:
        ahead = list(
            Conversation.objects.filter(merged_into__in=ahead).values_list("id", flat=True)
        )
        below += ahead
    Conversation.objects.filter(id__in=below).update(root=root)
    row.root_id = root


def _newest(row: Conversation) -> Message | None:
    """Set what the list shows from the newest thing said here."""
    said = Message.objects.filter(conversation__root=row.id, kind__in=("in", "out"))
    newest = said.order_by("-at", "-id").first()
    if newest is not None:
        row.last_at, row.last_kind = newest.at, newest.kind
        row.preview = preview_of(newest.text)
    return newest


def _move_words(goal: Conversation, taken: list[UUID]) -> None:
    """Let what was joined be found in what is shown."""
    words = Term.objects.filter(conversation__in=taken)
    tokens = list(words.values_list("token", flat=True))
    Term.objects.bulk_create(
        (Term(token=token, conversation=goal) for token in tokens), ignore_conflicts=True
    )
    words.delete()


def _find_again(row: Conversation) -> None:
    """Make the words of a conversation anew from what stands in it now."""
    Term.objects.filter(conversation=row).delete()
    said = Message.objects.filter(conversation__root=row.id).exclude(kind="draft")
    for text in said.values_list("text", flat=True):
        note_words(row.id, text)
    note_words(row.id, row.correspondent.name, row.subject)
