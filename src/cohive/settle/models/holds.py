"""Holds: credits kept apart while a review of a group stands, and given back after it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cohive.settle.models.distributions import Credit
from cohive.words.ids import new_id


class Hold(models.Model):
    """One step of one credit under one review: held, later returned; both rows stay for ever.

    `amount_minor` is the credit's, below zero for what a refund took back. A credit under two
    reviews has rows for both; its money moves with the first hold and the last return.
    """

    HELD, RETURNED = "held", "returned"
    STEPS: ClassVar[tuple[str, ...]] = (HELD, RETURNED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review_id = models.UUIDField()
    credit = models.ForeignKey(Credit, models.PROTECT, related_name="holds")
    step = models.CharField(max_length=8, choices=[(step, step) for step in STEPS])
    amount_minor = models.BigIntegerField()
    act = models.ForeignKey("journal.Act", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review_id", "credit", "step"], name="hold_step_once"),
            models.CheckConstraint(
                name="hold_step_known", condition=models.Q(step__in=["held", "returned"])
            ),
            models.CheckConstraint(name="hold_moves_money", condition=~models.Q(amount_minor=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.step}"
