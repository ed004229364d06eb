"""Pending, posted, archived: money that is spoken for before it moves.

A pending entry moves no balance. What it would take from an account is *reserved*: it cannot be
reserved a second time (`queries.available`). Later it is posted, which makes it an entry, or
archived, which sets it free; each is a row of its own, once, and nothing is changed or deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.journal import seals
from cohive.ledger.models import Balance, PendingEntry, PendingLeg, PendingOutcome
from cohive.ledger.operations.posting import Posting, find_or_open_accounts, post, summed
from cohive.ledger.queries.reserved import reserved_minor
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused


@transaction.atomic
def reserve(
    *, kind: str, act: UUID, key: str, postings: Sequence[Posting], at: datetime
) -> tuple[UUID, bool]:
    """Write a pending entry; return (its id, whether it is new). The same key is the same one.

    Every account it takes from (a leg below zero) must have that much that nothing else reserves.
    Raises Refused at amount otherwise.
    """
    known = PendingEntry.objects.filter(key=key).values_list("id", flat=True).first()
    if known is not None:
        return known, False
    sums = summed(postings)
    accounts = find_or_open_accounts(list(sums))
    balances = {
        row.account_id: row.minor
        for row in Balance.objects.select_for_update()
        .filter(account_id__in=accounts.values())
        .order_by("account_id")
    }
    reserved = reserved_minor(accounts.values())
    for place, minor in sums.items():
        account = accounts[place]
        free = balances[account] - reserved.get(account, 0)
        if minor < 0 and free + minor < 0:
            raise Refused(
                "Only %(free)s of it is free.", field="amount", free=Money(max(free, 0), place[2])
            )
    row = PendingEntry(id=new_id(), kind=kind, act_id=act, key=key, at=at)
    legs = [
        PendingLeg(pending_id=row.id, account_id=accounts[place], minor=minor)
        for place, minor in sums.items()
    ]
    PendingLeg.objects.bulk_create(legs)
    row.save(force_insert=True)
    seals.seal("pending", [row])
    seals.seal("pending_leg", legs)
    return row.id, True


@transaction.atomic
def post_pending(*, pending: UUID, act: UUID, at: datetime) -> UUID:
    """Make a pending entry an entry, by an act; return the entry's id. Again gives the same one.

    Raises Refused when it was archived.
    """
    row = _open(pending)
    done = PendingOutcome.objects.filter(pending=row).first()
    if done is not None:
        if done.entry_id is None:
            raise Refused("This was set free already and cannot be posted any more.")
        return done.entry_id
    legs = row.legs.select_related("account").order_by("id")
    entry, _ = post(
        kind=row.kind,
        act=act,
        key=f"pending:{row.id}",
        postings=[
            Posting(
                leg.account.agent_id, leg.account.purpose, Money(leg.minor, leg.account.currency)
            )
            for leg in legs
        ],
        at=at,
    )
    _write(row, PendingOutcome.POSTED, entry, act=act, at=at)
    return entry


@transaction.atomic
def archive_pending(*, pending: UUID, act: UUID, at: datetime) -> None:
    """Set free what a pending entry reserved, by an act; again changes nothing.

    Raises Refused when it was posted: then it is taken back by a reversal.
    """
    row = _open(pending)
    done = PendingOutcome.objects.filter(pending=row).first()
    if done is None:
        _write(row, PendingOutcome.ARCHIVED, None, act=act, at=at)
    elif done.entry_id is not None:
        raise Refused("This was posted already. Take its entry back instead.")


def _open(pending: UUID) -> PendingEntry:
    row = PendingEntry.objects.select_for_update().filter(id=pending).first()
    if row is None:
        raise Missing("There is no such pending entry.")
    return row


def _write(row: PendingEntry, outcome: str, entry: UUID | None, *, act: UUID, at: datetime) -> None:
    made = PendingOutcome(pending=row, outcome=outcome, entry_id=entry, act_id=act, at=at)
    made.save(force_insert=True)
    seals.seal("pending_outcome", [made])
