"""Prior claims of a pool: who has something back before the rest is split, and how much so far."""

from __future__ import annotations

from fractions import Fraction

from django.db import models

from cohive.settle.models.pools import Pool
from cohive.words.ids import new_id


class PoolPriorClaim(models.Model):
    """One prior claim of the agreement as this pool pays it; what it has follows from the pool.

    The row is locked with its pool. `amount_minor` 0 means that it lasts.
    """

    KINDS = [(kind, kind) for kind in ("until_paid", "once", "lasting")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="prior")
    position = models.PositiveSmallIntegerField()
    payee = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    label = models.CharField(max_length=80)
    credited_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "position"], name="prior_claim_in_order"),
            models.CheckConstraint(
                name="prior_claim_never_above_its_amount",
                condition=models.Q(credited_minor__gte=0)
                & (
                    models.Q(amount_minor=0)
                    | models.Q(credited_minor__lte=models.F("amount_minor"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.credited_minor} of {self.amount_minor}"

    @property
    def part(self) -> Fraction:
        """The exact part."""
        return Fraction(self.numerator, self.denominator)
