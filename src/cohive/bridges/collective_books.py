"""The books of an Open Collective as its CSV export gives them: exact amounts, and what it claims.

Each transaction moves money between the collective and somebody, held for it by its fiscal host.
`amount` is the whole, the payment fee and (in older years) the host's fee were kept back of it, and
`net` is what reached or left the host's account. So net amounts sum to the balance. The file has a
`balance` column of its own: where it does not agree with that sum in the end, the difference is
told, with the transaction it began with; it is nobody's to book.

Columns needed: datetime, shortId, kind, amount, paymentProcessorFee, netAmount, balance, currency,
accountSlug. Names, slugs and descriptions of others are not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from cohive.bridges.histories.moments import moment_in
from cohive.bridges.reading import csv_rows
from cohive.words.money import Money, minor_digits
from cohive.words.refusals import Refused

__all__ = ["CollectiveBooks", "Discrepancy", "HostTransaction", "read_collective_books"]

_NEEDED: Final = (
    *("datetime", "shortId", "kind", "amount", "paymentProcessorFee", "netAmount", "balance"),
    *("currency", "accountSlug"),
)
_AMOUNT: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
_KEY: Final = re.compile(r"[\w-]{1,60}", re.ASCII)
_KINDS: Final = ("CONTRIBUTION", "HOST_FEE", "EXPENSE", "PAYMENT_PROCESSOR_COVER", "ADDED_FUNDS")


@dataclass(frozen=True)
class HostTransaction:
    """One movement: `net` reached (above zero) or left the account; amount − fees = net.

    Fees are above zero when they were kept back.
    """

    key: str
    at: datetime
    kind: str
    amount: Money
    payment_fee: Money
    host_fee: Money
    net: Money


@dataclass(frozen=True)
class Discrepancy:
    """The file states `stated` at its end, its rows sum to `summed`; where it begins."""

    stated: Money
    summed: Money
    since: HostTransaction

    @property
    def difference(self) -> Money:
        """How much more the file states."""
        return self.stated - self.summed


@dataclass(frozen=True)
class CollectiveBooks:
    """Every transaction, the oldest first, and whether the file agrees with itself."""

    collective: str
    currency: str
    transactions: tuple[HostTransaction, ...]
    discrepancy: Discrepancy | None


def read_collective_books(path: Path, *, field: str) -> CollectiveBooks:
    """Read a whole file, newest row first as it is exported.

    Raises Refused at `field`, naming the line, for anything that is not such a row: books with a
    hole in them are none.
    """
    rows = list(_rows(path, field))
    if not rows:
        raise Refused("There is no transaction in this file.", field=field)
    rows.reverse()
    names = {(row["accountSlug"], row["currency"]) for _, row in rows}
    if len(names) > 1:
        raise Refused("This file is of more than one collective or currency.", field=field)
    [(collective, currency)] = names
    found = [_transaction(line, row, field) for line, row in rows]
    keys = {one.key for one in found}
    if len(keys) < len(found):
        raise Refused("A transaction stands twice in this file.", field=field)
    stated = [_minor(line, row, "balance", field) for line, row in rows]
    return CollectiveBooks(collective, currency, tuple(found), _discrepancy(found, stated))


def _rows(path: Path, field: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    for line, row in csv_rows(path, field=field):
        if not set(_NEEDED) <= row.keys():
            raise Refused(
                "This is no Open Collective export: it lacks the columns %(columns)s.",
                field=field,
                columns=", ".join(name for name in _NEEDED if name not in row),
            )
        yield line, row


def _transaction(line: int, row: Mapping[str, str], field: str) -> HostTransaction:
    if not _KEY.fullmatch(row["shortId"]) or not _KEY.fullmatch(row["accountSlug"]):
        raise _unfit(line, "shortId", row["shortId"], field)
    if row["kind"] not in _KINDS:
        raise _unfit(line, "kind", row["kind"], field)
    try:
        at = moment_in(row["datetime"])[0]
    except ValueError:
        raise _unfit(line, "datetime", row["datetime"], field) from None
    amount = _minor(line, row, "amount", field)
    net = _minor(line, row, "netAmount", field)
    payment_fee = -_minor(line, row, "paymentProcessorFee", field)
    return HostTransaction(
        key=row["shortId"],
        at=at,
        kind=row["kind"],
        amount=amount,
        payment_fee=payment_fee,
        host_fee=amount - payment_fee - net,
        net=net,
    )


def _minor(line: int, row: Mapping[str, str], column: str, field: str) -> Money:
    text = row[column] or "0"
    currency = row["currency"]
    digits = minor_digits(currency)
    minor = Decimal(text).scaleb(digits) if _AMOUNT.fullmatch(text) else None
    if minor is None or minor != int(minor):
        raise _unfit(line, column, text, field)
    return Money(int(minor), currency)


def _unfit(line: int, column: str, text: str, field: str) -> Refused:
    return Refused(
        "Line %(line)s, %(column)s: “%(text)s” cannot be read. Nothing was entered.",
        field=field,
        line=line,
        column=column,
        text=text[:40],
    )


def _discrepancy(found: Sequence[HostTransaction], stated: Sequence[Money]) -> Discrepancy | None:
    """What is left between the file's balance and the sum at its end.

    Within one payment the file may note the fee a row later; such differences go by themselves.
    """
    summed = Money.zero(found[0].net.currency)
    since = found[0]
    agreed = True
    for one, balance in zip(found, stated, strict=True):
        summed += one.net
        if balance == summed:
            agreed = True
        elif agreed:
            since, agreed = one, False
    return None if agreed else Discrepancy(stated[-1], summed, since)
