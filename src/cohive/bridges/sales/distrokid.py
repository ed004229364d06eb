"""DistroKid's bank details: one line per song, shop, country and month, in parts of a cent.

The earnings are what came, after what DistroKid and its teams took. They are added exactly per song
and reporting day; whole cents become sales, the rest waits (`collecting`).
Source: the header of the export (2018 to 2026, TSV and CSV) and public descriptions of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import islice

from cohive.bridges.sales.collecting import Amounts, Collector
from cohive.bridges.sales.numbers import count, decimal_mark, exact_minor, moment
from cohive.bridges.sales.records import SalesFile, day_of
from cohive.bridges.sales.table import Table
from cohive.words.refusals import Refused

__all__ = ["NEEDED", "earnings_column", "read_distrokid", "recognises"]

NEEDED = ("reporting date", "title", "quantity")
_EARNINGS = re.compile(r"earnings \(([a-z]{3})\)")
_SAMPLE_ROWS = 2000


def recognises(columns: Iterable[str]) -> bool:
    """Whether these columns are DistroKid's, complete or not."""
    names = set(columns)
    return {"sale month", "store"} <= names and bool(
        names & {"songwriter royalties withheld", "team percentage"}
        or any(_EARNINGS.fullmatch(name) for name in names)
    )


def earnings_column(columns: Iterable[str]) -> tuple[str, str] | None:
    """The column of the earnings and the currency it names."""
    for name in columns:
        found = _EARNINGS.fullmatch(name)
        if found is not None:
            return name, found.group(1).upper()
    return None


def read_distrokid(table: Table) -> SalesFile:
    """What every song earned, by reporting day."""
    earnings = earnings_column(table.columns)
    if earnings is None:
        raise Refused("The column “Earnings (USD)” is missing in this file.", field=table.field)
    column, currency = earnings
    mark = decimal_mark(row.text(column) for row in islice(table.rows(), _SAMPLE_ROWS)) or "."
    collector = Collector("distrokid")
    for row in table.rows():
        title = row.text("title")
        if not title:
            collector.skip(row.line, Refused("This line names no title."))
            continue
        earned = exact_minor(row.text(column), currency, mark, line=row.line, field=table.field)
        at = moment(row.text("reporting date"), month_leads=None, line=row.line, field=table.field)
        collector.heap(
            line=row.line,
            product=title,
            artist=row.text("artist"),
            quantity=count(row.text("quantity"), line=row.line, field=table.field),
            currency=currency,
            amounts=Amounts(gross=earned, tax=Fraction(0), net=earned),
            day=day_of(at),
        )
    return collector.finished(table)
