"""Activities of strangers, read into plain values: every field has a length, every depth an end.

JSON-LD is read as everybody writes it (compact, the ActivityStreams context first) and never
expanded: no context is ever fetched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cohive.bridges.federation.addresses import Ports, Unfit, address, host_of
from cohive.bridges.federation.wording import one_line, plain_text, text_of_html

__all__ = [
    "BYTES_MAX",
    "PUBLIC",
    "Activity",
    "Note",
    "RemoteActor",
    "id_of",
    "read_activity",
    "read_actor",
    "read_json",
    "read_note",
]

BYTES_MAX = 256 * 1024
DEPTH_MAX = 16
VALUES_MAX = 5_000
TEXT_CHARACTERS_MAX = 10_000
NAME_CHARACTERS_MAX = 100
HANDLE_CHARACTERS_MAX = 200
MENTIONS_MAX = 50
PEM_CHARACTERS_MAX = 4_000
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_PUBLIC_NAMES = (PUBLIC, "as:Public", "Public")
_CONTEXT = "https://www.w3.org/ns/activitystreams"
_ACTORS = ("Person", "Service", "Group", "Organization", "Application")
_NOTES = ("Note", "Article", "Question", "Page")


@dataclass(frozen=True)
class RemoteActor:
    """Somebody elsewhere: `handle` is name@host; inbox and key are of the same host as `id`."""

    id: str
    host: str
    handle: str
    name: str
    url: str
    inbox: str
    shared_inbox: str
    key_id: str
    public_key: str
    approves_followers: bool = False


@dataclass(frozen=True)
class Note:
    """What somebody elsewhere wrote, as text. `language` is '' where it was not said."""

    id: str
    author: str
    in_reply_to: str
    text: str
    language: str
    url: str
    published_at: datetime | None
    is_public: bool
    mentions: tuple[str, ...]


@dataclass(frozen=True)
class Activity:
    """One thing that an actor did. `object` is the id of what it was done to, '' when unnamed.

    `inner_*` tell of the activity inside an Undo, Accept or Reject. `note` and `about` hold what
    was sent whole: both are of the actor's own host.
    """

    id: str
    kind: str
    actor: str
    object: str
    inner_kind: str = ""
    inner_actor: str = ""
    inner_object: str = ""
    note: Note | None = None
    about: RemoteActor | None = None

    @property
    def host(self) -> str:
        """The host of all of it."""
        return host_of(self.actor)


def read_json(body: bytes) -> dict[str, Any]:
    """A JSON object of limited size and depth, no name twice in one object; Unfit otherwise."""
    if len(body) > BYTES_MAX:
        raise Unfit("too long")
    try:
        found = json.loads(body, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unfit("not JSON") from None
    if not isinstance(found, dict):
        raise Unfit("not a JSON object")
    _check_depth(found)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _check_depth(whole: object) -> None:
    """Walk without recursion: depth and number of values."""
    waiting, seen = [(whole, 1)], 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if depth > DEPTH_MAX or seen > VALUES_MAX:
            raise Unfit("nested too deep or too many values")
        if isinstance(value, dict):
            waiting += [(inner, depth + 1) for inner in value.values()]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in value]


def read_activity(document: dict[str, Any], *, ports_here: Ports = ()) -> Activity:
    """The activity of a document; Unfit when its parts are of different hosts.

    An object sent whole is believed only when it is the actor's own: same host, same author.
    """
    _check_context(document)
    actor = address(id_of(document.get("actor")), ports_here=ports_here)
    activity_id = address(document.get("id"), ports_here=ports_here)
    if host_of(activity_id) != host_of(actor):
        raise Unfit("activity and actor are of different hosts")
    inner = document.get("object")
    kind = _kind(document)
    object_id = _loose(id_of(inner), ports_here)
    inner_kind, inner_actor, inner_object = "", "", ""
    note, about = None, None
    if isinstance(inner, dict):
        inner_kind = _kind(inner)
        inner_actor = _loose(id_of(inner.get("actor")), ports_here)
        inner_object = _loose(id_of(inner.get("object")), ports_here)
        if kind in ("Create", "Update") and inner_kind in _NOTES:
            note = read_note(inner, by=actor, ports_here=ports_here)
        elif kind == "Update" and inner_kind in _ACTORS:
            about = read_actor(inner, asked=actor, ports_here=ports_here)
    return Activity(
        activity_id, kind, actor, object_id, inner_kind, inner_actor, inner_object, note, about
    )


def read_note(document: dict[str, Any], *, by: str, ports_here: Ports = ()) -> Note:
    """A note that `by` wrote; Unfit when it stands elsewhere or names another author."""
    note_id = address(document.get("id"), ports_here=ports_here)
    author = id_of(document.get("attributedTo"))
    if author != by or host_of(note_id) != host_of(by):
        raise Unfit("the object is not the actor’s own")
    content, language = _content(document)
    page = _loose(id_of(document.get("url")), ports_here)
    return Note(
        id=note_id,
        author=by,
        in_reply_to=_loose(id_of(document.get("inReplyTo")), ports_here),
        text=text_of_html(content, characters_max=TEXT_CHARACTERS_MAX),
        language=language,
        url=page if page and host_of(page) == host_of(by) else note_id,
        published_at=_moment(document.get("published")),
        is_public=bool(set(_PUBLIC_NAMES) & {*_ids(document.get("to")), *_ids(document.get("cc"))}),
        mentions=_mentions(document, ports_here),
    )


def read_actor(document: dict[str, Any], *, asked: str, ports_here: Ports = ()) -> RemoteActor:
    """The actor of a document found at `asked`; Unfit unless all of it is of that one host."""
    _check_context(document, may_lack=True)
    actor = address(document.get("id"), ports_here=ports_here)
    host = host_of(actor)
    if actor != asked or _kind(document) not in _ACTORS:
        raise Unfit("this document is not that of the actor")
    inbox = address(document.get("inbox"), ports_here=ports_here)
    key_id, pem = _key(document, actor)
    if host_of(inbox) != host or host_of(address(key_id, ports_here=ports_here)) != host:
        raise Unfit("inbox or key are of another host than the actor")
    ends = document.get("endpoints")
    shared = _loose(ends.get("sharedInbox") if isinstance(ends, dict) else None, ports_here)
    page = _loose(id_of(document.get("url")), ports_here)
    username = one_line(_text(document.get("preferredUsername")), characters_max=64)
    return RemoteActor(
        id=actor,
        host=host,
        handle=f"{username.replace('@', '') or 'unknown'}@{host}"[:HANDLE_CHARACTERS_MAX],
        name=one_line(_text(document.get("name")) or username, characters_max=NAME_CHARACTERS_MAX),
        url=page if page and host_of(page) == host else actor,
        inbox=inbox,
        shared_inbox=shared if shared and host_of(shared) == host else "",
        key_id=key_id,
        public_key=pem,
        approves_followers=document.get("manuallyApprovesFollowers") is True,
    )


def id_of(value: object) -> str:
    """The id of what is named by its address, or sent whole; of a list, the first."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("id") or value.get("href")
    return value if isinstance(value, str) else ""


