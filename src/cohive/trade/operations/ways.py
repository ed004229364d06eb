"""Which ways of paying a place offers: the act of setting them, without the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.journal.operations import record
from cohive.trade.events import PaymentWaysSet
from cohive.trade.operations.parties import founded


@transaction.atomic
def set_payment_ways(
    *, keep: Callable[[], None], ways: Sequence[str], by: UUID, at: datetime
) -> None:
    """Write that the ways of paying changed, and `keep` the new keys in the same step.

    Keys live in a file beside the database. It is replaced last inside the transaction: when that
    fails nothing is written, and an act without its keys is the most that a power cut can leave.
    """
    place = founded()
    record(
        PaymentWaysSet(ways=" ".join(ways)),
        by=by,
        at=at,
        object_kind="place",
        object=place.agent,
    )
    keep()
