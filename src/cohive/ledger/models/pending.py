"""Entries that are not posted yet: they reserve, until a later row posts or archives them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cohive.ledger.models.entries import Account, Entry
from cohive.words.ids import new_id


class PendingEntry(models.Model):
    """An entry announced; append-only. It moves no balance, and what it takes is reserved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    act = models.ForeignKey("journal.Act", models.PROTECT, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class PendingLeg(models.Model):
    """One side of it; append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pending = models.ForeignKey(PendingEntry, models.PROTECT, related_name="legs")
    account = models.ForeignKey(Account, models.PROTECT, related_name="pending_legs")
    minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pending_leg_moves_something", condition=~models.Q(minor=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minor} on {self.account_id}"


class PendingOutcome(models.Model):
    """What became of a pending entry, once: posted as an entry, or archived; append-only."""

    POSTED, ARCHIVED = "posted", "archived"
    OUTCOMES: ClassVar[tuple[str, ...]] = (POSTED, ARCHIVED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pending = models.OneToOneField(PendingEntry, models.PROTECT, related_name="outcome")
    outcome = models.CharField(max_length=8, choices=[(one, one) for one in OUTCOMES])
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="was_pending")
    act = models.ForeignKey("journal.Act", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pending_outcome_is_one",
                condition=models.Q(outcome="posted", entry__isnull=False)
                | models.Q(outcome="archived", entry__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pending_id} {self.outcome}"
