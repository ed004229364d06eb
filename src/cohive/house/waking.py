"""A restored copy becomes the place: said once, by a steward or from the terminal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond.queries import place
from cohive.house.events import PlaceWoken
from cohive.journal.operations import record
from cohive.journal.quiet import break_quiet, is_quiet
from cohive.words.refusals import Refused


def wake_place(*, by: UUID | None, at: datetime) -> None:
    """End the quiet of a copy; `by` None is whoever holds the server, in the firm's name.

    The act is written first: a copy that wakes without a word in its journal would be the worse.
    """
    here = place()
    if not is_quiet() or here is None:
        raise Refused("This is no quiet copy: it is the place already.")
    with transaction.atomic():
        record(
            PlaceWoken(place=here.agent),
            by=by or here.agent,
            at=at,
            object_kind="place",
            object=here.agent,
        )
        transaction.on_commit(break_quiet)
