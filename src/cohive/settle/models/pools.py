"""Pools and claims: what came in under one agreement, and whose it is in exact fractions."""

from __future__ import annotations

from fractions import Fraction

from django.db import models

from cohive.words.ids import new_id


class Pool(models.Model):
    """Everything that came in for people from one product under one version of its agreement.

    `cumulative_minor` is what came in less what was refunded; `waiting_minor` of it cannot be
    divided yet. The row is locked while a sale or a refund is divided, so that two sales of the
    same product follow each other. `title` and `labels` (node id to name) are those of the day the
    agreement began, so that an old line explains itself without asking anyone.
    """

    SOURCES = [(source, source) for source in ("product", "past")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=8, choices=SOURCES)
    product_id = models.UUIDField()
    agreement_id = models.UUIDField()
    agreement_version = models.PositiveIntegerField(default=1)
    currency = models.CharField(max_length=3)
    title = models.CharField(max_length=200)
    labels = models.JSONField(default=dict)
    cumulative_minor = models.BigIntegerField(default=0)
    waiting_minor = models.BigIntegerField(default=0)
    distributions_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product_id", "agreement_id", "currency"], name="pool_once"
            ),
            models.CheckConstraint(
                name="pool_never_below_zero",
                condition=models.Q(cumulative_minor__gte=0, waiting_minor__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"pool of {self.product_id} in {self.currency}"


class Claim(models.Model):
    """What one payee may claim of a pool: an exact fraction, and what she was credited so far.

    Numerator and denominator are text because a long lineage outgrows 64 bits. `paths` says along
    which ways the fraction comes (see `composition.path_to_json`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="claims")
    payee = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    numerator = models.TextField()
    denominator = models.TextField()
    credited_minor = models.BigIntegerField(default=0)
    paths = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "payee"], name="claim_once"),
        ]
        indexes = [
            # "everything this person has a part in" (her page: how many things she helped make)
            models.Index(fields=["payee", "pool"], name="claim_of_payee"),
        ]

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator} for {self.payee_id}"

    @property
    def fraction(self) -> Fraction:
        """The exact part of the pool."""
        return Fraction(int(self.numerator), int(self.denominator))
