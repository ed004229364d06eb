"""Whether a member is shown by name where it is told how a thing travelled."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.journal.operations import record
from cohive.spread.events_cascade import CarrierNamed
from cohive.spread.models import NamedCarrier


@transaction.atomic
def name_carrier(*, is_named: bool, by: UUID, at: datetime) -> None:
    """A member agrees to be named, or takes it back; saying it twice changes nothing."""
    rows = NamedCarrier.objects.filter(agent=by)
    if rows.exists() == is_named:
        return
    if is_named:
        NamedCarrier.objects.create(agent_id=by, at=at)
    else:
        rows.delete()
    record(CarrierNamed(is_named), by=by, at=at, object_kind="member", object=by)


def erase_carrier(*, agent: UUID, at: datetime) -> None:
    """A member leaves: she is nobody to be named."""
    del at
    NamedCarrier.objects.filter(agent=agent).delete()
