"""What a row must hold to enter a frame; each problem names its column, its row and the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from cohive.engine.frames.table import COLUMNS, SCHEMA, Frame, table_of
from cohive.words.acts import EXAMPLES_MAX, ActRow, Role, Tally
from cohive.words.private import ANYWHERE, KINDS, PLACES
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence
from cohive.words.verbs import Verb

__all__ = ["Problem", "checked", "frame_of", "validated"]

LETTER: Final = Sentence("Messages between members never enter a frame.")
NEEDED: Final = ("id", "actor", "verb", "object", "object_kind")
ROLES: Final = tuple(role.value for role in Role)
VERBS: Final = tuple(verb.value for verb in Verb)
CALENDAR_SECONDS: Final = (-62_135_596_800, 253_402_300_800)
"""The years 1 to 9999 since 1970-01-01 UTC: what a datetime of Python holds."""
UNITS_PER_SECOND: Final = {"ms": 10**3, "us": 10**6, "ns": 10**9}
AMOUNT_MAX: Final = 2**63 - 1
NAMES_MAX: Final = 12
NAME_CHARACTERS_MAX: Final = 40
AT_BEYOND, AMOUNT_BEYOND = "at beyond", "amount beyond"
"""Two columns beside the frame's while it is checked."""


@dataclass(frozen=True)
class Problem:
    """Why some rows cannot enter a frame.

    Attributes
    ----------
    column : str
        Which column is wrong.
    reason : Sentence
        Why, without row and column.
    count : int
        How many rows have this as their first problem.
    rows : tuple[int, ...]
        The first few of them, counted from 1, in the order given.
    """

    column: str
    reason: Sentence
    count: int
    rows: tuple[int, ...]


def frame_of(rows: Iterable[ActRow], *, tally: Tally | None = None) -> Frame:
    """Make a frame of rows that our own code wrote: every row must be right.

    Parameters
    ----------
    rows : Iterable[ActRow]
        In any order.
    tally : Tally | None, default None
        What the source counted while the rows were read; without one every row counts as a record
        read and kept.

    Returns
    -------
    Frame
        The rows, sorted.

    Raises
    ------
    Refused
        Naming row, column and reason, for the first wrong row.
    """
    table = table_of(rows)
    frame = validated(table)
    if tally is not None:
        return Frame(frame.acts, tally)
    return frame


def validated(table: pl.DataFrame) -> Frame:
    """Make a frame of a table, each row of which must be right.

    Parameters
    ----------
    table : polars.DataFrame, shape (n, 14)
        The columns of `SCHEMA`, in any order.

    Returns
    -------
    Frame
        The rows, sorted, all of them kept.

    Raises
    ------
    Refused
        For a column that is missing, unknown or of another type, and for the first wrong row.
    """
    kept, problems = checked(table)
    if problems:
        problem = min(problems, key=lambda problem: problem.rows)
        raise Refused(
            "Row %(row)s, column %(column)s: %(reason)s",
            field=problem.column,
            row=problem.rows[0],
            column=problem.column,
            reason=problem.reason,
        )
    return Frame(kept, Tally(read=kept.height, kept=kept.height))


