"""Sending an approved batch by a provider, and finding out later what became of each payout.

No transaction is held while the provider is asked. What is asked is stored before; an answer that
was lost leaves the payout open, and the next look finds it in the provider's own list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.bridges.egress import EgressFailed
from cohive.bridges.payouts import TransferProvider, TransferReceipt
from cohive.settle.models import Payout, ProviderAccount, ProviderTransfer
from cohive.settle.operations.payout_outcomes import mark_executed, mark_failed, mark_returned
from cohive.settle.operations.provider_accounts import note_account
from cohive.settle.payout_files import transfer_order
from cohive.settle.payout_provider import accounts, provider_name, transfers
from cohive.words.refusals import Missing, Refused

WATCHED_FOR = timedelta(days=60)
"""How long after it was sent a payout is looked at: what comes back comes within weeks."""
LOOKS_MAX = 200
CAME_BACK = "came back to the provider"
PARTLY_BACK = gettext_noop(
    "A part of a payout came back at the provider: %(amount)s. Look at batch %(reference)s there; "
    "here only a whole payout can come back."
)


@dataclass(frozen=True)
class Sent:
    """How many were sent, could not be sent, and got no answer (they stay open)."""

    sent: int
    failed: int
    unanswered: int


def send_by_provider(batch: UUID, *, by: UUID, at: datetime) -> Sent:
    """Ask the provider for each open payout of its own.

    A run that was interrupted is finished by the next. Raises Refused where no provider is
    connected, and where it says no because of the firm; what was sent before stays sent.
    """
    order = transfer_order(batch, way="provider", at=at)
    provider = transfers()
    ids = dict(Payout.objects.filter(batch=batch, way="provider").values_list("reference", "id"))
    sent = failed = unanswered = 0
    for transfer in order.transfers:
        payout = ids[transfer.reference]
        row, was_asked = _asked(payout, provider, at=at)
        try:
            receipt = provider.send(
                transfer, key=str(payout), attempt=row.attempt, was_asked=was_asked, at=at
            )
        except EgressFailed:
            unanswered += 1
            continue
        except Refused:
            ProviderTransfer.objects.filter(payout=payout).update(attempt=F("attempt") + 1)
            raise
        if receipt.is_taken:
            _taken(payout, receipt, by=by, at=at)
            sent += 1
        else:
            mark_failed(payout=payout, reason=receipt.reason or "refused", by=by, at=at)
            failed += 1
    return Sent(sent, failed, unanswered)


def _asked(
    payout: UUID, provider: TransferProvider, *, at: datetime
) -> tuple[ProviderTransfer, bool]:
    """The row that says what is asked of whom, and whether it was asked before."""
    row, is_new = ProviderTransfer.objects.get_or_create(
        payout_id=payout, defaults={"provider": provider.name, "asked_at": at, "checked_at": at}
    )
    if row.provider != provider.name:
        raise Refused(
            "This payout was asked of %(name)s before. Look there what became of it, and mark it "
            "by hand.",
            name=row.provider,
        )
    return row, not is_new


@transaction.atomic
def _taken(payout: UUID, receipt: TransferReceipt, *, by: UUID, at: datetime) -> None:
    ProviderTransfer.objects.filter(payout=payout).update(number=receipt.number, checked_at=at)
    mark_executed(payout=payout, by=by, at=at)


def follow_transfers(*, at: datetime) -> None:
    """Ask what became of payouts and of accounts that are not ready; a job of every hour."""
    if provider_name() not in ("", "practice"):
        look_at(_watched(at), at=at)
        for agent in list(
            ProviderAccount.objects.filter(can_be_paid=False)
            .exclude(account="")
            .order_by("checked_at")
            .values_list("agent", flat=True)[:LOOKS_MAX]
        ):
            try:
                look_at_account(agent, at=at)
            except (EgressFailed, Refused):
                return  # asked again in an hour


def _watched(at: datetime) -> list[ProviderTransfer]:
    rows = ProviderTransfer.objects.filter(
        provider=provider_name(),
        payout__state__in=("approved", "executed"),
        asked_at__gte=at - WATCHED_FOR,
    )
    return list(rows.select_related("payout__batch").order_by("checked_at")[:LOOKS_MAX])


def look_at_batch(batch: UUID, *, at: datetime) -> int:
    """Ask the provider about every payout of a batch; return how many changed."""
    name = transfers().name
    rows = ProviderTransfer.objects.filter(payout__batch=batch, provider=name).exclude(
        payout__state__in=("failed", "returned", "cancelled")
    )
    return look_at(rows.select_related("payout__batch"), at=at)


def look_at(rows: Iterable[ProviderTransfer], *, at: datetime) -> int:
    """Take over what the provider says of these; return how many changed.

    Stops at the first that gets no answer; the next look begins with the one longest not looked at.
    """
    place = members.place()
    if place is None:
        return 0
    provider, changed = transfers(), 0
    for row in rows:
        try:
            found = provider.found(str(row.payout_id), at=at)
        except (EgressFailed, Refused):
            return changed
        changed += _outcome(row, found, firm=place.agent, at=at)
    return changed


@transaction.atomic
def _outcome(
    row: ProviderTransfer, found: TransferReceipt | None, *, firm: UUID, at: datetime
) -> int:
    """What was found becomes a step of the payout, once; 1 when it did."""
    ProviderTransfer.objects.filter(payout=row.payout_id).update(checked_at=at)
    payout = Payout.objects.select_related("batch").get(id=row.payout_id)
    if found is None:
        return 0
    if payout.state == "approved":
        _taken(payout.id, found, by=firm, at=at)
        payout.refresh_from_db()
    back = found.back.minor if found.back is not None else 0
    if payout.state != "executed" or back <= row.back_minor:
        return 0 if row.number else 1
    ProviderTransfer.objects.filter(payout=row.payout_id).update(back_minor=back)
    if back >= payout.net_minor:
        mark_returned(payout=payout.id, reason=CAME_BACK, by=firm, at=at)
        return 1
    for steward in members.stewards():
        bond.notify(
            to=steward,
            kind="settle.payout_partly_back",
            sentence=PARTLY_BACK,
            values={
                "amount": f"money:{back}:{payout.batch.currency}",
                "reference": payout.reference,
            },
            url=reverse("settle:payout-batch", args=[payout.batch_id]),
            at=at,
            subject=payout.id,
            key=f"settle:payout-partly-back:{payout.id}:{back}:{steward}",
        )
    return 1


def look_at_account(agent: UUID, *, at: datetime) -> None:
    """Ask the provider how a member's account stands, and keep it.

    Raises Missing where none is open, EgressFailed and Refused as the provider answers.
    """
    row = ProviderAccount.objects.filter(agent=agent).exclude(account="").first()
    if row is None:
        raise Missing("No account was asked for.")
    note_account(payee=accounts().load_payee(row.account, at=at), by=agent, at=at)


def open_account(agent: UUID, *, key: UUID, country: str, at: datetime) -> None:
    """Open a member's account at the provider, once for each key, and keep its number."""
    payee = accounts().create_payee(
        reference=str(agent), country=country, idempotency_key=f"payee:{key}", at=at
    )
    note_account(payee=payee, by=agent, at=at)


def papers_url(agent: UUID, *, back: str, again: str, key: UUID, at: datetime) -> str:
    """The provider's page where she shows her papers; good for minutes."""
    row = ProviderAccount.objects.filter(agent=agent).exclude(account="").first()
    if row is None:
        raise Missing("No account was asked for.")
    return accounts().onboarding_url(
        row.account, return_url=back, again_url=again, idempotency_key=f"papers:{key}", at=at
    )
