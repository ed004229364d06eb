"""Rows of this room, by what they are about."""

from cohive.care.models.audience import (
    IMPORT_STATES,
    AudienceImport,
    KnownPerson,
    KnownPurchase,
    RefusedPerson,
    RememberedColumns,
    Segment,
)
from cohive.care.models.listening import Alarm, DayCount, Mark, Mention, Source, Watch

__all__ = [
    "IMPORT_STATES",
    "Alarm",
    "AudienceImport",
    "DayCount",
    "KnownPerson",
    "KnownPurchase",
    "Mark",
    "Mention",
    "RefusedPerson",
    "RememberedColumns",
    "Segment",
    "Source",
    "Watch",
]
