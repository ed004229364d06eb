"""Zulip: public talk in channels and topics, from an archive or from the server's own answers.

Three forms, any of them perhaps packed (.gz, .xz):

- JSON lines of an archive: `stream`, `topic`, `id`, `user`, `time`, `text` with @pseudonyms;
- JSON lines of messages as Zulip's API gives them: `sender_id`, `display_recipient`, `subject`,
  `timestamp`, `content` (HTML or Markdown), `reactions`, `type`;
- one answer of that API, `{"messages": [...]}`, or a bare list of such messages.

Rows: a message is Create of a note in the circle of its channel; each person it names is one more
row, Create of a mention, addressed to her, weight = how often she is named; a reaction is Like,
addressed to the message's author.

What a message answers (`parent`) is the message that opened its topic: a topic is a conversation,
and Zulip says no more about who answers whom. To take the message before it would invent chains.
Only a quotation that links to a message further up in the file says more, and is believed.

Messages between members (type private or direct, or a list of people instead of a channel) never
enter: they are counted with the number of their line, and nothing else of them is read.

Source: Zulip's REST API, https://zulip.com/api/get-messages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cohive.bridges.histories.plain import SeenNumbers
from cohive.bridges.histories.zulip_messages import Message, message_of, records
from cohive.words.acts import ActRow, Join, Role, Source, Tally
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence
from cohive.words.verbs import Verb

__all__ = ["ONLY_SENDER", "looks_like", "opened"]

ONLY_SENDER: Final = "only sender of that name"

_TWICE = Sentence("A message with this id stood there before.")
_CANNOT_TELL = (
    Sentence("What members wrote to each other directly: it never comes into Cohive."),
    Sentence(
        "Which message another one answers, unless it quotes it: it counts as an answer to the"
        " message that opened its topic."
    ),
    Sentence("Who read along without writing."),
)
_NO_REACTIONS = Sentence("Who liked what: there are no reactions in this file.")
_REACTION_TIMES = Sentence("When a reaction was given.")
_NO_BOTS = Sentence("Who is a program: this file does not say.")
_NAMESAKES = Sentence(
    "Who is meant by a name without a number, unless exactly one sender in the file bears it."
)


def looks_like(path: Path, head: bytes) -> bool:  # noqa: ARG001 - the door of every importer
    """Whether the beginning has the keys of a message, of an archive or of the API."""
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    if not start.startswith((b"{", b"[")):
        return False
    first = start.partition(b"\n")[0]
    return all(key in first for key in (b'"stream"', b'"topic"', b'"user"', b'"text"')) or all(
        key in start for key in (b'"sender_id"', b'"display_recipient"', b'"content"')
    )


def opened(path: Path, *, field: str) -> Source:
    """Open a file of messages. It is read twice: for who opened each topic, then for the rows.

    Raises Refused at `field` for what is not JSON, naming the line, and when there is no message.
    """
    survey = _survey(path, field)
    people = survey.people()
    tally = Tally()
    return Source(
        kind="zulip",
        title=path.name,
        rows=_rows(path, survey.opener, people, tally, field),
        tally=tally,
        joins=survey.joins(people),
        names={sender: names.most_common(1)[0][0] for sender, names in survey.names.items()},
        cannot_tell=survey.cannot_tell(),
    )


@dataclass
class _Survey:
    """What the first reading remembers: openers, senders and their names, no text."""

    opener: dict[tuple[str, str], int] = field(default_factory=dict)
    names: dict[str, Counter[str]] = field(default_factory=dict)
    archived: set[str] = field(default_factory=set)
    called: Counter[str] = field(default_factory=Counter)
    has_reactions: bool = False

    def see(self, message: Message) -> None:
        """Take note of one message."""
        topic = (message.channel, message.topic)
        self.opener[topic] = min(message.id, self.opener.get(topic, message.id))
        if message.is_archive:
            self.archived.add(message.user)
        elif message.name:
            self.names.setdefault(message.user, Counter())[message.name] += 1
        self.called.update(message.called)
        self.has_reactions |= bool(message.reactions)

    def people(self) -> dict[str, str]:
        """The sender of each name that only one bears; an archive's users are their names."""
        found: dict[str, str | None] = {}
        for sender, names in self.names.items():
            for name in names:
                found[name] = sender if found.setdefault(name, sender) == sender else None
        certain = {name: sender for name, sender in found.items() if sender is not None}
        return certain | {user: user for user in self.archived}

    def joins(self, people: dict[str, str]) -> list[Join]:
        """Every name in a message that was taken for a sender."""
        return [
            Join(name, people[name], ONLY_SENDER, times)
            for name, times in self.called.most_common()
            if people.get(name, name) != name
        ]

    def cannot_tell(self) -> tuple[Sentence, ...]:
        """What this very file does not say."""
        return (
            *_CANNOT_TELL,
            _REACTION_TIMES if self.has_reactions else _NO_REACTIONS,
            *((_NO_BOTS,) if self.archived else ()),
            *((_NAMESAKES,) if self.called and self.names else ()),
        )


def _survey(path: Path, field: str) -> _Survey:
    found = _Survey()
    is_empty = True
    for _, record in records(path, field=field):
        is_empty = False
        message = message_of(record)
        if isinstance(message, Message):
            found.see(message)
    if is_empty:
        raise Refused("There is no message in this file.", field=field)
    return found


def _rows(
    path: Path,
    opener: dict[tuple[str, str], int],
    people: dict[str, str],
    tally: Tally,
    field: str,
) -> Iterator[ActRow]:
    seen = SeenNumbers()
    for place, record in records(path, field=field):
        message = message_of(record)
        if isinstance(message, Sentence):
            tally.refuse(message, place)
            continue
        if not seen.add(message.id):
            tally.refuse(_TWICE, place)
            continue
        tally.keep()
        is_answer_to_quoted = message.quoted not in (None, message.id) and message.quoted in seen
        parent = message.quoted if is_answer_to_quoted else opener[message.channel, message.topic]
        yield _note(message, parent)
        yield from _mentions(message, people)
        yield from _reactions(message)


def _note(message: Message, parent: int | None) -> ActRow:
    return ActRow(
        id=_key(message.id),
        at=message.at,
        actor=message.user,
        verb=Verb.CREATE.value,
        object=_key(message.id),
        object_kind="note",
        parent=None if parent in (None, message.id) else _key(parent),
        circle=message.channel,
        text=message.text,
        role=_role(message),
    )


def _mentions(message: Message, people: dict[str, str]) -> Iterator[ActRow]:
    """One row for each person named, however she is named, in the order she is first."""
    times = Counter(message.named)
    for name, count in message.called.items():
        if name in people:
            times[people[name]] += count
    for person, count in times.items():
        yield ActRow(
            id=f"{_key(message.id)}@{person}",
            at=message.at,
            actor=message.user,
            verb=Verb.CREATE.value,
            object=f"{_key(message.id)}@{person}",
            object_kind="mention",
            target=person,
            parent=_key(message.id),
            circle=message.channel,
            weight=float(count),
            role=_role(message),
        )


def _reactions(message: Message) -> Iterator[ActRow]:
    for user, emoji in message.reactions:
        yield ActRow(
            id=f"{_key(message.id)}+{user}+{emoji}",
            at=None,
            actor=user,
            verb=Verb.LIKE.value,
            object=_key(message.id),
            object_kind="note",
            target=message.user,
            circle=message.channel,
        )


def _key(number: int | None) -> str:
    return f"m{number}"


def _role(message: Message) -> str:
    return (Role.BOT if message.is_bot else Role.MEMBER).value
