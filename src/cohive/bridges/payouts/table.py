"""The same transfers as a table, for a bank without the XML file and for whoever reads along."""

from __future__ import annotations

import csv
import io

from cohive.bridges.payouts.orders import PaymentFile, TransferOrder
from cohive.words.cells import safe_cell

HEADS = ("reference", "name", "account", "bic", "amount", "currency", "text")


def payout_table(order: TransferOrder) -> PaymentFile:
    """One row for each transfer, amounts like 3.17; UTF-8 with the mark that sheets look for."""
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\r\n")
    rows.writerow(HEADS)
    for each in order.transfers:
        texts = (each.reference, each.name, each.account, each.bic)
        rows.writerow(
            [
                *(safe_cell(text) for text in texts),
                each.amount.plain(),
                each.amount.currency,
                safe_cell(each.text),
            ]
        )
    return PaymentFile(f"{order.message}.csv", "text/csv", buffer.getvalue().encode("utf-8-sig"))
