"""A member's account at the provider: asked for, opened, ready to be paid. Writes only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bridges.payments.payouts import Payee
from cohive.journal.operations import record
from cohive.settle.models import ProviderAccount
from cohive.settle.operations.payout_rules import COUNTRY
from cohive.settle.payout_events import ProviderAccountAsked, ProviderAccountReady
from cohive.words.refusals import Missing, Refused


@transaction.atomic
def ask_for_account(*, provider: str, country: str, by: UUID, at: datetime) -> UUID:
    """Store that an account is asked for; return the key to ask the provider with.

    Asking again gives the same key, so that no second account is opened. Raises Refused, at the
    field, for what is no country, and for another one once the account is open.
    """
    code = country.strip().upper()
    if not COUNTRY.fullmatch(code):
        raise Refused("Choose the country you pay tax in.", field="country")
    row = ProviderAccount.objects.select_for_update().filter(agent=by).first()
    if row is not None and row.provider == provider and row.country == code:
        return row.key
    if row is not None and row.account:
        raise Refused("You have an account there already, for another country.", field="country")
    ProviderAccount.objects.filter(agent=by).delete()  # nothing was opened yet
    row = ProviderAccount.objects.create(
        agent_id=by, provider=provider, country=code, asked_at=at, checked_at=at
    )
    record(ProviderAccountAsked(provider=provider), by=by, at=at, object_kind="member", object=by)
    return row.key


@transaction.atomic
def note_account(*, payee: Payee, by: UUID, at: datetime) -> None:
    """Keep what the provider says of a member's account. Raises Missing when none was asked for."""
    row = ProviderAccount.objects.select_for_update().filter(agent=by).first()
    if row is None:
        raise Missing("No account was asked for.")
    is_new = payee.can_be_paid and not row.can_be_paid
    row.account, row.can_be_paid = payee.id, payee.can_be_paid
    row.missing, row.checked_at = list(payee.missing), at
    row.save()
    if is_new:
        record(
            ProviderAccountReady(provider=row.provider),
            by=by,
            at=at,
            object_kind="member",
            object=by,
        )
