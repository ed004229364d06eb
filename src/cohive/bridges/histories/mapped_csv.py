"""Any CSV whose rows say who did what, when: one act per row.

Which column is what is said by a mapping or guessed from the names of the columns (`columns`). Only
the actor is needed. What a table does not have is filled in: the id is "row:" and the line, the
object is the row itself, its kind "entry", the verb "Create", the weight 1, the role "member".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final, TypeVar

from cohive.bridges.histories.columns import (
    NAME_CHARACTERS_MAX,
    Part,
    guessed,
    listed,
    mapped,
)
from cohive.bridges.histories.letters import Scope, refuse_letters, says_private, scopes
from cohive.bridges.histories.moments import moment_in
from cohive.bridges.histories.plain import number
from cohive.bridges.histories.unfit import Unfit
from cohive.bridges.reading import EXTRA, csv_rows, header_of
from cohive.words.acts import ActRow, Role, Source, Tally
from cohive.words.money import parse_money
from cohive.words.private import is_private_kind, is_private_place
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence
from cohive.words.verbs import Verb

__all__ = ["looks_like", "opened"]

_WORDS: Final = {
    Verb.ANNOUNCE: ("announced", "boost", "boosted", "repost", "reposted", "retweet"),
    Verb.CREATE: ("created", "post", "posted", "published", "wrote", "comment", "commented"),
    Verb.LIKE: ("liked", "upvote", "upvoted", "+1"),
    Verb.FOLLOW: ("followed", "subscribe", "subscribed"),
    Verb.UPDATE: ("updated", "edit", "edited"),
    Verb.JOIN: ("joined",),
    Verb.LEAVE: ("left",),
    Verb.VIEW: ("viewed",),
    Verb.DELETE: ("deleted",),
    Verb.INVITE: ("invited",),
    Verb.OFFER: ("offered",),
    Verb.ACCEPT: ("accepted",),
    Verb.REJECT: ("rejected",),
    Verb.FLAG: ("flagged", "reported"),
}
"""What tables write for a verb, besides its name."""

_VERBS: Final = {
    **{verb.value.casefold(): verb.value for verb in Verb},
    **{word: verb.value for verb, words in _WORDS.items() for word in words},
}
_ROLES: Final = frozenset(role.value for role in Role)
_LETTERS: Final = Sentence("Messages between members never enter a frame.")
_MINOR: Final = re.compile(r"-?[0-9]{1,15}")
_UTC: Final = Sentence("The zone of times that do not say it themselves: they are taken as UTC.")


COLUMNS_MIN: Final = 2

_Cell = TypeVar("_Cell")


def opened(path: Path, *, field: str, mapping: Path | None = None) -> Source:
    """The rows of a CSV (plain, .gz, .xz; , ; tab or |) as acts, by a mapping or by a guess.

    Raises Refused at `field` for a table without rows or of one column, one whose actor cannot be
    guessed, and one that looks like messages between members; at "mapping" for a mapping that does
    not fit.
    """
    rows = csv_rows(path, field=field)
    first = next(rows, None)
    if first is None:
        raise Refused("There is no row in this file.", field=field)
    header = [name for name in first[1] if name != EXTRA]
    if len(header) < COLUMNS_MIN:
        raise Refused(
            "This table has one column, “%(column)s”. Its cells must be parted by a comma, ;, a"
            " tab or |.",
            field=field,
            column=header[0][:NAME_CHARACTERS_MAX] if header else "",
        )
    is_mapped = mapping is not None
    parts = guessed(header) if mapping is None else mapped(mapping, header, field="mapping")
    refuse_letters(path.name, header, parts, is_mapped=is_mapped, field=field)
    if "actor" not in parts:
        raise Refused(
            "No column says who acted. Give a mapping with “actor”. The columns are: %(columns)s.",
            field=field,
            columns=listed(header),
        )
    tally = Tally()
    return Source(
        kind="csv",
        title=path.name,
        rows=_rows(chain([first], rows), parts, scopes(header, parts), tally),
        tally=tally,
        cannot_tell=_cannot_tell(header, parts),
    )


def looks_like(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """Whether the first line has columns for who and when under their usual names."""
    return {"actor", "at"} <= guessed(header_of(head)).keys()


def _cannot_tell(header: list[str], parts: Mapping[str, Part]) -> tuple[Sentence, ...]:
    used = {part.column for part in parts.values()}
    unused = listed(name for name in header if name not in used)
    found = [_UTC] if "at" in parts else [Sentence("When anything was done: no column says it.")]
    if "verb" not in parts:
        found.append(Sentence("What kind of act a row is: each counts as something created."))
    if unused:
        found.append(
            Sentence(
                "What these columns mean, which were left out: %(columns)s.", {"columns": unused}
            )
        )
    return tuple(found)


def _rows(
    rows: Iterator[tuple[int, dict[str, str]]],
    parts: Mapping[str, Part],
    private: tuple[tuple[str, Scope], ...],
    tally: Tally,
) -> Iterator[ActRow]:
    seen: set[str] = set()
    for line, row in rows:
        letter = next((name for name, scope in private if says_private(row[name], scope)), None)
        if letter is not None:
            tally.refuse(_LETTERS, Unfit(_LETTERS, letter).place(line))
            continue
        try:
            act = _act(_Cells(row, parts), line)
            if act.id in seen:
                raise Unfit(Sentence("This id stood in an earlier row."), "id")
        except Unfit as unfit:
            part = parts.get(unfit.column, Part())
            tally.refuse(unfit.reason, Unfit(unfit.reason, part.column or "").place(line))
            continue
        seen.add(act.id)
        tally.keep()
        yield act


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row, asked for by the frame's columns."""

    row: Mapping[str, str]
    parts: Mapping[str, Part]

    def text(self, part: str) -> str | None:
        """The cell, None when it is empty or there is no such column."""
        return (self.parts[part].cell(self.row) or None) if part in self.parts else None


