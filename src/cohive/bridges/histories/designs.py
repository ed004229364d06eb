"""Designs handed in to challenges, with the scores they got: one row for each, numbers beside.

A row of the frame says who made which design, when, for which challenge. What it scored is no act
(nobody says who gave which score), so `read_designs` gives the numbers to whoever studies them.

Columns, whatever their case and with . _ - or spaces between the words:
    design, id, entry, work · user, designer, author, maker, actor
    approved date, approved, date, at, created (not needed)
    challenge, contest, circle (not needed)
    avg score, mean score, average, mean; "score" where there is none of these
    votes, ratings, number of votes; "score" where there is a mean score as well
    fives · ones · printed allTF, printed, chosen, winner (1, yes, true)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from cohive.bridges.histories.columns import NAME_CHARACTERS_MAX, listed
from cohive.bridges.histories.moments import moment_in
from cohive.bridges.histories.plain import number
from cohive.bridges.histories.unfit import Unfit
from cohive.bridges.reading import EXTRA, csv_rows, header_of
from cohive.words.acts import ActRow, Source, Tally
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence
from cohive.words.verbs import Verb

__all__ = ["Design", "looks_like", "opened", "read_designs"]

_NAMES: Final = {
    "id": ("design", "design id", "id", "entry", "work"),
    "user": ("user", "user id", "designer", "author", "maker", "actor"),
    "approved": ("approved date", "approved", "date", "at", "created"),
    "challenge": ("challenge", "contest", "circle"),
    "mean_score": ("avg score", "mean score", "average score", "average", "mean", "score"),
    "votes": ("votes", "ratings", "number of votes", "score"),
    "fives": ("fives",),
    "ones": ("ones",),
    "printed": ("printed alltf", "printed", "chosen", "winner"),
}
SCORE_MAX: Final = 1e9
"""No scale of scores goes further; what lies beyond is a slip."""
_NEEDED: Final = ("id", "user", "mean_score")
_NOTHING: Final = frozenset({"", "na", "n/a", "nan", "null", "none", "na na na"})
_YES: Final = frozenset({"1", "true", "yes", "y"})
_NO: Final = frozenset({"0", "false", "no", "n"})
_CANNOT_TELL: Final = (
    Sentence("Who gave a design which score, and when: only its mean and how many scored it."),
    Sentence("How often a design was seen, so that a score says nothing of those who passed by."),
    Sentence("The hour of a design: only its day."),
)


@dataclass(frozen=True, slots=True)
class Design:
    """One design and what it got.

    user: None where the source names nobody. approved: the day it was shown first, None where the
    source does not say. mean_score: in the source's own scale, None when nobody scored it. votes:
    how many scored it; fives and ones: how many of them gave the highest and the lowest score; each
    None where the source does not say. printed: whether it was chosen. challenge: "" for none.
    """

    id: str
    user: str | None
    approved: date | None
    mean_score: float | None
    votes: int | None
    fives: int | None
    ones: int | None
    printed: bool
    challenge: str


def read_designs(
    path: Path, *, field: str = "source", skips_unfit: bool = False
) -> tuple[Design, ...]:
    """Every design of a CSV (plain, .gz or .xz), in its order.

    A row that is no design is left out where `skips_unfit`, for a reader who has it counted by
    `opened`; else Refused is raised naming its line and column. Raises Refused for a missing
    column.
    """
    found = []
    for line, design in _designs(path, field):
        if isinstance(design, Unfit):
            if skips_unfit:
                continue
            raise Refused(
                "Line %(line)s, column “%(column)s”: %(reason)s",
                field=field,
                line=line,
                column=design.column[:NAME_CHARACTERS_MAX],
                reason=design.reason,
            )
        found.append(design)
    return tuple(found)


def opened(path: Path, *, field: str) -> Source:
    """One "Create" per design by its user, on its day, in the circle of its challenge."""
    tally = Tally()
    return Source(
        kind="designs",
        title=path.name,
        rows=_rows(path, field, tally),
        tally=tally,
        cannot_tell=_CANNOT_TELL,
    )


def looks_like(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """Whether the first line has columns for design, user and score under their plain names."""
    names = {_plain(name) for name in header_of(head)}
    return {"design", "user"} <= names and not names.isdisjoint(_NAMES["mean_score"])


def _rows(path: Path, field: str, tally: Tally) -> Iterator[ActRow]:
    for line, design in _designs(path, field):
        if isinstance(design, Unfit):
            tally.refuse(design.reason, design.place(line))
        elif design.user is None:
            tally.refuse(Sentence("It names nobody who made it."), f"line {line}")
        else:
            tally.keep()
            yield ActRow(
                id=design.id,
                at=_midnight(design.approved),
                actor=design.user,
                verb=Verb.CREATE.value,
                object=design.id,
                object_kind="design",
                circle=design.challenge or None,
            )


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=UTC)


def _designs(path: Path, field: str) -> Iterator[tuple[int, Design | Unfit]]:
    columns: Mapping[str, str] | None = None
    seen: set[str] = set()
    for line, row in csv_rows(path, field=field):
        if columns is None:
            columns = _columns(list(row), field)
        try:
            design = _design(row, columns)
        except Unfit as unfit:
            yield line, unfit
            continue
        if design.id in seen:
            yield line, Unfit(Sentence("This design stood in an earlier row."), columns["id"])
            continue
        seen.add(design.id)
        yield line, design
    if columns is None:
        raise Refused("There is no design in this file.", field=field)


def _plain(name: str) -> str:
    return " ".join(re.split(r"[\s._-]+", name.strip().casefold()))


def _columns(header: list[str], field: str) -> dict[str, str]:
    """Which column holds what. Raises Refused listing the columns when a needed one is missing."""
    by_name = {_plain(name): name for name in header if name != EXTRA}
    found: dict[str, str] = {}
    for part, names in _NAMES.items():
        for name in names:
            if name in by_name and by_name[name] not in found.values():
                found[part] = by_name[name]
                break
    for part in _NEEDED:
        if part not in found:
            raise Refused(
                "There is no column for “%(wanted)s”. The columns are: %(columns)s.",
                field=field,
                wanted=_NAMES[part][0],
                columns=listed(by_name.values()),
            )
    return found


def _design(row: Mapping[str, str], columns: Mapping[str, str]) -> Design:
    if EXTRA in row:
        raise Unfit(Sentence("It has more cells than the first line has columns."))

    def cell(part: str) -> str | None:
        text = row[columns[part]].strip() if part in columns else ""
        return None if text.casefold() in _NOTHING else text

    name = cell("id")
    if name is None:
        raise Unfit(Sentence("It has no id."), columns["id"])
    return Design(
        id=name,
        user=cell("user"),
        approved=_day(cell("approved"), columns.get("approved", "")),
        mean_score=_score(cell("mean_score"), columns["mean_score"]),
        votes=_count(cell("votes"), columns.get("votes", "")),
        fives=_count(cell("fives"), columns.get("fives", "")),
        ones=_count(cell("ones"), columns.get("ones", "")),
        printed=_is_yes(cell("printed"), columns.get("printed", "")),
        challenge=cell("challenge") or "",
    )


def _day(text: str | None, column: str) -> date | None:
    if text is None:
        return None
    try:
        return moment_in(text)[0].date()
    except ValueError:
        raise Unfit(Sentence("This is no day, such as 2026-03-01."), column) from None


def _score(text: str | None, column: str) -> float | None:
    if text is None:
        return None
    score = number(text)
    if score is None or abs(score) > SCORE_MAX:
        raise Unfit(Sentence("This is no number."), column)
    return score


def _count(text: str | None, column: str) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise Unfit(Sentence("This is no whole number from 0."), column)
    return int(text)


def _is_yes(text: str | None, column: str) -> bool:
    plain = (text or "0").casefold()
    if plain not in _YES and plain not in _NO:
        raise Unfit(Sentence("Write 1 for yes or 0 for no."), column)
    return plain in _YES
