"""Taking an entry back: the only way to correct the books."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.journal import seals
from cohive.journal.operations import record
from cohive.ledger.events import EntryReversed
from cohive.ledger.keepers import ensure_keeper, written_reason
from cohive.ledger.models import Entry, Leg, Reversal
from cohive.ledger.operations.posting import Posting, post
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused


@transaction.atomic
def reverse(*, entry: UUID, reason: str, by: UUID, at: datetime) -> UUID:
    """Take an entry back by its mirror, once; return the mirror's id.

    It is dated `at`, not as the entry: what was wrong stays to be seen where it stood. The money of
    an order, a distribution or a payout is taken back by its own room, which then calls this or
    posts what it has to.

    Raises Refused at reason without one, and for what was taken back before or is itself a
    taking-back.
    """
    ensure_keeper(by)
    why = written_reason(reason)
    row = Entry.objects.select_for_update().filter(id=entry).first()
    if row is None:
        raise Missing("There is no such entry.")
    if Reversal.objects.filter(entry=row).exists():
        raise Refused("This entry was taken back already. It can be taken back once.")
    if Reversal.objects.filter(reversal=row).exists():
        raise Refused("This entry takes another one back. Enter the first one anew instead.")
    act = record(
        EntryReversed(entry=entry, kind=row.kind),
        by=by,
        at=at,
        object_kind="entry",
        object=entry,
    )
    mirror, _ = post(
        kind="ledger.reversed",
        act=act,
        key=f"ledger:reversed:{entry}",
        postings=_mirrored(entry),
        at=at,
    )
    kept = Reversal(entry=row, reversal_id=mirror, reason=why, act_id=act, at=at)
    kept.save(force_insert=True)
    seals.seal("reversal", [kept])
    return mirror


def _mirrored(entry: UUID) -> list[Posting]:
    legs = Leg.objects.filter(entry_id=entry).select_related("account").order_by("id")
    return [
        Posting(leg.account.agent_id, leg.account.purpose, Money(-leg.minor, leg.account.currency))
        for leg in legs
    ]
