"""Replies from other servers: heard as an act of `spread`, answered by its door.

`connect` is given the two doors, so this file needs nothing of the federation to be tested. The
words of a reply are asked for when the act is heard; what was erased meanwhile is not taken in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop

from cohive.bond.queries import place
from cohive.bridges.channels.messages import Unsendable
from cohive.care import senders
from cohive.care.operations import Sender, receive
from cohive.care.queries import Letter
from cohive.journal import listeners
from cohive.journal.events import ActRecord
from cohive.words.refusals import Refused

KIND = "spread.federation.replied"
NOTHING = gettext_noop("What you answer was erased meanwhile.")


class Reply(Protocol):
    """What is asked of `spread.queries.RemoteReplyView`."""

    @property
    def author_handle(self) -> str:
        """@name@server."""

    @property
    def author_name(self) -> str:
        """What she calls herself."""

    @property
    def text(self) -> str:
        """Plain words."""

    @property
    def language(self) -> str:
        """A tag, or ''."""

    @property
    def at(self) -> datetime:
        """When she said it."""

    @property
    def is_erased(self) -> bool:
        """Whether she took it back."""

    @property
    def post(self) -> UUID | None:
        """The post of ours it stands under."""


class Answer(Protocol):
    """The shape of `spread.operations.answer_remote`."""

    def __call__(self, *, reply: UUID, text: str, by: UUID, at: datetime, language: str) -> UUID:
        """Send an answer."""
        ...


def connect(*, reply_of: Callable[[UUID], Reply | None], answer: Answer) -> None:
    """Hear replies and send answers by these doors; called from this room's wiring."""

    def hear(act: ActRecord) -> None:
        found = reply_of(act.event.reply)
        if found is not None and not found.is_erased and found.author_handle:
            _take_in(act.event.reply, found)

    def send(letter: Letter) -> str:
        return _send(letter, reply_of, answer)

    listeners.listen("care.federated", [KIND], hear)
    senders.register("federation", send)


def _take_in(reply: UUID, found: Reply) -> None:
    receive(
        channel="federation",
        remote_id=str(reply),
        conversation_id=f"{found.author_handle} {found.post or reply}",
        sender=Sender(
            "federation", found.author_handle, found.author_name, language=found.language
        ),
        text=found.text,
        language=found.language,
        at=found.at,
    )


def _send(letter: Letter, reply_of: Callable[[UUID], Reply | None], answer: Answer) -> str:
    """Answer the newest thing she said."""
    by = letter.author or _firm()
    for name in reversed(letter.refers_to):
        try:
            reply = UUID(name)
        except ValueError:
            continue
        if reply_of(reply) is None or by is None:
            continue
        try:
            made = answer(
                reply=reply,
                text=letter.text,
                by=by,
                at=timezone.now(),
                language=letter.language or "en",
            )
        except Refused as refusal:
            raise Unsendable(str(refusal)) from refusal
        return str(made)
    raise Unsendable(NOTHING)


def _firm() -> UUID | None:
    here = place()
    return here.agent if here else None
