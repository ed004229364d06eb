"""Bank transfers: references a buyer writes, and statements that say what came.

`references` makes and checks creditor references and account numbers; `camt` and `table` read
statements; `transfer_code` is the text of the QR code that banking apps read.
"""

from cohive.bridges.payments.bank.records import Statement, StatementLine
from cohive.bridges.payments.bank.references import (
    checked_bic,
    checked_iban,
    creditor_reference,
    found_references,
    grouped,
    is_creditor_reference,
    transfer_code,
)
from cohive.bridges.payments.bank.statements import read_statements

__all__ = [
    "Statement",
    "StatementLine",
    "checked_bic",
    "checked_iban",
    "creditor_reference",
    "found_references",
    "grouped",
    "is_creditor_reference",
    "read_statements",
    "transfer_code",
]
