"""The graph of a Discord server as reputation tools keep it: who wrote, reacted and named whom.

A table `edge,src,dst,src_is_bot,unix_ms` of four kinds of edges between members (m), messages (t)
and reactions (r), any of them perhaps packed (.gz, .xz):

    AUTHORS        member  → message     a message                     Create, note
    ADDS_REACTION  member  → reaction    \\ one reaction, two edges:    Like of the message,
    REACTS_TO      reaction → message    /                             addressed to its author
    MENTIONS       message → member      somebody is named in it       Create, mention

Every edge is one record of the tally, so a reaction is two records kept and one row. The file is
read twice: first who wrote what and who reacted, as edges stand in any order; then the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cohive.bridges.histories.plain import instant, sound
from cohive.bridges.reading import csv_rows, header_of
from cohive.words.acts import ActRow, Role, Source, Tally
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence
from cohive.words.verbs import Verb

__all__ = ["looks_like", "opened"]

COLUMNS = ("edge", "src", "dst", "src_is_bot", "unix_ms")
EDGES_MAX = 5_000_000
ENDS = {
    "AUTHORS": ("m", "t"),
    "ADDS_REACTION": ("m", "r"),
    "REACTS_TO": ("r", "t"),
    "MENTIONS": ("t", "m"),
}
"""The first letters of the ids at both ends of each kind of edge."""

_UNKNOWN = Sentence("This is not one of the edges AUTHORS, ADDS_REACTION, REACTS_TO and MENTIONS.")
_ENDS = Sentence("The two ids do not fit this kind of edge.")
_TIME = Sentence("There is no time that can be read.")
_TWICE = Sentence("This edge stood there before, or the message has another author already.")
_NO_MESSAGE = Sentence("This reaction belongs to no message in the file.")
_NO_MEMBER = Sentence("Nobody in the file gave this reaction.")
_NO_AUTHOR = Sentence("The message that names somebody has no author in the file.")
_CANNOT_TELL = (
    Sentence("What was written: the graph has no text."),
    Sentence("Which channel a message was in: the graph knows no circles."),
    Sentence(
        "Which message another one answers: the graph knows who is named, and no conversations."
    ),
    Sentence("When a reaction was given: it bears the time of its message."),
    Sentence("To whom a reaction goes when its message has no author in the file."),
    Sentence("Who read along without writing, reacting or being named."),
)


def looks_like(path: Path, head: bytes) -> bool:  # noqa: ARG001 - the door of every importer
    """Whether the heading has the columns of such a graph."""
    return set(COLUMNS) <= set(header_of(head))


def opened(path: Path, *, field: str) -> Source:
    """Open such a graph.

    Raises Refused at `field` when columns are missing or there is no edge; while it is read, for
    damaged files, naming the line.
    """
    edges = _survey(path, field)
    tally = Tally()
    return Source(
        kind="discord",
        title=path.name,
        rows=_rows(path, edges, tally, field),
        tally=tally,
        cannot_tell=_CANNOT_TELL,
    )


@dataclass(frozen=True, slots=True)
class _Edge:
    """One line that is right in itself."""

    kind: str
    src: str
    dst: str
    is_bot: bool
    at: datetime


@dataclass
class _Survey:
    """What the first reading remembers: ends of edges, no times."""

    author: dict[str, str] = field(default_factory=dict)
    giver: dict[str, str] = field(default_factory=dict)
    reacted_to: dict[str, str] = field(default_factory=dict)
    bots: set[str] = field(default_factory=set)

    def see(self, edge: _Edge) -> None:
        """Take note of one edge; the first one counts where two contradict each other."""
        if edge.is_bot and edge.src.startswith("m"):
            self.bots.add(edge.src)
        if edge.kind == "AUTHORS":
            self.author.setdefault(edge.dst, edge.src)
        elif edge.kind == "ADDS_REACTION":
            self.giver.setdefault(edge.dst, edge.src)
        elif edge.kind == "REACTS_TO":
            self.reacted_to.setdefault(edge.src, edge.dst)

    def role(self, member: str) -> str:
        """A bot's acts are a bot's on every edge, marked or not."""
        return (Role.BOT if member in self.bots else Role.MEMBER).value


def _survey(path: Path, field: str) -> _Survey:
    found = _Survey()
    number = 0
    for number, (_, cells) in enumerate(csv_rows(path, field=field), 1):
        if number == 1:
            _check_columns(cells, field)
        if number > EDGES_MAX:
            raise Refused(
                "This file has more than %(number)s edges. Give a smaller one.",
                field=field,
                number=EDGES_MAX,
            )
        edge = _edge(cells)
        if isinstance(edge, _Edge):
            found.see(edge)
    if not number:
        raise Refused("There is no edge in this file.", field=field)
    return found


def _check_columns(cells: Mapping[str, str], field: str) -> None:
    missing = [name for name in COLUMNS if name not in cells]
    if missing:
        raise Refused(
            "This table lacks the columns %(columns)s.", field=field, columns=", ".join(missing)
        )


def _edge(cells: Mapping[str, str]) -> _Edge | Sentence:
    """A line as an edge, or why it is none."""
    kind = cells["edge"].strip()
    if kind not in ENDS:
        return _UNKNOWN
    src, dst = sound(cells["src"].strip()), sound(cells["dst"].strip())
    if (src[:1], dst[:1]) != ENDS[kind]:
        return _ENDS
    digits = cells["unix_ms"].strip()
    at = (
        instant(int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 15 else None
    )
    if at is None:
        return _TIME
    return _Edge(kind, src, dst, cells["src_is_bot"].strip().casefold() in ("1", "true"), at)


def _rows(path: Path, survey: _Survey, tally: Tally, field: str) -> Iterator[ActRow]:
    seen: set[tuple[str, str]] = set()
    for line, cells in csv_rows(path, field=field):
        edge = _edge(cells)
        reason = edge if isinstance(edge, Sentence) else _why_not(edge, survey, seen)
        if reason is not None or isinstance(edge, Sentence):
            tally.refuse(reason or _UNKNOWN, f"line {line}")
            continue
        tally.keep()
        if edge.kind == "AUTHORS":
            yield _message(edge, survey)
        elif edge.kind == "REACTS_TO":
            yield _reaction(edge, survey)
        elif edge.kind == "MENTIONS":
            yield _mention(edge, survey)


def _why_not(edge: _Edge, survey: _Survey, seen: set[tuple[str, str]]) -> Sentence | None:
    """Why an edge that is right in itself has no place among the others; None when it has."""
    if edge.kind == "MENTIONS":
        if edge.src not in survey.author:
            return _NO_AUTHOR
        once = (edge.src, edge.dst)
    elif edge.kind == "REACTS_TO":
        if edge.src not in survey.giver:
            return _NO_MEMBER
        once = (edge.kind, edge.src)
    else:
        if edge.kind == "ADDS_REACTION" and edge.dst not in survey.reacted_to:
            return _NO_MESSAGE
        once = (edge.kind, edge.dst)
    if once in seen:
        return _TWICE
    seen.add(once)
    return None


def _message(edge: _Edge, survey: _Survey) -> ActRow:
    return ActRow(
        id=edge.dst,
        at=edge.at,
        actor=edge.src,
        verb=Verb.CREATE.value,
        object=edge.dst,
        object_kind="note",
        role=survey.role(edge.src),
    )


def _reaction(edge: _Edge, survey: _Survey) -> ActRow:
    giver = survey.giver[edge.src]
    return ActRow(
        id=edge.src,
        at=edge.at,
        actor=giver,
        verb=Verb.LIKE.value,
        object=edge.dst,
        object_kind="note",
        target=survey.author.get(edge.dst),
        role=survey.role(giver),
    )


def _mention(edge: _Edge, survey: _Survey) -> ActRow:
    author = survey.author[edge.src]
    return ActRow(
        id=f"{edge.src}@{edge.dst}",
        at=edge.at,
        actor=author,
        verb=Verb.CREATE.value,
        object=f"{edge.src}@{edge.dst}",
        object_kind="mention",
        target=edge.dst,
        parent=edge.src,
        role=survey.role(author),
    )
