"""`cohive ledger import`: the books of an Open Collective, and what they held at each year’s end.

What the file states of its own balance is compared with the sum of its rows. A difference is told
and never booked: nobody knows which of the two is wrong.
"""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.bond import queries as members
from cohive.bond.queries import PlaceView
from cohive.bridges.collective_books import CollectiveBooks, Discrepancy, read_collective_books
from cohive.house.command import say, show
from cohive.house.command.migrate import prepare
from cohive.house.histories.progress import Progress
from cohive.house.histories.table import row
from cohive.house.histories.tongue import speak_as_the_terminal
from cohive.ledger import queries
from cohive.ledger.operations import HELD, import_books
from cohive.look import formats
from cohive.words.refusals import Refused


def run(arguments: Namespace) -> int:
    """Read all, enter what is new, show the balances of the books at each year's end."""
    speak_as_the_terminal()
    progress = Progress()
    with progress.during(_("Reading")):
        books = read_collective_books(Path(arguments.file), field="file")
    prepare()
    place = members.place()
    if place is None:
        raise Refused("There is no place yet. Open one first.")
    at = timezone.now()
    with progress.during(_("Entering")):
        fresh = import_books(books=books, firm=place.agent, by=place.agent, at=at)
    show(
        ngettext(
            "%(num)s transaction in the file, %(new)s of them new in the books.",
            "%(num)s transactions in the file, %(new)s of them new in the books.",
            len(books.transactions),
        )
        % {"num": formats.number(len(books.transactions)), "new": formats.number(fresh)}
    )
    _show_years(books, place)
    if books.discrepancy:
        say(_told(books.discrepancy))
    return 0


def _show_years(books: CollectiveBooks, place: PlaceView) -> None:
    """What is held at the end of each year, read from the books and not from the file."""
    last = books.transactions[-1].at.astimezone(UTC)
    for year in range(books.transactions[0].at.astimezone(UTC).year, last.year + 1):
        end = min(datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), last)
        held = -queries.balance_at(place.agent, HELD, books.currency, at=end)
        show(row(formats.day(end), formats.money(held)))


def _told(found: Discrepancy) -> str:
    return _(
        "The file itself states %(stated)s at its end; its rows sum to %(summed)s. The difference "
        "of %(difference)s begins with transaction %(key)s of %(day)s. It is told here and not "
        "entered: ask whoever keeps those books."
    ) % {
        "stated": formats.money(found.stated),
        "summed": formats.money(found.summed),
        "difference": formats.money(found.difference),
        "key": found.since.key,
        "day": formats.day(found.since.at),
    }
