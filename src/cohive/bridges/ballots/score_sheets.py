"""A sheet of points as CSV, in one of two forms that are told apart by what stands in it.

Wide: a row for each voter, a column for each entry, empty where she did not score it.

    voter,Lantern,Kite
    ana,5,3
    bo,,4

Long: a row for each score.

    voter,entry,score
    ana,Lantern,5

The first line names the columns. Columns may be parted by commas, semicolons or tabs; beside
semicolons and tabs a decimal comma is understood. Points are zero or more; the scale they are on
is guessed from the highest (5, 10 or 100) and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from cohive.bridges.ballots import BallotFile, BallotForm, SetAside
from cohive.bridges.ballots.cells import check_size, rows_of
from cohive.bridges.ballots.opening import SHOWN_MAX
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["looks_like_score_sheet", "read_score_sheet"]

_VOTER = {"voter", "rater", "judge", "user", "member", "name", "voter_id", "voterid", "rater_id"}
_VOTER |= {"ballot", "person", "participant", "id", "", "选民", "投票人", "评委", "评分人", "成员"}
_ENTRY = {"entry", "item", "candidate", "project", "idea", "design", "work", "option", "title"}
_ENTRY |= {"entry_id", "item_id", "作品", "条目", "候选人", "项目", "选项", "创意", "设计"}
_SCORE = {
    "score",
    "points",
    "rating",
    "stars",
    "value",
    "mark",
    "grade",
    "分数",
    "评分",
    "得分",
    "分",
}
_SCALES = (5, 10, 100)
_FEW = Fraction(1, 100)
_LOOKED_AT = 50
_PLACES_MAX = 5
_NUMBER = re.compile(r"(\d{1,9})(?:\.(\d{1,6}))?", re.ASCII)


@dataclass(frozen=True)
class _Sheet:
    """The columns and the rows that say something, each with its line."""

    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class _Cell:
    """One score where it stands; no points where a voter left an entry out."""

    line: int
    voter: str
    entry: str
    points: Fraction | None


def looks_like_score_sheet(text: str) -> bool:
    """Whether it has a line of columns and under it numbers, in one of the two forms."""
    try:
        sheet = _sheet("".join(text.splitlines(keepends=True)[: _LOOKED_AT + 1]))
    except Refused:
        return False
    if len(sheet.header) < 2 or not sheet.rows:
        return False
    if any(_points(cell, sheet.delimiter) is not None for cell in sheet.header[1:]):
        return False  # numbers where columns are named
    if _long_columns(sheet) is not None:
        return True
    filled = [cell for _, cells in sheet.rows for cell in cells[1:] if cell]
    numbers = sum(_points(cell, sheet.delimiter) is not None for cell in filled)
    return 2 * numbers > len(filled)  # what is none among them is refused with its line


def read_score_sheet(text: str) -> BallotFile:
    """Read a sheet of points. Raises Refused at "file", naming the line, for what is no score.

    Refused are: no named columns, two columns or two scores for the same, a row with more cells
    than columns, a voter with two rows, and what is no number of zero or more. A voter without any
    score is counted apart, in `set_aside`. The scale, and scores that seem to be slips of the pen,
    are named in `remarks`. Entries have their names as ids.
    """
    sheet = _sheet(text)
    columns = _long_columns(sheet)
    remarks: list[Sentence] = []
    if columns is not None:
        cells = list(_long(sheet, columns))
        entries = list(dict.fromkeys(cell.entry for cell in cells))
    else:
        has_voters = _has_voters(sheet)
        if not has_voters:
            remarks.append(
                Sentence("No column names the voters: each line is taken for one of its own.")
            )
        entries = list(_entry_columns(sheet, has_voters=has_voters))
        cells = list(_wide(sheet, entries, has_voters=has_voters))
    given: dict[str, dict[str, int | Fraction]] = {}
    lines: dict[str, int] = {}
    for cell in cells:
        lines.setdefault(cell.voter, cell.line)
        scores = given.setdefault(cell.voter, {})
        if cell.points is None:
            continue
        if cell.entry in scores:
            raise Refused(
                "Line %(line)s: “%(voter)s” scores “%(entry)s” a second time.",
                field="file",
                line=cell.line,
                voter=cell.voter[:SHOWN_MAX],
                entry=cell.entry[:SHOWN_MAX],
            )
        whole = cell.points.denominator == 1
        scores[cell.entry] = cell.points.numerator if whole else cell.points
    told = [cell for cell in cells if cell.points is not None]
    if not told:
        raise Refused("There is no score in this sheet.", field="file")
    return BallotFile(
        form=BallotForm.SCORES,
        candidates={name: name for name in entries},
        scores=tuple((voter, scores) for voter, scores in given.items() if scores),
        set_aside=_set_aside([lines[voter] for voter, scores in given.items() if not scores]),
        remarks=(*remarks, *_scale(told)),
    )


def _sheet(text: str) -> _Sheet:
    """The table. The delimiter is the one that parts the first line into most columns."""
    lines = text.lstrip("\ufeff").splitlines(keepends=True)
    first = next((line for line in lines if line.strip()), "")
    delimiter = max((",", ";", "\t"), key=first.count)
    rows = [
        (line, tuple(cell.strip() for cell in cells)) for line, cells in rows_of(lines, delimiter)
    ]
    if not rows:
        raise Refused("This file is empty.", field="file")
    header = rows[0][1]
    check_size(len(rows), len(header))
    for line, row in rows[1:]:
        if any(row[len(header) :]):
            raise Refused(
                "Line %(line)s has %(cells)s cells, and there are %(columns)s columns.",
                field="file",
                line=line,
                cells=len(row),
                columns=len(header),
            )
    padded = [(line, (*row, *[""] * len(header))[: len(header)]) for line, row in rows[1:]]
    return _Sheet(delimiter, header, tuple(padded))


@lru_cache(maxsize=4096)
def _points(text: str, delimiter: str) -> Fraction | None:
    """Points as an exact number, or None when it is none."""
    plain = text.replace(",", ".") if delimiter != "," else text
    found = _NUMBER.fullmatch(plain)
    if not found:
        return None
    decimals = found[2] or ""
    return Fraction(int(found[1] + decimals), 10 ** len(decimals))


def _long_columns(sheet: _Sheet) -> tuple[int, int, int] | None:
    """Where voter, entry and score stand in a long sheet; None when it is a wide one.

    By their names; or, of three columns, when the second holds words and the third numbers.
    """
    names = [name.casefold() for name in sheet.header]
    entry = next((n for n, name in enumerate(names) if name in _ENTRY), None)
    score = next((n for n, name in enumerate(names) if name in _SCORE), None)
    if entry is not None and score is not None:
        others = [n for n in range(len(names)) if n not in (entry, score)]
        voter = next((n for n in others if names[n] in _VOTER), others[0] if others else None)
        return None if voter is None else (voter, entry, score)
    if len(names) != 3 or not sheet.rows:
        return None
    looked_at = [cells for _, cells in sheet.rows[:_LOOKED_AT]]
    words = all(cells[1] and _points(cells[1], sheet.delimiter) is None for cells in looked_at)
    numbers = all(_points(cells[2], sheet.delimiter) is not None for cells in looked_at)
    return (0, 1, 2) if words and numbers else None


def _long(sheet: _Sheet, columns: tuple[int, int, int]) -> Iterator[_Cell]:
    """A cell for each row."""
    for line, row in sheet.rows:
        voter, entry, score = (row[column] for column in columns)
        if not voter or not entry:
            raise Refused("Line %(line)s names no voter or no entry.", field="file", line=line)
        yield _Cell(line, voter, entry, _told(score, sheet.delimiter, line, entry))


def _has_voters(sheet: _Sheet) -> bool:
    """Whether the first column names voters: by its name, or because it does not hold scores."""
    if sheet.header[0].casefold() in _VOTER:
        return True
    first = [cells[0] for _, cells in sheet.rows]
    numbers = all(not cell or _points(cell, sheet.delimiter) is not None for cell in first)
    return not numbers or (len(set(first)) == len(first) > 1 and "" not in first)


def _entry_columns(sheet: _Sheet, *, has_voters: bool) -> Sequence[str]:
    names = sheet.header[1:] if has_voters else sheet.header
    if not names:
        raise Refused("There is no column with an entry.", field="file")
    for place, name in enumerate(names):
        if not name or (_points(name, sheet.delimiter) is not None and not has_voters):
            raise Refused("The first line names the columns, and one has no name.", field="file")
        if name in names[:place]:
            raise Refused(
                "The column “%(column)s” stands twice.", field="file", column=name[:SHOWN_MAX]
            )
    return names


def _wide(sheet: _Sheet, entries: Sequence[str], *, has_voters: bool) -> Iterator[_Cell]:
    """A cell for each voter and entry."""
    seen: set[str] = set()
    for line, row in sheet.rows:
        voter = row[0] if has_voters else str(line)
        if not voter:
            raise Refused("Line %(line)s names no voter.", field="file", line=line)
        if voter in seen:
            raise Refused(
                "Line %(line)s: the voter “%(voter)s” has a second row.",
                field="file",
                line=line,
                voter=voter[:SHOWN_MAX],
            )
        seen.add(voter)
        for entry, cell in zip(entries, row[1:] if has_voters else row, strict=True):
            yield _Cell(line, voter, entry, _told(cell, sheet.delimiter, line, entry))


def _told(cell: str, delimiter: str, line: int, entry: str) -> Fraction | None:
    """What a cell says: points, or nothing."""
    if not cell:
        return None
    points = _points(cell, delimiter)
    if points is None:
        raise Refused(
            "Line %(line)s: “%(text)s” is no score of “%(entry)s”. Write a number of zero or more.",
            field="file",
            line=line,
            text=cell[:SHOWN_MAX],
            entry=entry[:SHOWN_MAX],
        )
    return points


def _set_aside(blank: Sequence[int]) -> tuple[SetAside, ...]:
    if not blank:
        return ()
    places = tuple(str(line) for line in blank[:_PLACES_MAX])
    lines = ", ".join(places) + (", …" if len(blank) > _PLACES_MAX else "")
    reason = Sentence(
        "Blank ballots, not counted: %(ballots)s (lines: %(lines)s).",
        {"ballots": len(blank), "lines": lines},
    )
    return (SetAside(reason, len(blank), places),)


def _scale(cells: Sequence[_Cell]) -> Iterator[Sentence]:
    """Between which points the scores lie, on which scale that is, and the few that stand out."""
    points = [cell.points for cell in cells if cell.points is not None]
    lowest, highest = min(points), max(points)
    top = next((Fraction(scale) for scale in _SCALES if highest <= scale), highest)
    yield Sentence(
        "The scores lie between %(lowest)s and %(highest)s; they are taken to be on a scale from 0 "
        "to %(top)s.",
        {"lowest": _shown(lowest), "highest": _shown(highest), "top": _shown(top)},
    )
    for scale in _SCALES:
        above = [cell for cell in cells if cell.points is not None and cell.points > scale]
        if 0 < len(above) <= _FEW * len(cells):
            lines = ", ".join(str(cell.line) for cell in above[:_PLACES_MAX])
            yield Sentence(
                "Only %(number)s scores are above %(scale)s (lines: %(lines)s). Are they meant?",
                {"number": len(above), "scale": scale, "lines": lines},
            )
            return


def _shown(points: Fraction) -> str:
    return f"{float(points):g}"
