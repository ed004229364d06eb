"""A statement's file, whichever of the two kinds it is."""

from __future__ import annotations

from cohive.bridges.payments.bank.camt import read_camt
from cohive.bridges.payments.bank.records import Statement
from cohive.bridges.payments.bank.table import read_table
from cohive.words.refusals import Refused

__all__ = ["BYTES_MAX", "read_statements"]

BYTES_MAX = 5 * 1024 * 1024


def read_statements(content: bytes, *, currency: str, account: str = "") -> tuple[Statement, ...]:
    """The statements of a file: CAMT.053 (XML) or a table (CSV).

    `currency` and `account` are what a table is about where it does not say so itself. Raises
    Refused (field "file"), with the line where there is one.
    """
    if len(content) > BYTES_MAX:
        raise Refused("At most 5 MB: save a shorter span of days.", field="file")
    if not content.strip():
        raise Refused("This file is empty.", field="file")
    start = content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    if start == b"<":
        return read_camt(content)
    return (read_table(content, currency=currency, account=account),)
