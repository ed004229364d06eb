"""The columns of a frame and what a frame is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import polars as pl

from cohive.words.acts import ActRow, Role, Tally

__all__ = ["COLUMNS", "INSTANT", "SCHEMA", "Frame", "table_of"]

INSTANT: Final = pl.Datetime("us", "UTC")
SCHEMA: Final = pl.Schema(
    {
        "id": pl.String(),
        "at": INSTANT,
        "actor": pl.String(),
        "verb": pl.String(),
        "object": pl.String(),
        "object_kind": pl.String(),
        "target": pl.String(),
        "parent": pl.String(),
        "circle": pl.String(),
        "weight": pl.Float64(),
        "amount": pl.Int64(),
        "currency": pl.String(),
        "text": pl.String(),
        "role": pl.Enum([role.value for role in Role]),
    }
)
"""Name and type of each column; what they mean stands at `cohive.words.acts.ActRow`."""

COLUMNS: Final = tuple(SCHEMA.names())
ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Frame:
    """Acts in the order of `at` (those without a time first), then of `id`.

    Attributes
    ----------
    acts : polars.DataFrame, shape (n, 14)
        Exactly the columns of `SCHEMA`; ids are unique.
    tally : Tally, optional
        What became of every record of the source; read = kept + refused.
    """

    acts: pl.DataFrame
    tally: Tally = field(default_factory=Tally)

    def __len__(self) -> int:
        return self.acts.height


def table_of(rows: Iterable[ActRow]) -> pl.DataFrame:
    """Rows as a table, unchecked but for the types; Python objects live for one chunk only.

    Parameters
    ----------
    rows : Iterable[ActRow]
        What the columns mean stands at `cohive.words.acts.ActRow`.

    Returns
    -------
    polars.DataFrame, shape (n, 14)
        The columns of `SCHEMA`, the rows in the order given; a role may be any word.

    Raises
    ------
    TypeError, ValueError, OverflowError
        For a value that its column cannot hold (all of them polars' own, too).
    """
    parts = [_part(chunk) for chunk in _chunks(rows)]
    return pl.concat(parts, rechunk=False) if parts else pl.DataFrame(schema=SCHEMA)


def _chunks(rows: Iterable[ActRow]) -> Iterator[list[ActRow]]:
    ahead = iter(rows)
    while chunk := list(islice(ahead, ROWS_AT_ONCE)):
        yield chunk


def _part(chunk: list[ActRow]) -> pl.DataFrame:
    columns = zip(*chunk, strict=True)
    return pl.DataFrame(
        [
            pl.Series(name, column, dtype=_loose(name), strict=True)
            for name, column in zip(COLUMNS, columns, strict=True)
        ]
    )


def _loose(name: str) -> pl.DataType:
    """A role may still be any word: the check names the row that has an unknown one."""
    return pl.String() if name == "role" else SCHEMA[name]
