"""Posting: the only way money moves in the books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from cohive.journal import seals
from cohive.ledger.models import Account, Balance, Entry, Leg
from cohive.words.ids import new_id
from cohive.words.money import Money


@dataclass(frozen=True)
class Posting:
    """One leg to be written: `amount` to (+) or from (−) the agent's account for a purpose."""

    agent: UUID
    purpose: str
    amount: Money


class UnbalancedError(ValueError):
    """Legs that do not sum to zero: a fault of ours, never of the person."""


@transaction.atomic
def post(
    *, kind: str, act: UUID, key: str, postings: Sequence[Posting], at: datetime
) -> tuple[UUID, bool]:
    """Write one entry with its legs; return (its id, whether it is new).

    `key` is unique for ever: posting again with the same key returns the first entry and writes
    nothing. Postings of zero are left out; several on one account are added up.
    """
    known = Entry.objects.filter(key=key).values_list("id", flat=True).first()
    if known is not None:
        return known, False
    sums = _summed(postings)
    entry_id = new_id()
    accounts = _accounts(list(sums))
    legs = [
        Leg(id=new_id(), entry_id=entry_id, account_id=accounts[place], minor=minor)
        for place, minor in sums.items()
    ]
    Leg.objects.bulk_create(legs)
    entry = Entry(id=entry_id, kind=kind, act_id=act, key=key, at=at)
    entry.save(force_insert=True)
    for leg in sorted(legs, key=lambda leg: leg.account_id):
        Balance.objects.filter(account_id=leg.account_id).update(
            minor=models.F("minor") + leg.minor
        )
    seals.seal("entry", [entry])
    return entry_id, True


Place = tuple[UUID, str, str]


def _summed(postings: Sequence[Posting]) -> dict[Place, int]:
    sums: dict[Place, int] = defaultdict(int)
    for posting in postings:
        place = (posting.agent, posting.purpose, posting.amount.currency)
        sums[place] += posting.amount.minor
    kept = {place: minor for place, minor in sums.items() if minor}
    totals: dict[str, int] = defaultdict(int)
    for (_, _, currency), minor in kept.items():
        totals[currency] += minor
    if any(totals.values()) or len(kept) < 2:
        raise UnbalancedError(f"legs sum to {dict(totals)}")
    return kept


def _accounts(places: Sequence[Place]) -> dict[Place, UUID]:
    """The accounts' ids, making those that are new with a balance of nothing."""
    found = _find_accounts(places)
    missing = [place for place in places if place not in found]
    if missing:
        Account.objects.bulk_create(
            [
                Account(agent_id=agent, purpose=purpose, currency=currency)
                for agent, purpose, currency in missing
            ],
            ignore_conflicts=True,
        )
        found = _find_accounts(places)
        Balance.objects.bulk_create(
            [Balance(account_id=found[place]) for place in missing], ignore_conflicts=True
        )
    return found


def _find_accounts(places: Sequence[Place]) -> dict[Place, UUID]:
    rows = Account.objects.filter(agent_id__in={place[0] for place in places}).values_list(
        "agent_id", "purpose", "currency", "id"
    )
    wanted = set(places)
    return {row[:3]: row[3] for row in rows if row[:3] in wanted}
