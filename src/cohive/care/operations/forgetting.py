"""Erasing what people wrote: after its time, when a person asks, when a member leaves.

Words, names, addresses, files and search terms go; what stays are rows without them, so that counts
and times stay right and nobody can tell who it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext

from cohive.bond import operations as bond
from cohive.bond.queries import place
from cohive.care import files
from cohive.care.events import ConversationForgotten, PersonForgotten
from cohive.care.models import (
    Attachment,
    Conversation,
    ConversationLabel,
    Correspondent,
    CorrespondentKey,
    FollowUp,
    Message,
    PersonNote,
    PersonReading,
    Presence,
    Satisfaction,
    Term,
)
from cohive.care.operations.conversations import part_conversations
from cohive.care.operations.people import key_of_writer, part_people
from cohive.care.operations.standing import require_steward
from cohive.care.queries.customers import writers_of
from cohive.care.queries.rules import inbox_rules
from cohive.journal.operations import record
from cohive.words.refusals import Missing

A_TURN = 200
NOTHING = {
    "text": "", "quoted": "", "remote_id": "", "language": "",
    "writer": None, "is_authenticated": False,
}  # fmt: skip
"""What stays of a message."""


@transaction.atomic
def forget_person(*, person: UUID, by: UUID, at: datetime) -> None:
    """Erase a correspondent with everything she wrote and was written; a steward does it.

    Whom somebody joined to her by hand stays, parted from her: nothing proves that it is she.
    The name she gave to an idea goes too, unless she has come since and it is her own to erase.
    """
    require_steward(by)
    row = Correspondent.objects.filter(id=person).first()
    if row is None:
        raise Missing("There is no such person.")
    _part_from_others([row.id], by=by, at=at)
    _erase_people([row.id], at=at)
    _unname([row.id], by=by, at=at)
    record(PersonForgotten(row.id), by=by, at=at, object_kind="correspondent", object=row.id)


def _part_from_others(people: list[UUID], *, by: UUID, at: datetime) -> None:
    """What was joined to theirs by hand, people and conversations, is perhaps somebody else's."""
    if people:
        part_people(people, by=by, at=at)
        part_conversations(people, by=by, at=at)


@transaction.atomic
def erase_writer(*, agent: UUID, at: datetime) -> None:
    """A member leaves the place: what she wrote to it goes with her, and her drafts.

    Hers is what she wrote signed in or from her proven address, not what was joined by hand.
    """
    hers = list(writers_of(agent).values_list("id", flat=True))
    _part_from_others(hers, by=agent, at=at)
    _erase_people(hers, at=at)
    says = Message.objects.filter(writer=agent)
    says.update(writer=None, is_authenticated=False)
    Message.objects.filter(author=agent, kind="draft").delete()
    Presence.objects.filter(agent=agent).delete()
    Conversation.objects.filter(assignee=agent).update(assignee=None)


@transaction.atomic
def take_words_back(*, channel: str, remote_id: str) -> None:
    """Who said something elsewhere erased it there: its words and files go here too.

    No act: the room it came through has written one. The message keeps its name, so that the same
    words heard again do not come back.
    """
    said = Message.objects.filter(channel=channel, remote_id=remote_id)
    _forget_files(said)
    for conversation in set(said.values_list("conversation", flat=True)):
        Term.objects.filter(conversation=conversation).delete()
        Conversation.objects.filter(id=conversation).update(preview="")
    said.update(text="", quoted="", language="")


@transaction.atomic
def forget_old(*, by: UUID, at: datetime) -> int:
    """Erase the words of conversations that were done so many days ago; how many."""
    before = at - timedelta(days=inbox_rules().retention_days)
    old = Conversation.objects.filter(state="done", done_at__lt=before, merged_into__isnull=True)
    found = list(old.order_by("done_at").values_list("id", flat=True)[:A_TURN])
    for conversation in found:
        below = Conversation.objects.filter(root=conversation)
        _empty(list(below.values_list("id", flat=True)))
        record(
            ConversationForgotten(conversation),
            by=by,
            at=at,
            object_kind="conversation",
            object=conversation,
        )
    nobody = Correspondent.objects.filter(erased_at__isnull=True, created_at__lt=before).exclude(
        root__standing_for__conversations__in=Conversation.objects.exclude(state="forgotten")
    )
    _erase_people(list(nobody.values_list("id", flat=True)[:A_TURN]), at=at)
    return len(found)


def _unname(people: list[UUID], *, by: UUID, at: datetime) -> None:
    """An idea she gave her name to stays; it says that somebody wrote to us, and not who."""
    here = place()
    with translation.override(here.languages[0] if here and here.languages else None):
        name = gettext("Someone who wrote to us")
    bond.unname_unclaimed(keys=[key_of_writer(one) for one in people], name=name, by=by, at=at)


def _erase_people(people: list[UUID], *, at: datetime) -> None:
    """Names and keys of these people, and every conversation with them."""
    theirs = Conversation.objects.filter(correspondent__in=people)
    _empty(list(theirs.values_list("id", flat=True)))
    wrote = Message.objects.filter(correspondent__in=people)
    _forget_files(wrote)
    wrote.update(**NOTHING)
    CorrespondentKey.objects.filter(correspondent__in=people).delete()
    for rows in (PersonNote, FollowUp, PersonReading):
        rows.objects.filter(writer__in=people).delete()
    Correspondent.objects.filter(id__in=people).update(
        name="", language="", member=None, erased_at=at
    )


def _empty(conversations: list[UUID]) -> None:
    """Take the words out of these conversations."""
    said = Message.objects.filter(conversation__in=conversations)
    _forget_files(said)
    said.filter(kind="draft").delete()
    Satisfaction.objects.filter(message__conversation__in=conversations).update(comment="")
    said.update(**NOTHING)
    Term.objects.filter(conversation__in=conversations).delete()
    Presence.objects.filter(conversation__in=conversations).delete()
    ConversationLabel.objects.filter(conversation__in=conversations).delete()
    Conversation.objects.filter(id__in=conversations).update(
        state="forgotten",
        subject="",
        preview="",
        language="",
        remote_id="",
        order=None,
        assignee=None,
        waits_since=None,
        snoozed_until=None,
    )


def _forget_files(messages: QuerySet[Message]) -> None:
    """Rows now; the files themselves once this is committed (a file that no row names goes too)."""
    rows = Attachment.objects.filter(message__in=messages)
    keys = list(rows.values_list("key", flat=True))
    rows.delete()
    transaction.on_commit(lambda: _erase_files(keys), robust=True)


def _erase_files(keys: list[str]) -> None:
    for key in keys:
        files.forget(key)


def known_files() -> list[str]:
    """The keys of every file a message names."""
    return list(Attachment.objects.values_list("key", flat=True))
