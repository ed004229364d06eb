"""The rows of a table in a ballot file, each with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from cohive.bridges.reading import RowLines
from cohive.words.refusals import Refused

__all__ = ["check_size", "rows_of"]

CELLS_MAX = 10_000_000
"""A hundred times the largest table of ballots we know."""


def check_size(rows: int, columns: int) -> None:
    """Raises Refused for a table too large to give every row all columns, empty ones too."""
    if rows * columns > CELLS_MAX:
        raise Refused(
            "This table has %(columns)s columns, and so no more than %(rows)s rows can be read.",
            field="file",
            columns=columns,
            rows=CELLS_MAX // columns,
        )


def rows_of(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that say something, each with the line on which it ends.

    Raises Refused naming the line where the table cannot be read on, or where a row without end
    begins.
    """
    texts = RowLines(enumerate(lines, 1), "file")
    reader = csv.reader(texts, delimiter=delimiter)
    while True:
        texts.row_ends()
        try:
            cells = next(reader, None)
        except csv.Error:
            raise Refused(
                "Line %(line)s cannot be read as a row of a table: is a quotation mark not closed?",
                field="file",
                line=reader.line_num,
            ) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells
