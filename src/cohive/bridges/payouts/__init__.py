"""Ways to send money out, behind one interface: a file for a bank, a table, a transfer provider.

`orders` says what is to be sent; `sepa` and `table` write it for somebody else to send; `transfers`
asks a provider, with the fake that tests and practice shops use; `connected` asks one where each
member has an account of her own; `iban` checks an account number.
"""

from cohive.bridges.payouts.connected import ConnectedTransfers
from cohive.bridges.payouts.iban import checked_iban, masked_iban
from cohive.bridges.payouts.orders import Debtor, PaymentFile, Transfer, TransferOrder
from cohive.bridges.payouts.sepa import pain_001
from cohive.bridges.payouts.table import payout_table
from cohive.bridges.payouts.transfers import (
    PracticeTransfers,
    TransferProvider,
    TransferReceipt,
)

__all__ = [
    "ConnectedTransfers",
    "Debtor",
    "PaymentFile",
    "PracticeTransfers",
    "Transfer",
    "TransferOrder",
    "TransferProvider",
    "TransferReceipt",
    "checked_iban",
    "masked_iban",
    "pain_001",
    "payout_table",
]
