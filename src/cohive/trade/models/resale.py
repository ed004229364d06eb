"""Reselling by members: the plan in force, who resells, through whom an order came, alarms.

A plan never changes: another one is another version, and an order keeps the one it was placed
under. The greatest depth stands in the engine as a constant and here as a constraint.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cohive.engine.resale import CAP_MAX, DEPTH_MAX, RETURN_DAYS_MIN
from cohive.words.ids import new_id
from cohive.words.states import StateGraph

THOUSANDTHS = 1000
WORDS_LENGTH_MAX = 600
REASON_LENGTH_MAX = 500
CAP_THOUSANDTHS_MAX = int(CAP_MAX * THOUSANDTHS)
RESELLER_STATES = StateGraph(
    "reseller",
    {
        "active": ("suspended", "left"),
        "suspended": ("active", "left"),
        "left": ("active", "erased"),
        "erased": (),
    },
)


class ResalePlan(models.Model):
    """One version of the place's rule for reselling; append-only. `mode` "off" ends it.

    Parts are thousandths: of the net price for commissions, of the price for the discount.
    """

    MODES = [(mode, mode) for mode in ("off", "commission", "wholesale")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(unique=True)
    mode = models.CharField(max_length=10, choices=MODES)
    depth = models.PositiveSmallIntegerField(default=1)
    first_thousandths = models.PositiveSmallIntegerField(default=0)
    second_thousandths = models.PositiveSmallIntegerField(default=0)
    cap_thousandths = models.PositiveSmallIntegerField(default=0)
    discount_thousandths = models.PositiveSmallIntegerField(default=0)
    least_pieces = models.PositiveSmallIntegerField(default=1)
    return_days = models.PositiveSmallIntegerField(default=0)
    decided_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            # why 2 and never more: engine/resale.py
            models.CheckConstraint(
                name="resale_plan_depth", condition=Q(depth__gte=1, depth__lte=DEPTH_MAX)
            ),
            models.CheckConstraint(
                name="resale_plan_second_level", condition=Q(depth=2) | Q(second_thousandths=0)
            ),
            models.CheckConstraint(
                name="resale_plan_capped",
                condition=Q(
                    cap_thousandths__lte=CAP_THOUSANDTHS_MAX,
                    cap_thousandths__gte=F("first_thousandths") + F("second_thousandths"),
                ),
            ),
            models.CheckConstraint(
                name="resale_plan_of_its_mode",
                condition=Q(mode="off", first_thousandths=0, discount_thousandths=0)
                | Q(mode="commission", first_thousandths__gte=1, discount_thousandths=0)
                | Q(
                    mode="wholesale",
                    first_thousandths=0,
                    discount_thousandths__gte=1,
                    discount_thousandths__lt=THOUSANDTHS,
                    return_days__gte=RETURN_DAYS_MIN,
                ),
            ),
            models.CheckConstraint(
                name="resale_plan_pieces_count", condition=Q(least_pieces__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"resale plan {self.version}: {self.mode}"


class Reseller(models.Model):
    """A member who said yes to the terms; joining costs nothing and nothing has to be bought.

    `brought_by` is only ever read by the alarm: nobody is paid along it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.OneToOneField("journal.Agent", models.PROTECT, related_name="+")
    slug = models.CharField(max_length=120, unique=True)
    words = models.CharField(max_length=WORDS_LENGTH_MAX, blank=True)
    language = models.CharField(max_length=16, default="en")
    state = models.CharField(max_length=10, choices=RESELLER_STATES.choices())
    accepted = models.ForeignKey(ResalePlan, models.PROTECT, related_name="+")
    brought_by = models.ForeignKey("self", models.PROTECT, related_name="brought", null=True)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reseller_not_brought_by_herself",
                condition=Q(brought_by__isnull=True) | ~Q(brought_by=F("id")),
            ),
        ]
        indexes = [
            # the desk's list, newest first
            models.Index(fields=["-joined_at", "-id"], name="reseller_by_day"),
        ]

    def __str__(self) -> str:
        return self.slug


class ResellerProduct(models.Model):
    """One product on a reseller's page, in her order."""

    reseller = models.ForeignKey(Reseller, models.PROTECT, related_name="products")
    product = models.UUIDField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reseller", "product"], name="reseller_product_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product} on {self.reseller_id}"


class ResellerSuspension(models.Model):
    """A steward stopped a reseller, with the reason; `case` is her appeal, decided in `guard`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reseller = models.ForeignKey(Reseller, models.PROTECT, related_name="suspensions")
    reason = models.CharField(max_length=REASON_LENGTH_MAX)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    case = models.UUIDField(null=True)
    appeal = models.CharField(max_length=REASON_LENGTH_MAX, blank=True)
    appealed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=REASON_LENGTH_MAX, blank=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reseller"],
                condition=Q(ended_at__isnull=True),
                name="reseller_suspended_once",
            ),
            models.CheckConstraint(name="suspension_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"suspension of {self.reseller_id}"


class OrderResale(models.Model):
    """Through which reseller an order came, under which plan; frozen when it is placed.

    "commission": bought on her page; `link_owner` passed on the buyer's link (level 2, or nobody).
    "wholesale": she bought herself, at the lower price. `is_own`: hers or of her household, so
    that nobody earns by it.
    """

    MODES = [(mode, mode) for mode in ("commission", "wholesale")]

    order = models.OneToOneField(
        "trade.Order", models.PROTECT, primary_key=True, related_name="resale"
    )
    plan = models.ForeignKey(ResalePlan, models.PROTECT, related_name="+")
    reseller = models.ForeignKey(Reseller, models.PROTECT, related_name="orders")
    mode = models.CharField(max_length=10, choices=MODES)
    depth = models.PositiveSmallIntegerField()
    link_owner = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    is_own = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_resale_depth", condition=Q(depth__gte=1, depth__lte=DEPTH_MAX)
            ),
            models.CheckConstraint(
                name="order_resale_second_level",
                condition=Q(link_owner__isnull=True) | Q(depth=2, mode="commission", is_own=False),
            ),
        ]
        indexes = [
            # a reseller's own orders, newest first
            models.Index(fields=["reseller", "-order"], name="order_resale_of_reseller"),
        ]

    def __str__(self) -> str:
        return f"{self.mode} of {self.order_id}"


class ResaleAlarm(models.Model):
    """A tree of who brought whom that stewards have to look at, and what they found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    top = models.ForeignKey(Reseller, models.PROTECT, related_name="alarms")
    levels = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    raised_at = models.DateTimeField()
    looked_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    looked_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=REASON_LENGTH_MAX, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["top"], condition=Q(looked_at__isnull=True), name="resale_alarm_one_open"
            ),
            models.CheckConstraint(
                name="resale_alarm_looked_with_note",
                condition=Q(looked_at__isnull=True, looked_by__isnull=True)
                | (Q(looked_at__isnull=False, looked_by__isnull=False) & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"alarm of {self.levels} levels, {self.people} people"
