"""What the people of a network wrote: a CSV with the columns `user` and `text`, a row per text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cohive.bridges.reading import csv_rows
from cohive.engine.culture.words import words_of
from cohive.house.computing.naming import naming
from cohive.words.refusals import Refused

__all__ = ["read_words"]

USER, TEXT = "user", "text"


def read_words(path: Path, names: Sequence[str]) -> tuple[list[Counter[str]], int]:
    """For each of `names` how often she used each word; and how many rows were by nobody of them.

    Raises Refused, naming the file, for a table without the two columns, and for one in which
    nobody of them wrote.
    """
    found = {name: Counter[str]() for name in names}
    by_others = 0
    with naming(path):
        for _line, row in csv_rows(path, field="file"):
            if USER not in row or TEXT not in row:
                break
            who = row[USER].strip()
            if who in found:
                found[who].update(words_of(row[TEXT]))
            else:
                by_others += 1
        if not any(found.values()):
            raise Refused(
                "Nobody of the network wrote in this file. Give a CSV with the columns user and"
                " text, and the names as they stand in the ties.",
                field="file",
            )
    return list(found.values()), by_others
