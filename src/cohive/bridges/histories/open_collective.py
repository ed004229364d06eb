"""The public transactions of an Open Collective, as its CSV export gives them.

Each transaction is one row: who gave money, to whom, exactly, in minor units. Its amount is never
negative; the direction says who gave. What was kept back of it on the way (payment provider, and in
older years the host) is the difference between amount and net amount, and a row of its own, given
by the collective to nobody the file names. So what came in less what went out is the balance.

Columns needed: datetime, shortId, kind, amount, netAmount, currency, accountSlug,
oppositeAccountSlug. Used where they are there: shortGroup, description, isRefund, shortRefundId,
accountName, oppositeAccountName.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from cohive.bridges.histories.moments import moment_in
from cohive.bridges.histories.unfit import Unfit
from cohive.bridges.reading import EXTRA, csv_rows, header_of
from cohive.words.acts import ActRow, Role, Source, Tally
from cohive.words.money import minor_digits
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence
from cohive.words.verbs import Verb

__all__ = ["looks_like", "opened"]

_NEEDED: Final = (
    *("datetime", "shortId", "kind", "amount", "netAmount", "currency"),
    *("accountSlug", "oppositeAccountSlug"),
)
_AMOUNT: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_HOST_FEE: Final = "HOST_FEE"
_CONTRIBUTION: Final = "CONTRIBUTION"
_CANNOT_TELL: Final = (
    Sentence("Who received what was kept back between an amount and its net amount."),
    Sentence("The zone of its times: they are taken as UTC, as Open Collective writes them."),
    Sentence("Work and help that no money was paid for."),
)


@dataclass
class _Book:
    """What is known of a file before its rows are told."""

    collectives: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    contributions: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def opened(path: Path, *, field: str) -> Source:
    """One "Offer" per transaction by whoever gave the money; a refund is an "Undo" of what it
    gives back, a host fee answers the contribution it was taken from.

    The collective and its host are staff, everyone else a member. The circle is the collective.
    The file is read once now. Raises Refused at `field` when a needed column is absent.
    """
    book = _Book()
    for _, row in csv_rows(path, field=field):
        if not set(_NEEDED) <= row.keys():
            raise Refused(
                "This is no Open Collective export: it lacks the columns %(columns)s.",
                field=field,
                columns=", ".join(name for name in _NEEDED if name not in row),
            )
        _note(book, row)
    if not book.names:
        raise Refused("There is no transaction in this file.", field=field)
    tally = Tally()
    return Source(
        kind="open-collective",
        title=path.name,
        rows=_rows(path, field, tally, book),
        tally=tally,
        names=book.names,
        not_people={*book.collectives, *book.hosts} - {""},
        cannot_tell=_CANNOT_TELL,
    )


def looks_like(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """Whether the first line has the columns of such an export."""
    return set(_NEEDED) <= set(header_of(head))


def _note(book: _Book, row: Mapping[str, str]) -> None:
    if row["kind"] == _HOST_FEE:
        book.hosts.add(row["oppositeAccountSlug"])
    if row["kind"] == _CONTRIBUTION and not row.get("isRefund") and row.get("shortGroup"):
        book.contributions.setdefault(row["shortGroup"], row["shortId"])
    book.collectives.add(row["accountSlug"])
    for slug, name in (
        ("accountSlug", "accountName"),
        ("oppositeAccountSlug", "oppositeAccountName"),
    ):
        if row[slug]:
            book.names.setdefault(row[slug], row.get(name) or row[slug])


def _rows(path: Path, field: str, tally: Tally, book: _Book) -> Iterator[ActRow]:
    seen: set[str] = set()
    for line, row in csv_rows(path, field=field):
        try:
            found = _acts(row, book)
            if row["shortId"] in seen:
                raise Unfit(Sentence("This transaction stood in an earlier line."), "shortId")
        except Unfit as unfit:
            tally.refuse(unfit.reason, unfit.place(line))
            continue
        seen.add(row["shortId"])
        tally.keep()
        yield from found


def _acts(row: Mapping[str, str], book: _Book) -> list[ActRow]:
    """The transaction, and what was kept back of it."""
    if EXTRA in row:
        raise Unfit(Sentence("It has more cells than the first line has columns."))
    for column in ("shortId", "kind", "accountSlug", "oppositeAccountSlug"):
        if not row[column]:
            raise Unfit(Sentence("This is empty, and every transaction has it."), column)
    amount, net = _minor(row, "amount"), _minor(row, "netAmount")
    collective, other = row["accountSlug"], row["oppositeAccountSlug"]
    giver, taker = (other, collective) if amount >= 0 else (collective, other)
    is_refund = bool(row.get("isRefund"))
    found = [
        ActRow(
            id=row["shortId"],
            at=_at(row),
            actor=giver,
            verb=(Verb.UNDO if is_refund else Verb.OFFER).value,
            object=row["shortId"],
            object_kind=row["kind"].casefold().replace("_", "-"),
            target=taker,
            parent=_parent(row, book),
            circle=collective,
            amount=abs(amount),
            currency=row["currency"],
            text=row.get("description") or None,
            role=_role(giver, collective, book),
        )
    ]
    if kept_back := amount - net:
        found.append(
            found[0]._replace(
                id=f"{row['shortId']}/fee",
                actor=collective if kept_back > 0 else other,
                verb=Verb.OFFER.value,
                object=f"{row['shortId']}/fee",
                object_kind="fee",
                target=None if kept_back > 0 else collective,
                parent=row["shortId"],
                amount=abs(kept_back),
                text=None,
                role=Role.STAFF.value,
            )
        )
    return found


def _parent(row: Mapping[str, str], book: _Book) -> str | None:
    if row.get("isRefund"):
        return row.get("shortRefundId") or None
    contribution = book.contributions.get(row.get("shortGroup", ""))
    return contribution if contribution != row["shortId"] else None


def _role(giver: str, collective: str, book: _Book) -> str:
    is_staff = giver == collective or giver in book.hosts
    return (Role.STAFF if is_staff else Role.MEMBER).value


def _at(row: Mapping[str, str]) -> datetime:
    try:
        return moment_in(row["datetime"])[0]
    except ValueError:
        raise Unfit(
            Sentence("This is no instant, such as 2026-03-01T18:30:00Z."), "datetime"
        ) from None


def _minor(row: Mapping[str, str], column: str) -> int:
    """An amount in minor units, exactly."""
    text = row[column]
    if not _AMOUNT.fullmatch(text):
        raise Unfit(Sentence("This is no amount, such as 1234.50."), column)
    try:
        digits = minor_digits(row["currency"])
    except Refused:
        raise Unfit(Sentence("This is no currency, such as EUR."), "currency") from None
    minor = Decimal(text).scaleb(digits)
    if minor != int(minor):
        raise Unfit(Sentence("It has parts of the smallest unit of its currency."), column)
    return int(minor)
