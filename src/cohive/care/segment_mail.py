"""Segments as parts of a newsletter's list: only who may be written to, never fewer than ten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.care.models import KnownPerson
from cohive.care.queries.segments import segment, segments
from cohive.spread.audiences import AudienceChoice, AudienceReach

KIND = "segment"


def offered(at: datetime) -> list[AudienceChoice]:
    """Segments that are large enough to be shown."""
    return [AudienceChoice(KIND, one.id, one.name) for one in segments(at=at) if one.is_shown]


def reach(key: UUID, at: datetime) -> AudienceReach | None:
    """Its people and the rules they meet; None when it ended or is too small."""
    found = segment(key, at=at)
    if found is None or not found.is_shown:
        return None
    known = [one.known for one in found.people if one.known]
    addresses = KnownPerson.objects.filter(id__in=known).exclude(email="")
    return AudienceReach(
        name=found.name,
        reasons=found.rules,
        members=frozenset(one.member for one in found.people if one.member),
        addresses=frozenset(addresses.values_list("email", flat=True)),
    )
