"""One message of Zulip, whatever form it comes in, or the reason why it is none.

Private messages are told apart before anything else of them is read.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple, TypeGuard

from cohive.bridges.histories.letters import Scope, is_addressee, says_private, scopes
from cohive.bridges.histories.plain import instant, plain_text, sound
from cohive.bridges.reading import lines, open_bytes
from cohive.words.private import plain
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["NOT_MESSAGE", "NO_TIME", "PRIVATE", "Message", "Reaction", "message_of", "records"]

DOCUMENT_BYTES_MAX = 64 * 1024**2
"""One JSON document is held whole; what is larger comes as one message per line."""

PRIVATE: Final = Sentence("This is a message between members.")
NOT_MESSAGE: Final = Sentence(
    "This is not a message with an id, a sender, a channel, a topic and a text."
)
NO_TIME: Final = Sentence("There is no time that can be read.")

_PUBLIC_TYPES = ("stream", "channel")
_OF_EVERY_MESSAGE = frozenset({"display_recipient", "recipient_id"})
"""Keys that the API gives messages in channels too."""
_TYPES = frozenset({"type", "messagetype", "recipienttype"})
_KEY_CHARACTERS_MAX = 64
"""What is longer is no name of ours to judge, and so counts as an addressee."""
_NUMBER_MAX = 2**53
_SEARCHED_CHARACTERS_MAX = 20_000
_EVERYBODY = frozenset({"all", "everyone", "channel", "stream", "topic"})
_PSEUDONYM = re.compile(r"z[0-9a-f]{10}")
_AT_WORD = re.compile(r"(?<![\w@./])@([\w-]+)")
_AT_MARKDOWN = re.compile(r"@_?\*\*([^*|\n]{1,200})(?:\|([0-9]{1,15}))?\*\*")
_AT_HTML = re.compile(r'<span\b[^<>]*\bclass="user-mention\b[^<>]*>')
_USER_ID = re.compile(r'\bdata-user-id="([0-9]{1,15})"')
_QUOTED = re.compile(
    r'(?:class="user-mention silent"[^<>]*>[^<>]*</span>\s*<a\b[^<>]*?\bhref="'
    r"|@_\*\*[^*\n]{1,200}\*\*\s*\[[^\]\n]{0,100}\]\()"
    r'[^"()\s<>]*?/near/([0-9]{1,15})'
)


class Reaction(NamedTuple):
    """Who reacted with what; what an emoji means is not ours to say."""

    user: str
    emoji: str


@dataclass(frozen=True, slots=True)
class Message:
    """A public message. `named` are people by their id, `called` people by their name only."""

    id: int
    channel: str
    topic: str
    user: str
    name: str
    is_bot: bool
    is_archive: bool
    at: datetime
    text: str | None
    quoted: int | None = None
    reactions: tuple[Reaction, ...] = ()
    named: Counter[str] = field(default_factory=Counter)
    called: Counter[str] = field(default_factory=Counter)


def records(path: Path, *, field: str) -> Iterator[tuple[str, object]]:
    """Every record with its place: "line 7" of JSON lines, "message 7" of one JSON document.

    Raises Refused for what is not JSON, naming the line.
    """
    numbered = lines(path, field=field)
    first, second = next(numbered, None), next(numbered, None)
    if first is None:
        return
    if _is_document(first[1], is_alone=second is None):
        yield from _document(path, field)
        return
    for number, line in chain((first, second) if second else (first,), numbered):
        try:
            yield f"line {number}", json.loads(line, object_pairs_hook=_object)
        except (ValueError, RecursionError):
            raise Refused("Line %(line)s is not JSON.", field=field, line=number) from None


def message_of(record: object) -> Message | Sentence:
    """A record as a message, or why it is none. Of private ones nothing else is read."""
    if not isinstance(record, dict):
        return NOT_MESSAGE
    if _is_private(record):
        return PRIVATE
    try:
        return _archived(record) if "sender_id" not in record else _of_api(record)
    except _Unfit as unfit:
        return unfit.reason


class _Unfit(Exception):  # noqa: N818 - a reason, caught where the record is judged
    """Why a record is no message."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason.english)
        self.reason = reason


def _is_document(line: str, *, is_alone: bool) -> bool:
    """Whether a first line is no whole record: the beginning of a document, or all of it."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return True
    return is_alone and (not isinstance(found, dict) or "messages" in found)


def _document(path: Path, field: str) -> Iterator[tuple[str, object]]:
    with open_bytes(path, field=field) as stream:
        data = stream.read(DOCUMENT_BYTES_MAX + 1)
    if len(data) > DOCUMENT_BYTES_MAX:
        raise Refused(
            "One document of JSON is too large from %(size)s MiB on. Write one message per line.",
            field=field,
            size=DOCUMENT_BYTES_MAX // 1024**2,
        )
    try:
        whole = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise Refused("Line %(line)s is not JSON.", field=field, line=error.lineno) from None
    except (ValueError, RecursionError):
        raise Refused(
            "This is not JSON of messages: it is not UTF-8, has a key twice, or is nested too"
            " deep.",
            field=field,
        ) from None
    messages = whole.get("messages") if isinstance(whole, dict) else whole
    if not isinstance(messages, list):
        raise Refused("There is no list of messages in this file.", field=field)
    for number, record in enumerate(messages, 1):
        yield f"message {number}", record


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """An object whose keys are each there once: a second "type" could hide a private message."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