def _act(cells: _Cells, line: int) -> ActRow:
    """One row as an act. Raises Unfit naming the frame's column."""
    if EXTRA in cells.row:
        raise Unfit(Sentence("It has more cells than the first line has columns."))
    actor = cells.text("actor")
    if actor is None:
        raise Unfit(Sentence("This is empty, and every act has it."), "actor")
    row_id = cells.text("id") or f"row:{line}"
    thing = cells.text("object") or row_id
    parent = cells.text("parent")
    if parent == thing:
        raise Unfit(Sentence("A thing cannot answer itself or derive from itself."), "parent")
    kind = cells.text("object_kind") or "entry"
    if is_private_kind(kind):
        raise Unfit(_LETTERS, "object_kind")
    circle = cells.text("circle")
    if circle is not None and is_private_place(circle):
        raise Unfit(_LETTERS, "circle")
    amount, currency = _money(cells)
    return ActRow(
        id=row_id,
        at=_read(cells, "at", _moment),
        actor=actor,
        verb=_read(cells, "verb", _verb) or Verb.CREATE.value,
        object=thing,
        object_kind=kind,
        target=cells.text("target"),
        parent=parent,
        circle=circle,
        weight=1.0 if (weight := _read(cells, "weight", _weight)) is None else weight,
        amount=amount,
        currency=currency,
        text=cells.text("text"),
        role=_read(cells, "role", _role) or Role.MEMBER.value,
    )


def _read(cells: _Cells, part: str, reading: Callable[[str], _Cell]) -> _Cell | None:
    text = cells.text(part)
    return None if text is None else reading(text)


def _moment(text: str) -> datetime:
    try:
        return moment_in(text)[0]
    except ValueError:
        raise Unfit(Sentence("This is no instant, such as 2026-03-01T18:30:00Z."), "at") from None


def _verb(text: str) -> str:
    if text.casefold() not in _VERBS:
        raise Unfit(Sentence("This verb is not one of ActivityStreams 2.0 that we know."), "verb")
    return _VERBS[text.casefold()]


def _weight(text: str) -> float:
    weight = number(text)
    if weight is None:
        raise Unfit(Sentence("The weight must be a finite number."), "weight")
    return weight


def _role(text: str) -> str:
    if text.casefold() not in _ROLES:
        raise Unfit(Sentence("The role must be member, staff or bot."), "role")
    return text.casefold()


def _money(cells: _Cells) -> tuple[int | None, str | None]:
    """An amount in minor units with its currency, or neither where the amount is empty."""
    text, currency = cells.text("amount"), cells.text("currency")
    if text is None:
        return None, None
    if currency is None or not re.fullmatch(r"[A-Z]{3}", currency):
        raise Unfit(Sentence("A currency is three capital letters, such as EUR."), "currency")
    if cells.parts["amount"].is_minor:
        if not _MINOR.fullmatch(text):
            raise Unfit(Sentence("This is no whole number of the smallest unit."), "amount")
        return int(text), currency
    try:
        return parse_money(text, currency).minor, currency
    except Refused:
        raise Unfit(Sentence("This is no amount, such as 1234.50."), "amount") from None
