"""Making a segment of people by plain reasons, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.care.events_audience import SegmentEnded, SegmentMade
from cohive.care.models import Segment
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

RULE_KINDS = ("circle", "tier", "made", "bought", "bought_before", "country", "town")
"""What a rule may look at. Health, faith, politics, income and anything guessed are not here."""
ID_KINDS = frozenset({"circle", "tier", "made", "bought"})
RULES_MAX = 6
NAME_CHARACTERS_MAX = 80
VALUE_CHARACTERS_MAX = 200


@transaction.atomic
def make_segment(*, name: str, rules: Sequence[tuple[str, str]], by: UUID, at: datetime) -> UUID:
    """Make a segment whose people meet every rule; return its id.

    Raises Refused (fields "name", "rules") for a rule that is none.
    """
    plain = " ".join(name.split())
    if not plain:
        raise Refused("Give the segment a name.", field="name")
    if len(plain) > NAME_CHARACTERS_MAX:
        raise Refused(
            "Keep it under %(count)s characters.", field="name", count=NAME_CHARACTERS_MAX
        )
    chosen = list(dict.fromkeys((kind, value.strip()) for kind, value in rules))
    if not chosen:
        raise Refused("Choose at least one reason.", field="rules")
    if len(chosen) > RULES_MAX:
        raise Refused("At most %(count)s reasons.", field="rules", count=RULES_MAX)
    for kind, value in chosen:
        _check(kind, value)
    row = Segment.objects.create(
        name=plain, rules=[list(rule) for rule in chosen], made_by_id=by, made_at=at
    )
    record(SegmentMade(segment=row.id), by=by, at=at, object_kind="segment", object=row.id)
    return row.id


def _check(kind: str, value: str) -> None:
    if kind not in RULE_KINDS or not 0 < len(value) <= VALUE_CHARACTERS_MAX:
        raise Refused("Choose one of the reasons offered.", field="rules")
    if kind in ID_KINDS:
        try:
            UUID(value)
        except ValueError:
            raise Refused("Choose one of the reasons offered.", field="rules") from None


@transaction.atomic
def end_segment(*, segment: UUID, by: UUID, at: datetime) -> None:
    """Keep the segment no more. Nobody in it is changed by this."""
    row = Segment.objects.select_for_update().filter(id=segment, ended_at=None).first()
    if row is None:
        raise Missing("There is no such segment.")
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    record(SegmentEnded(segment=row.id), by=by, at=at, object_kind="segment", object=row.id)