class _Sign(StrEnum):
    """A key of which the value alone shows whether a message is private."""

    TYPE = "type"
    ADDRESSEE = "addressee"


def _is_private(record: Mapping[str, object]) -> bool:
    """Whether it went to people, not to a channel; in doubt it did."""
    if any(_tells(key, value) for key, value in record.items()):
        return True
    if isinstance(record.get("display_recipient"), list | dict):
        return True
    # what the server gives of a channel names its number; without it and a type, who knows
    is_typed = any(_says(key) is _Sign.TYPE for key in record)
    return "sender_id" in record and not is_typed and "stream_id" not in record


def _tells(key: str, value: object) -> bool:
    """Whether one key with its value shows a message between members."""
    says = _says(key)
    if says is _Sign.TYPE:
        return value not in _PUBLIC_TYPES
    if says is _Sign.ADDRESSEE:
        return bool(value) or _is_number(value)
    if isinstance(value, list | dict):
        return bool(says and value)
    return any(says_private(str(value), scope) for scope in says)


@lru_cache(maxsize=256)
def _says(key: str) -> _Sign | tuple[Scope, ...]:
    """What a key says by its name: the type, an addressee, how it tells privacy, or nothing."""
    if len(key) > _KEY_CHARACTERS_MAX:
        return _Sign.ADDRESSEE
    if plain(key) in _TYPES:
        return _Sign.TYPE
    if is_addressee(key) and key not in _OF_EVERY_MESSAGE:
        return _Sign.ADDRESSEE
    return tuple(scope for _, scope in scopes((key,), {}))


def _archived(record: Mapping[str, object]) -> Message:
    content = _text(record, "text")
    named: Counter[str] = Counter()
    called: Counter[str] = Counter()
    for name in _AT_WORD.findall(content[:_SEARCHED_CHARACTERS_MAX]):
        (named if _PSEUDONYM.fullmatch(name) else called)[sound(name)] += 1
    return Message(
        id=_number(record, "id"),
        channel=_filled(record, "stream"),
        topic=_text(record, "topic"),
        user=_filled(record, "user"),
        name="",
        is_bot=False,
        is_archive=True,
        at=_instant(record, "time"),
        text=plain_text(content, is_html=False),
        named=named,
        called=called,
    )


def _of_api(record: Mapping[str, object]) -> Message:
    content = _text(record, "content")
    named, called = _mentions(content[:_SEARCHED_CHARACTERS_MAX])
    quoted = _QUOTED.search(content, 0, _SEARCHED_CHARACTERS_MAX)
    mail, name = record.get("sender_email"), record.get("sender_full_name")
    return Message(
        id=_number(record, "id"),
        channel=_filled(record, "display_recipient"),
        topic=_text(record, "subject" if "subject" in record else "topic"),
        user=str(_number(record, "sender_id")),
        name=sound(name) if isinstance(name, str) else "",
        is_bot=isinstance(mail, str) and mail.partition("@")[0].endswith("-bot"),
        is_archive=False,
        at=_instant(record, "timestamp"),
        text=plain_text(content, is_html=_is_html(record, content)),
        quoted=int(quoted[1]) if quoted else None,
        reactions=_reactions(record.get("reactions")),
        named=named,
        called=called,
    )


def _is_html(record: Mapping[str, object], content: str) -> bool:
    kind = record.get("content_type")
    return kind == "text/html" if isinstance(kind, str) else content.lstrip().startswith("<")


def _mentions(content: str) -> tuple[Counter[str], Counter[str]]:
    """Whom a message names: by id, and by name only. Everybody at once is nobody addressed."""
    named: Counter[str] = Counter()
    called: Counter[str] = Counter()
    for name, number in _AT_MARKDOWN.findall(content):
        if number:
            named[str(int(number))] += 1
        elif name not in _EVERYBODY:
            called[sound(name)] += 1
    for span in _AT_HTML.findall(content):
        user = _USER_ID.search(span)
        if user is not None:
            named[str(int(user[1]))] += 1
    return named, called


def _reactions(value: object) -> tuple[Reaction, ...]:
    """Each reaction once; what is none is passed over, as it is no record of its own."""
    found: dict[Reaction, None] = {}
    for each in value if isinstance(value, list) else ():
        if not isinstance(each, dict):
            continue
        user = each.get("user_id")
        if user is None and isinstance(each.get("user"), dict):
            user = each["user"].get("id")  # servers before Zulip 3
        emoji = each.get("emoji_name")
        if _is_number(user) and isinstance(emoji, str) and emoji:
            found[Reaction(str(user), sound(emoji))] = None
    return tuple(found)


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _NUMBER_MAX


def _number(record: Mapping[str, object], key: str) -> int:
    value = record.get(key)
    if not _is_number(value):
        raise _Unfit(NOT_MESSAGE)
    return value


def _text(record: Mapping[str, object], key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str):
        raise _Unfit(NOT_MESSAGE)
    return sound(value)


def _filled(record: Mapping[str, object], key: str) -> str:
    value = _text(record, key)
    if not value:
        raise _Unfit(NOT_MESSAGE)
    return value


def _instant(record: Mapping[str, object], key: str) -> datetime:
    value = record.get(key)
    at = instant(value * 1000) if _is_number(value) else None
    if at is None:
        raise _Unfit(NO_TIME)
    return at
