"""What this room writes in the journal, each with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("ledger.entry.reversed", verb=Verb.UNDO, sentence="%(actor)s took an entry back.")
@dataclass(frozen=True)
class EntryReversed:
    """An entry was taken back by its mirror; the reason stands beside the reversal."""

    entry: UUID
    kind: str


@event(
    "ledger.period.closed",
    verb=Verb.UPDATE,
    sentence="%(actor)s closed the books up to %(last)s.",
)
@dataclass(frozen=True)
class PeriodsClosed:
    """Every month from `first` to `last` is closed, such as 2026-10."""

    first: str
    last: str
    months: int


@event(
    "ledger.period.reopened",
    verb=Verb.UNDO,
    sentence="%(actor)s opened the books of %(month)s again.",
)
@dataclass(frozen=True)
class PeriodReopened:
    """One closed month takes entries again."""

    month: str


@event(
    "ledger.books.differ",
    verb=Verb.FLAG,
    sentence="The balances differ from the entries they are made of: payouts are stopped.",
)
@dataclass(frozen=True)
class BooksDiffer:
    """A comparison found a difference that the one before had not found."""

    comparison: UUID


@event(
    "ledger.books.agree",
    verb=Verb.ACCEPT,
    sentence="The balances agree with the entries again: payouts go on.",
)
@dataclass(frozen=True)
class BooksAgree:
    """A comparison found no difference any more."""

    comparison: UUID


@event(
    "ledger.balances.rebuilt",
    verb=Verb.UPDATE,
    sentence="%(actor)s made the balances anew from the entries.",
)
@dataclass(frozen=True)
class BalancesRebuilt:
    """Balances and turnovers were derived again from all legs."""

    legs: int


@event(
    "ledger.books.imported",
    verb=Verb.ADD,
    sentence="%(actor)s brought in books from elsewhere, transactions: %(transactions)s.",
)
@dataclass(frozen=True)
class BooksImported:
    """Transactions of a fiscal host were entered, each with its own date."""

    source: str
    transactions: int
    currency: str


@event("ledger.money.converted", verb=Verb.UPDATE, sentence="%(actor)s exchanged money.")
@dataclass(frozen=True)
class MoneyConverted:
    """Money of one currency became money of another, at a rate of two whole numbers."""

    given_minor: int
    given_currency: str
    taken_minor: int
    taken_currency: str
    rate_numerator: int
    rate_denominator: int
