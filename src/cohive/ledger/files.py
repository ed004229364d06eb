"""The books as one file, by the name of its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from io import StringIO

from cohive.ledger.beancount import write_beancount
from cohive.ledger.exporting import write_csv
from cohive.ledger.sheet import books_sheet
from cohive.words.refusals import Missing


@dataclass(frozen=True)
class FileFormat:
    """How a format's file is called and what a browser is told it is."""

    ending: str
    content_type: str


FORMATS = {
    "beancount": FileFormat("beancount", "text/plain; charset=utf-8"),
    "csv": FileFormat("csv", "text/csv; charset=utf-8"),
    "xlsx": FileFormat("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def books_file(name: str, *, since: datetime | None, until: datetime, zone: tzinfo) -> bytes:
    """The stretch from `since` (None: the beginning) until before `until` in a format.

    Days are those of the zone. Raises Missing for a format that is not in FORMATS.
    """
    if name not in FORMATS:
        raise Missing("There is no such file of the books.")
    if name == "xlsx":
        return books_sheet(since=since, until=until, zone=zone)
    out = StringIO()
    write = write_beancount if name == "beancount" else write_csv
    write(out, since=since, until=until, zone=zone)
    return out.getvalue().encode("utf-8-sig" if name == "csv" else "utf-8")
