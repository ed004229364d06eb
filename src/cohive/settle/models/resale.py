"""Commissions for reselling: what a sale on a reseller's page brought whom, apart from all credits.

They come out of the house's own part after the sale was divided. No credit, pool or claim knows of
them, so that pay for making is the same with and without a reseller.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cohive.engine.resale import DEPTH_MAX
from cohive.words.ids import new_id


class CommissionWindow(models.Model):
    """When the time to send things of an order back is over; null while it cannot be known."""

    order_id = models.UUIDField(primary_key=True)
    closes_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"window of {self.order_id}"


class Commission(models.Model):
    """What one level of one order line may claim, before and after; append-only.

    "sale" when it was paid, "back" (`units` below zero) when pieces went back. `net_minor` and
    `house_minor` are of one piece, `rate_thousandths` of the net. It is final by the window alone.
    """

    KINDS = [(kind, kind) for kind in ("sale", "back")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=4, choices=KINDS)
    window = models.ForeignKey(CommissionWindow, models.PROTECT, related_name="commissions")
    line_id = models.UUIDField()
    product_id = models.UUIDField()
    title = models.CharField(max_length=200)
    payee = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    plan_version = models.PositiveIntegerField()
    rate_thousandths = models.PositiveSmallIntegerField()
    units = models.IntegerField()
    net_minor = models.BigIntegerField()
    house_minor = models.BigIntegerField()
    claimed_before = models.BigIntegerField()
    claimed_after = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    act = models.ForeignKey("journal.Act", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # why 2 and never more: engine/resale.py
            models.CheckConstraint(
                name="commission_depth", condition=Q(level__gte=1, level__lte=DEPTH_MAX)
            ),
            models.CheckConstraint(
                name="commission_adds_up",
                condition=Q(amount_minor=F("claimed_after") - F("claimed_before"))
                & Q(claimed_before__gte=0, claimed_after__gte=0),
            ),
            models.CheckConstraint(
                name="commission_of_its_kind",
                condition=Q(kind="sale", units__gt=0, claimed_before=0, amount_minor__gte=0)
                | Q(kind="back", units__lt=0, amount_minor__lte=0),
            ),
        ]
        indexes = [
            # a member's own, newest first, by keyset
            models.Index(fields=["payee", "-id"], name="commission_of_payee"),
            # what stands of one order line
            models.Index(fields=["line_id", "level"], name="commission_of_line"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} to {self.payee_id}"
