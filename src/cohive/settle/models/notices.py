"""What is still to be told: "3.17 came in", sparingly for each person and product."""

from __future__ import annotations

from django.db import models

from cohive.settle.models.distributions import Credit


class Unannounced(models.Model):
    """A credit its payee was not told of yet; the row goes when she is told."""

    credit = models.OneToOneField(Credit, models.PROTECT, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.credit_id)


class CameIn(models.Model):
    """When a payee was last told that money came in from a product."""

    payee = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    pool = models.ForeignKey("settle.Pool", models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payee", "pool"], name="came_in_once"),
        ]

    def __str__(self) -> str:
        return f"{self.payee_id} at {self.told_at}"