def _key(document: dict[str, Any], owner: str) -> tuple[str, str]:
    """(id, PEM) of the first key that names the actor as its owner."""
    given = document.get("publicKey")
    for key in given if isinstance(given, list) else [given]:
        if isinstance(key, dict) and key.get("owner") == owner:
            pem = _text(key.get("publicKeyPem"))
            if 0 < len(pem) <= PEM_CHARACTERS_MAX and pem.isascii():
                return id_of(key), pem
    raise Unfit("the actor has no key of its own")


def _check_context(document: dict[str, Any], *, may_lack: bool = False) -> None:
    given = document.get("@context")
    named = given if isinstance(given, list) else [given]
    if _CONTEXT not in named and not (may_lack and given is None):
        raise Unfit("not ActivityStreams")


def _content(document: dict[str, Any]) -> tuple[str, str]:
    """(HTML, language): the text itself, and the language its map calls it."""
    by_language = document.get("contentMap")
    texts = by_language if isinstance(by_language, dict) else {}
    content = _text(document.get("content")) or next(map(_text, texts.values()), "")
    language = next((key for key, text in texts.items() if text == content), "")
    is_tag = language.isascii() and len(language) <= 12 and language.replace("-", "").isalnum()
    return content, language if is_tag else ""


def _mentions(document: dict[str, Any], ports_here: Ports) -> tuple[str, ...]:
    """Who is addressed or named in it, as addresses; at most fifty."""
    tags = document.get("tag")
    named = [
        _text(tag.get("href"))
        for tag in (tags if isinstance(tags, list) else [tags])
        if isinstance(tag, dict) and tag.get("type") == "Mention"
    ]
    everybody = [*_ids(document.get("to")), *_ids(document.get("cc")), *named]
    found = [_loose(each, ports_here) for each in everybody[: MENTIONS_MAX * 2]]
    return tuple(dict.fromkeys(each for each in found if each))[:MENTIONS_MAX]


def _ids(value: object) -> list[str]:
    return [id_of(each) for each in (value if isinstance(value, list) else [value])]


def _kind(document: dict[str, Any]) -> str:
    value = document.get("type")
    if isinstance(value, list):
        value = next((each for each in value if each in (*_NOTES, *_ACTORS)), None)
    return value if isinstance(value, str) and value.isalpha() and len(value) <= 40 else ""


def _loose(value: object, ports_here: Ports) -> str:
    """An address, or '' for what is none: where nothing hangs on it."""
    try:
        return address(value, ports_here=ports_here)
    except Unfit:
        return ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(plain_text(_text(value), characters_max=40))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
