"""Why one record of a file gives no row: a reason for the tally, and the column it lies in."""

from __future__ import annotations

from cohive.words.sentences import Sentence

__all__ = ["Unfit"]

COLUMN_CHARACTERS_MAX = 40


class Unfit(Exception):  # noqa: N818 - a message between functions of one importer
    """Raised while a record is read, caught where records are counted.

    column: the file's own name of the column, "" when it is the whole record.
    """

    def __init__(self, reason: Sentence, column: str = "") -> None:
        super().__init__(reason.english)
        self.reason = reason
        self.column = column

    def place(self, line: int) -> str:
        """Where it stands, as a tally names places."""
        return (
            f"line {line}, column {self.column[:COLUMN_CHARACTERS_MAX]}"
            if self.column
            else f"line {line}"
        )
