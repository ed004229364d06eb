"""An approved batch as a file for the bank or as a table, and as orders for a provider."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cohive.bond import queries as members
from cohive.bridges.payouts import (
    Debtor,
    PaymentFile,
    Transfer,
    TransferOrder,
    pain_001,
    payout_table,
)
from cohive.journal.quiet import refuse_in_a_copy
from cohive.settle.models import Payout, PayoutBatch, PayoutDetails, ProviderTransfer
from cohive.settle.payout_provider import PRACTICE
from cohive.settle.queries.successions import members_passed_on
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused


def bank_file(batch: UUID, *, kind: str, at: datetime) -> PaymentFile:
    """What is still to be sent to banks, as "sepa" or "csv".

    Raises Missing for an unknown batch or kind; Refused before approval, with nothing to send, and
    for a member whose account the vault has forgotten.
    """
    if kind == "sepa":
        return pain_001(transfer_order(batch, way="bank", at=at))
    if kind == "csv":
        return payout_table(transfer_order(batch, way="bank", at=at))
    raise Missing("There is no such file.")


def transfer_order(batch: UUID, *, way: str, at: datetime) -> TransferOrder:
    """The open payouts of one way, in the order of their references; none in a quiet copy."""
    refuse_in_a_copy()
    row = PayoutBatch.objects.select_related("rules").filter(id=batch).first()
    if row is None:
        raise Missing("There is no such batch.")
    if row.state not in ("approved", "closed"):
        raise Refused("A file is made when a second steward has approved the batch.")
    found = list(row.payouts.filter(way=way, state="approved").order_by("reference"))
    if not found:
        raise Refused("Nothing of this batch is left to be sent this way.")
    details = PayoutDetails.objects.in_bulk([each.payee_id for each in found])
    passed_on = members_passed_on()
    asked = ProviderTransfer.objects.filter(payout__in=found).exclude(provider=PRACTICE)
    were_asked = set(asked.values_list("payout", flat=True))
    for each in found:
        is_gone = each.payee_id in passed_on or not _has_account(each, details)
        if is_gone and each.id in were_asked:
            raise Refused(
                "Nothing more can be sent for payout %(reference)s: she died or left. The provider "
                "was asked for it before: ask what became of it.",
                reference=each.reference,
            )
        if each.payee_id in passed_on:
            raise Refused(
                "Payout %(reference)s is of somebody who died. Mark it as failed; what it holds is "
                "passed on.",
                reference=each.reference,
            )
    place = members.place()
    text = place.name if place else ""
    return TransferOrder(
        message=f"payout-{row.id.hex[-12:].upper()}",
        debtor=Debtor(row.rules.debtor_name or text, row.rules.debtor_iban, row.rules.debtor_bic),
        made_at=timezone.localtime(at),
        send_on=timezone.localtime(at).date(),
        transfers=tuple(
            _transfer(each, details.get(each.payee_id), row.currency, text) for each in found
        ),
    )


def _has_account(row: Payout, details: dict[UUID, PayoutDetails]) -> bool:
    found = details.get(row.payee_id)
    return found is not None and found.way == row.way


def _transfer(row: Payout, details: PayoutDetails | None, currency: str, text: str) -> Transfer:
    if details is None or details.way != row.way:
        raise Refused(
            "The account of payout %(reference)s was forgotten: she left. Mark it as failed.",
            reference=row.reference,
        )
    return Transfer(
        reference=row.reference,
        name=details.legal_name,
        account=details.iban if row.way == "bank" else details.account,
        amount=Money(row.net_minor, currency),
        text=f"{text} {row.reference}".strip(),
        bic=details.bic,
    )
