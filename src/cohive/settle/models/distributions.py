"""Distributions: how the money of one order line (or of a batch of past sales) was divided.

All three tables are append-only: a refund is a new distribution with units below zero.
"""

from __future__ import annotations

from django.db import models

from cohive.settle.models.pools import Claim, Pool
from cohive.words.ids import new_id


class Distribution(models.Model):
    """One order line divided, or (`units` below zero) a part of it taken back.

    `at` is when it was paid or refunded. `provisional_until` and `final_from` are the instants
    from which the state of its credits follows; a refund inside the window has those of its sale.
    `cumulative_*` and `waiting_*` are the pool's before and after this distribution, which is the
    `sequence`th of its pool.
    """

    KINDS = [(kind, kind) for kind in ("sale", "refund", "carry", "past")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=8, choices=KINDS)
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="distributions")
    sequence = models.PositiveIntegerField()
    order_id = models.UUIDField(null=True)
    line_id = models.UUIDField(null=True)
    refund_of = models.ForeignKey("self", models.PROTECT, related_name="refunds", null=True)
    reference = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=40, blank=True)
    units = models.IntegerField()
    unit_price_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    pool_minor = models.BigIntegerField()
    cumulative_before = models.BigIntegerField()
    cumulative_after = models.BigIntegerField()
    waiting_before = models.BigIntegerField()
    waiting_after = models.BigIntegerField()
    link_owner = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    provisional_until = models.DateTimeField()
    final_from = models.DateTimeField()
    act = models.ForeignKey("journal.Act", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # also the pool's own order in `verify`, and the flow of one product
            models.UniqueConstraint(fields=["pool", "sequence"], name="distribution_in_sequence"),
        ]
        indexes = [
            # "where your money went" under an order
            models.Index(fields=["order_id"], name="distribution_of_order"),
            # what came back since a day
            models.Index(fields=["at", "id"], name="distribution_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.units} from {self.pool_id}"


class WaterfallLine(models.Model):
    """What left the price before the pool (and the pool itself), per unit and for all units.

    For past sales `unit_minor` is null: their lines are known for the batch only.
    """

    KINDS = [(kind, kind) for kind in ("tax", "fixed", "fees", "house", "link", "prior", "pool")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=KINDS)
    label = models.CharField(max_length=120, blank=True)
    unit_minor = models.BigIntegerField(null=True)
    minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["distribution", "position"], name="waterfall_line_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.minor}"


class Credit(models.Model):
    """What one distribution brought one payee: the difference of her claim after and before.

    `kind` "earned" is pay for the lineage; "link" is the reward for a link passed on, and
    "prior" what was had back before the split; both have no claim. `at` repeats the
    distribution's, for paging.
    """

    KINDS = [(kind, kind) for kind in ("earned", "link", "prior")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="credits")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="credits", null=True)
    payee = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=KINDS)
    amount_minor = models.BigIntegerField()
    credited_before = models.BigIntegerField(default=0)
    credited_after = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["distribution", "payee", "kind"], name="credit_once"),
            models.CheckConstraint(
                name="credit_earned_has_claim",
                condition=models.Q(kind__in=("link", "prior"), claim__isnull=True)
                | models.Q(kind="earned", claim__isnull=False),
            ),
        ]
        indexes = [
            # a statement, newest first, by keyset (at, id)
            models.Index(fields=["payee", "-at", "-id"], name="credit_of_payee"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} to {self.payee_id}"
