"""The rows of a table in a ballot file, each with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from cohive.words.refusals import Refused

__all__ = ["rows_of"]


def rows_of(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that say something, each with the line on which it ends.

    Raises Refused naming the line where the table cannot be read on.
    """
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
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
