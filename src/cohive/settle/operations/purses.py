"""Moving money out of a member's balance, and back: one row, one entry, under the purse's lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cohive.ledger import operations as ledger
from cohive.ledger.operations import Posting
from cohive.settle.models import BalanceMove, Purse
from cohive.settle.payout_accounts import EARNED, LINK_REWARD, RESALE
from cohive.words.ids import new_id
from cohive.words.money import Money


def lock_purse(payee: UUID, currency: str) -> None:
    """Let nobody else take from this balance until the transaction ends."""
    Purse.objects.get_or_create(payee_id=payee, currency=currency)
    Purse.objects.select_for_update().get(payee=payee, currency=currency)


def move_balance(
    *,
    key: str,
    kind: str,
    payee: UUID,
    currency: str,
    why: str,
    source: UUID,
    earned_minor: int,
    link_minor: int,
    resale_minor: int = 0,
    other: Sequence[Posting],
    act: UUID,
    at: datetime,
) -> bool:
    """Move a balance by these (below zero: out of it) against `other`; False when done before."""
    if BalanceMove.objects.filter(key=key).exists():
        return False
    BalanceMove.objects.create(
        id=new_id(),
        key=key,
        payee_id=payee,
        currency=currency,
        why=why,
        source=source,
        earned_minor=earned_minor,
        link_minor=link_minor,
        resale_minor=resale_minor,
        act_id=act,
        at=at,
    )
    ledger.post(
        kind=kind,
        act=act,
        key=key,
        postings=[
            Posting(payee, EARNED, Money(earned_minor, currency)),
            Posting(payee, LINK_REWARD, Money(link_minor, currency)),
            Posting(payee, RESALE, Money(resale_minor, currency)),
            *other,
        ],
        at=at,
    )
    return True
