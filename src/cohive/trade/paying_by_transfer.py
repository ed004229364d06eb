"""What a buyer has to write on her bank transfer, for the page, the mail and the code."""

from __future__ import annotations

from dataclasses import dataclass

from cohive.bridges.payments.bank import grouped, transfer_code
from cohive.trade.providers import keys
from cohive.trade.queries import OrderView, transfer_of
from cohive.words.money import Money


@dataclass(frozen=True)
class TransferWords:
    """A transfer as it is written; `code` fills it in in a banking app, '' where none can."""

    holder: str
    iban: str
    bic: str
    amount: Money
    reference: str
    code: str


def transfer_words(order: OrderView) -> TransferWords | None:
    """What to write for an order, None when no transfer waits. One SQL query."""
    wanted = transfer_of(order.id)
    if wanted is None:
        return None
    known = keys()
    return TransferWords(
        holder=known.bank_holder,
        iban=grouped(known.bank_iban),
        bic=known.bank_bic,
        amount=wanted.amount,
        reference=grouped(wanted.reference),
        code=transfer_code(
            holder=known.bank_holder,
            iban=known.bank_iban,
            bic=known.bank_bic,
            amount=wanted.amount,
            reference=wanted.reference,
        ),
    )
