"""Posting: the only way money moves in the books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.journal import seals
from cohive.ledger.chart import CHART
from cohive.ledger.models import Account, Balance, Entry, Period
from cohive.ledger.operations import booking
from cohive.ledger.operations.booking import Place
from cohive.ledger.sealing import BOOKED
from cohive.words.money import Money

BATCH_ROWS = 500


@dataclass(frozen=True)
class Posting:
    """One leg to be written: `amount` to (+) or from (−) the agent's account for a purpose."""

    agent: UUID
    purpose: str
    amount: Money


class UnbalancedError(ValueError):
    """Legs that do not sum to zero: a fault of ours, never of the person."""


@dataclass(frozen=True)
class Draft:
    """An entry to be written: what caused it, its unique key, its legs and when it happened."""

    kind: str
    act: UUID
    key: str
    postings: Sequence[Posting]
    at: datetime


def post(
    *, kind: str, act: UUID, key: str, postings: Sequence[Posting], at: datetime
) -> tuple[UUID, bool]:
    """Write one entry with its legs; return (its id, whether it is new).

    `key` is unique for ever: posting again with the same key returns the first entry and writes
    nothing. Postings of zero are left out; several on one account are added up. What happened in
    a closed period is entered where the first open one after it begins.

    Raises LookupError for a purpose that is not in the chart.
    """
    draft = Draft(kind=kind, act=act, key=key, postings=postings, at=at)
    return post_all(drafts=[draft])[0]


@transaction.atomic
def post_all(*, drafts: Sequence[Draft]) -> list[tuple[UUID, bool]]:
    """Write many entries at once, as `post` writes one; in their order, under one lock.

    A number of SQL queries that does not grow with them, but for the batches they are written in.
    """
    known = _known([draft.key for draft in drafts])
    fresh = {draft.key: draft for draft in drafts if draft.key not in known}
    if not fresh:
        return [(known[draft.key], False) for draft in drafts]
    places: dict[Place, int] = {}
    moves = [_numbered(summed(draft.postings), places) for draft in fresh.values()]
    closed = closed_spans(min(draft.at for draft in fresh.values()))
    running = _locked(find_or_open_accounts(list(places)))
    accounts = [running[place] for place in places]
    written = booking.Written()
    for draft, moved in zip(fresh.values(), moves, strict=True):
        booking.book(
            written,
            kind=draft.kind,
            act=draft.act,
            key=draft.key,
            moves=[(accounts[number], minor) for number, minor in moved.items()],
            at=first_open_instant(draft.at, closed),
        )
    booking.insert(written, accounts)
    seals.seal_texts(BOOKED, written.texts)
    known |= written.ids
    return [(known[draft.key], fresh.pop(draft.key, None) is not None) for draft in drafts]


def _known(keys: Sequence[str]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for start in range(0, len(keys), BATCH_ROWS):
        rows = Entry.objects.filter(key__in=keys[start : start + BATCH_ROWS])
        found.update(rows.values_list("key", "id"))
    return found


def summed(postings: Sequence[Posting]) -> dict[Place, int]:
    """What moves on each account, without what comes to nothing.

    Raises UnbalancedError, and LookupError for a purpose that is not in the chart.
    """
    sums: dict[Place, int] = defaultdict(int)
    for posting in postings:
        if posting.purpose not in CHART:
            raise LookupError(f"{posting.purpose} has no account: give it one in ledger/chart.py")
        place = (posting.agent, posting.purpose, posting.amount.currency)
        sums[place] += posting.amount.minor
    kept = {place: minor for place, minor in sums.items() if minor}
    totals: dict[str, int] = defaultdict(int)
    for (_, _, currency), minor in kept.items():
        totals[currency] += minor
    if any(totals.values()) or len(kept) < 2:
        raise UnbalancedError(f"legs sum to {dict(totals)}")
    return kept


def _numbered(sums: Mapping[Place, int], places: dict[Place, int]) -> dict[int, int]:
    """What moves on each place, the places by number: plain integers cost the collector nothing."""
    return {places.setdefault(place, len(places)): minor for place, minor in sums.items()}


Spans = Sequence[tuple[datetime, datetime]]


def closed_spans(since: datetime) -> Spans:
    """The closed periods that end after an instant, in order. One SQL query."""
    rows = Period.objects.filter(is_closed=True, ends_at__gt=since).order_by("starts_at")
    return list(rows.values_list("starts_at", "ends_at"))


def first_open_instant(at: datetime, closed: Spans) -> datetime:
    """The instant itself, or where the first period after it begins that is not closed."""
    for starts_at, ends_at in closed:
        if starts_at <= at < ends_at:
            at = ends_at
    return at


def _locked(accounts: Mapping[Place, UUID]) -> dict[Place, booking.Running]:
    """Where the accounts stand, locked in one order: from here on their legs have an order too."""
    rows = Balance.objects.select_for_update().filter(account_id__in=accounts.values())
    standing = {
        account: (minor, count)
        for account, minor, count in rows.order_by("account_id").values_list(
            "account_id", "minor", "legs_count"
        )
    }
    return {
        place: booking.Running(account, place, *standing[account])
        for place, account in accounts.items()
    }


def find_or_open_accounts(places: Sequence[Place]) -> Mapping[Place, UUID]:
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
