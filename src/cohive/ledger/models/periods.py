"""Months of the books, and when they were closed or opened again.

A month is here once it was closed for the first time. The database refuses an entry dated in a
closed one, and a month that overlaps another.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cohive.words.ids import new_id


class Period(models.Model):
    """One calendar month of the place, from `starts_at` (included) to `ends_at` (not included)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    month = models.CharField(max_length=7, unique=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_closed = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="period_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.month


class PeriodStep(models.Model):
    """A month was closed or opened again, and why; append-only. No names belong in the reason."""

    CLOSED, REOPENED = "closed", "reopened"
    STEPS: ClassVar[tuple[str, ...]] = (CLOSED, REOPENED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(Period, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=8, choices=[(step, step) for step in STEPS])
    reason = models.CharField(max_length=500)
    act = models.ForeignKey("journal.Act", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="period_step_known", condition=models.Q(step__in=["closed", "reopened"])
            ),
            models.CheckConstraint(name="period_step_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.step}"
