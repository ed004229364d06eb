"""Prior claims of a pool: who has something back before the rest is split, and how much so far."""

from __future__ import annotations

from fractions import Fraction

from django.db import models

from cohive.settle.models.pools import Pool
from cohive.words.ids import new_id


class PoolPriorClaim(models.Model):
    """One prior claim of the agreement as this pool pays it.

    The row is locked with its pool. `amount_minor` 0 means that it lasts. A claim of the same
    payee, kind and words in another version of the product's agreement is the same claim: what all
    of them have together never passes the amount.
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


class PriorTaking(models.Model):
    """What one distribution gave one prior claim (below zero: took back); append-only.

    `left_*` is what the claims before it left of everything that came into the pool, before and
    after; `elsewhere_minor` what the same claim had from other versions then; `had` and `has` what
    it had of this pool before and after. They explain the line, and `verify` works them out anew.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    distribution = models.ForeignKey(
        "settle.Distribution", models.PROTECT, related_name="prior_takings"
    )
    claim = models.ForeignKey(PoolPriorClaim, models.PROTECT, related_name="takings")
    left_before = models.BigIntegerField()
    left_after = models.BigIntegerField()
    elsewhere_minor = models.BigIntegerField()
    had_minor = models.BigIntegerField()
    has_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["distribution", "claim"], name="prior_taking_once"),
            models.CheckConstraint(
                name="prior_taking_takes",
                condition=~models.Q(had_minor=models.F("has_minor")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.had_minor} to {self.has_minor}"
