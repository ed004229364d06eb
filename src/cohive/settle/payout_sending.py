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
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.bridges.egress import EgressFailed
from cohive.bridges.payouts import TransferProvider, TransferReceipt
from cohive.settle.models import Payout, ProviderAccount, ProviderTransfer
from cohive.settle.operations.payout_batches import locked_batch
from cohive.settle.operations.payout_outcomes import (
    mark_executed,
    mark_failed,
    mark_returned,
    refuse_her_own,
)
from cohive.settle.operations.provider_accounts import note_account
from cohive.settle.payout_files import transfer_order
from cohive.settle.payout_provider import PRACTICE, accounts, provider_name, transfers
from cohive.words.refusals import Missing, Refused

WATCHED_FOR = timedelta(days=60)
"""How long after it was sent a payout is looked at: what comes back comes within weeks."""
SETTLED_AFTER = timedelta(hours=1)
"""How long after asking a provider its list is believed to have everything: no run of sending, and
no request that somebody gave up waiting for, lasts so long."""
LOOKS_MAX = 200
CAME_BACK = "came back to the provider"
PARTLY_BACK = gettext_noop(
    "A part of a payout came back at the provider: %(amount)s. Look at batch %(reference)s there; "
    "here only a whole payout can come back."
)


WAS_SENT = gettext_noop(
    "Payout %(reference)s was marked as not sent, but the provider has sent it: %(amount)s. It "
    "stands in her balance as well. Settle it with her before the next batch."
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
        asked = _asked(payout, provider, at=at)
        if asked is None:
            continue
        row, was_asked = asked
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
            mark_failed(
                payout=payout,
                reason=receipt.reason or "refused",
                by=by,
                at=at,
                provider_said=True,
            )
            failed += 1
    return Sent(sent, failed, unanswered)


@transaction.atomic
def _asked(
    payout: UUID, provider: TransferProvider, *, at: datetime
) -> tuple[ProviderTransfer, bool] | None:
    """The row that says what is asked of whom, and whether it was asked before.

    Written under the lock of its batch, so that nobody marks by hand what is being sent; None for
    what was decided since the list was made.
    """
    if _held(payout).state != "approved":
        return None
    row, is_new = ProviderTransfer.objects.get_or_create(
        payout_id=payout, defaults={"provider": provider.name, "asked_at": at, "checked_at": at}
    )
    if row.provider != provider.name:
        raise Refused(
            "This payout was asked of %(name)s before. Connect it again, so that its list can say "
            "what became of the payout.",
            name=row.provider,
        )
    if not is_new:
        row.asked_at = at
        row.save(update_fields=["asked_at"])
    return row, not is_new


def _held(payout: UUID) -> Payout:
    """The payout as it stands now, held with its batch against others."""
    locked_batch(Payout.objects.values_list("batch_id", flat=True).get(id=payout))
    return Payout.objects.select_related("batch").get(id=payout)


@transaction.atomic
def _taken(payout: UUID, receipt: TransferReceipt, *, by: UUID, at: datetime) -> None:
    row = _held(payout)
    ProviderTransfer.objects.filter(payout=payout).update(number=receipt.number, checked_at=at)
    if row.state == "approved":
        mark_executed(payout=payout, by=by, at=at)
    elif row.state == "failed":
        _tell_stewards(row, "settle.payout_sent_all_the_same", WAS_SENT, row.net_minor, at=at)


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


MAY_CHANGE = Q(payout__state__in=("approved", "executed")) | Q(payout__state="failed", number="")
"""What is looked at: what is open or sent; and, as a safety net, what was asked and then failed."""


def _watched(at: datetime) -> list[ProviderTransfer]:
    rows = ProviderTransfer.objects.filter(
        MAY_CHANGE, provider=provider_name(), asked_at__gte=at - WATCHED_FOR
    )
    return list(rows.select_related("payout__batch").order_by("checked_at")[:LOOKS_MAX])


def look_at_batch(batch: UUID, *, at: datetime) -> int:
    """Ask the provider about every payout of a batch; return how many changed."""
    name = transfers().name
    rows = ProviderTransfer.objects.filter(MAY_CHANGE, payout__batch=batch, provider=name)
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
    payout = _held(row.payout_id)
    ProviderTransfer.objects.filter(payout=row.payout_id).update(checked_at=at)
    if found is None:
        return 0
    if payout.state in ("approved", "failed"):
        _taken(payout.id, found, by=firm, at=at)
        payout.refresh_from_db()
    back = found.back.minor if found.back is not None else 0
    if payout.state != "executed" or back <= row.back_minor:
        return 0 if row.number else 1
    ProviderTransfer.objects.filter(payout=row.payout_id).update(back_minor=back)
    if back >= payout.net_minor:
        mark_returned(payout=payout.id, reason=CAME_BACK, by=firm, at=at, provider_said=True)
        return 1
    _tell_stewards(payout, "settle.payout_partly_back", PARTLY_BACK, back, at=at)
    return 1


def _tell_stewards(payout: Payout, kind: str, sentence: str, minor: int, *, at: datetime) -> None:
    for steward in members.stewards():
        bond.notify(
            to=steward,
            kind=kind,
            sentence=sentence,
            values={
                "amount": f"money:{minor}:{payout.batch.currency}",
                "reference": payout.reference,
            },
            url=reverse("settle:payout-batch", args=[payout.batch_id]),
            at=at,
            subject=payout.id,
            key=f"{kind}:{payout.id}:{minor}:{steward}",
        )


def note_went_wrong(*, payout: UUID, reason: str, by: UUID, at: datetime) -> bool:
    """A steward says that it could not be sent or came back; whether that is so.

    What a provider was asked for is looked up in its own list first, and what the list says holds:
    False when it says otherwise. Raises Refused while the last asking is younger than an hour,
    where that provider is not connected, and where it does not answer.
    """
    row = Payout.objects.select_related("batch").filter(id=payout).first()
    if row is None:
        raise Missing("There is no such payout.")
    asked = ProviderTransfer.objects.filter(payout=row).exclude(provider=PRACTICE).first()
    if asked is None:
        mark = mark_failed if row.state == "approved" else mark_returned
        mark(payout=payout, reason=reason, by=by, at=at)
        return True
    refuse_her_own(row, by, at=at)
    provider = transfers()
    if provider.name != asked.provider:
        raise Refused(
            "This payout was asked of %(name)s before. Connect it again, so that its list can say "
            "what became of the payout.",
            name=asked.provider,
        )
    if at < asked.asked_at + SETTLED_AFTER:
        raise Refused(
            "The provider was asked for this payout less than an hour ago and may still send it. "
            "Wait an hour, then say it again."
        )
    try:
        found = provider.found(str(payout), at=at)
    except EgressFailed:
        raise Refused("The provider did not answer, so nothing was changed. Try again.") from None
    if found is None:
        return _not_in_the_list(asked, reason=reason, by=by, at=at)
    place = members.place()
    if place is not None:
        _outcome(asked, found, firm=place.agent, at=at)
    return Payout.objects.get(id=payout).state in ("failed", "returned")


@transaction.atomic
def _not_in_the_list(asked: ProviderTransfer, *, reason: str, by: UUID, at: datetime) -> bool:
    """The list has nothing of it: then it was never sent, unless it was asked again meanwhile."""
    row = _held(asked.payout_id)
    now = ProviderTransfer.objects.get(payout=row)
    if now.asked_at != asked.asked_at or now.number:
        return False
    mark = mark_failed if row.state == "approved" else mark_returned
    mark(payout=row.id, reason=reason, by=by, at=at, provider_said=True)
    return True


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