def checked(table: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
    """Tell right rows from wrong ones.

    Parameters
    ----------
    table : polars.DataFrame, shape (n, 14)
        The columns of `SCHEMA`, in any order.

    Returns
    -------
    kept : polars.DataFrame, shape (k, 14)
        The right rows, sorted by instant and id.
    problems : list of Problem
        The first problem of every other row; their counts come to n − k.

    Raises
    ------
    Refused
        For a column that is missing, unknown or of another type.
    """
    typed = _typed(table)
    reasons = _reasons()
    first = pl.lit(-1, dtype=pl.Int32)
    for number, (_, _, is_wrong) in reversed(list(enumerate(reasons))):
        first = pl.when(is_wrong.fill_null(value=True)).then(number).otherwise(first)
    marks = typed.select(first.cast(pl.Int32).alias("problem"))["problem"]
    kept = typed.select(COLUMNS)
    problems = []
    if bool((marks >= 0).any()):
        kept = kept.filter(marks < 0)
        wrong = marks.to_frame().with_row_index("row", offset=1).filter(pl.col("problem") >= 0)
        counted = wrong.group_by("problem").agg(pl.len(), pl.col("row").head(EXAMPLES_MAX))
        problems = [
            Problem(reasons[number][0], reasons[number][1], count, tuple(rows))
            for number, count, rows in counted.sort("problem").iter_rows()
        ]
    return kept.cast({"role": SCHEMA["role"]}).sort("at", "id", nulls_last=False), problems


def _typed(table: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in COLUMNS if name not in table.columns]
    unknown = [name for name in table.columns if name not in COLUMNS]
    if missing:
        raise Refused(
            "This table lacks the columns %(columns)s. A frame has: %(all)s.",
            field="columns",
            columns=", ".join(missing),
            all=", ".join(COLUMNS),
        )
    if unknown:
        raise Refused(
            "The columns %(columns)s are not a frame's. A frame has: %(all)s.",
            field="columns",
            columns=_listed(unknown),
            all=", ".join(COLUMNS),
        )
    for name in COLUMNS:
        if not _fits(name, table.schema[name]):
            raise Refused(
                "The column %(column)s holds %(found)s. It must hold %(wanted)s.",
                field=name,
                column=name,
                found=table.schema[name],
                wanted=SCHEMA[name] if name != "role" else " / ".join(ROLES),
            )
    return table.select(
        *(_cast(name, table.schema[name]) for name in COLUMNS),
        _is_beyond("at", table.schema["at"]).alias(AT_BEYOND),
        _is_beyond("amount", table.schema["amount"]).alias(AMOUNT_BEYOND),
    )


def _listed(names: list[str]) -> str:
    """Names of columns as a refusal gives them: the first few, each cut."""
    shown = ", ".join(name[:NAME_CHARACTERS_MAX] for name in names[:NAMES_MAX])
    return f"{shown}, …" if len(names) > NAMES_MAX else shown


def _cast(name: str, found: pl.DataType) -> pl.Expr:
    """As its column holds it; what is beyond its bounds as no value, so that nothing wraps."""
    inside = pl.when(~_is_beyond(name, found)).then(pl.col(name))
    column = inside if name in ("at", "amount") else pl.col(name)
    return column.cast(pl.String() if name == "role" else SCHEMA[name])


def _is_beyond(name: str, found: pl.DataType) -> pl.Expr:
    """True for an instant outside Python's calendar and an amount that 64 bits do not hold."""
    if isinstance(found, pl.Datetime):
        per_second = UNITS_PER_SECOND[found.time_unit]
        low, high = (second * per_second for second in CALENDAR_SECONDS)
        ticks = pl.col(name).to_physical()
        beyond = (ticks < max(low, -AMOUNT_MAX)) | (ticks > min(high - 1, AMOUNT_MAX))
    elif found.is_integer():
        beyond = (pl.col(name) > AMOUNT_MAX) | (pl.col(name) < -AMOUNT_MAX)
    else:
        beyond = pl.lit(value=False)
    return beyond.fill_null(value=False)


def _fits(name: str, found: pl.DataType) -> bool:
    """Whether nothing is lost when the column is cast; a column without any value fits all."""
    wanted = SCHEMA[name]
    if found == pl.Null or found == wanted:
        return True
    if isinstance(wanted, pl.Datetime):
        return isinstance(found, pl.Datetime) and found.time_zone is not None
    if isinstance(wanted, pl.Float64):
        return found.is_numeric()
    if isinstance(wanted, pl.Int64):
        return found.is_integer() and found != pl.UInt64
    return isinstance(found, pl.String | pl.Categorical | pl.Enum)


def _is_named(column: str, names: frozenset[str]) -> pl.Expr:
    """Whether a name is one of those, by the spelling rule of `cohive.words.private`."""
    lower = pl.col(column).str.normalize("NFKD").str.to_lowercase()
    spelt = lower.str.replace_all(r"[^\p{L}\p{N}]", "")
    has_it_in_it = spelt.str.contains_any(list(ANYWHERE))
    return (spelt.is_in(list(names)) | has_it_in_it).fill_null(value=False)


def _reasons() -> list[tuple[str, Sentence, pl.Expr]]:
    """Column, sentence, and the expression that is true (or unknown) for a wrong row."""
    col = pl.col
    needed = [
        (name, Sentence("This is empty, and every act has it."), col(name).fill_null("") == "")
        for name in NEEDED
    ]
    return [
        *needed,
        (
            "at",
            Sentence("This instant is outside the years 1 to 9999."),
            col(AT_BEYOND),
        ),
        (
            "amount",
            Sentence("An amount is a whole number of minor units."),
            col(AMOUNT_BEYOND),
        ),
        (
            "id",
            Sentence("This id stood in an earlier row."),
            ~col("id").is_first_distinct(),
        ),
        ("object_kind", LETTER, _is_named("object_kind", KINDS)),
        ("circle", LETTER, _is_named("circle", PLACES)),
        (
            "verb",
            Sentence("This verb is not one of ActivityStreams 2.0 that we know."),
            ~col("verb").is_in(VERBS),
        ),
        (
            "parent",
            Sentence("A thing cannot answer itself or derive from itself."),
            (col("parent") == col("object")).fill_null(value=False),
        ),
        (
            "weight",
            Sentence("The weight must be a finite number."),
            ~col("weight").is_finite().fill_null(value=False),
        ),
        (
            "currency",
            Sentence("An amount needs its currency, and a currency its amount."),
            col("amount").is_null() != col("currency").is_null(),
        ),
        (
            "currency",
            Sentence("A currency is three capital letters, such as EUR."),
            ~col("currency").str.contains(r"^[A-Z]{3}$").fill_null(value=True),
        ),
        (
            "role",
            Sentence("The role must be member, staff or bot."),
            ~col("role").is_in(ROLES),
        ),
    ]
