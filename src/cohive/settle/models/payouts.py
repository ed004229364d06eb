"""Payouts: batches that two stewards release, one row for each member, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cohive.settle.models.payout_rules import PayoutRules
from cohive.words.ids import new_id
from cohive.words.states import StateGraph

BATCH_STATES = StateGraph(
    "payout batch",
    {"proposed": ("approved", "cancelled"), "approved": ("closed",), "closed": (), "cancelled": ()},
)
PAYOUT_STATES = StateGraph(
    "payout",
    {
        "proposed": ("approved", "cancelled"),
        "approved": ("executed", "failed"),
        "executed": ("returned",),
        "failed": (),
        "returned": (),
        "cancelled": (),
    },
)
BACK = ("failed", "returned", "cancelled")
"""States in which the money stands in the member's balance again."""


class Purse(models.Model):
    """One member's balance in one currency; the row is locked while money leaves it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payee = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payee", "currency"], name="purse_once"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} of {self.payee_id}"


class BalanceMove(models.Model):
    """What left a member's balance (below zero), or came back to it; append-only.

    `earned_minor` is of her pay for making, `link_minor` of rewards for links, `resale_minor` of
    commissions for reselling. `why` says where it went: a payout, a purchase in the own shop, a
    gift to the community, an heir (or, above zero, the line it corrects, the one she had it from);
    `source` is that thing's id. Each move has one entry in the books, with the same key (what is
    passed on is one entry for the two who face each other).
    """

    WHYS = [(kind, kind) for kind in ("payout", "bought", "given", "corrected", "passed")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True)
    payee = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    why = models.CharField(max_length=9, choices=WHYS)
    source = models.UUIDField()
    earned_minor = models.BigIntegerField()
    link_minor = models.BigIntegerField()
    resale_minor = models.BigIntegerField(default=0)
    act = models.ForeignKey("journal.Act", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="balance_move_moves",
                condition=~Q(earned_minor=0, link_minor=0, resale_minor=0),
            ),
        ]
        indexes = [
            # what left one member's balance, newest first
            models.Index(fields=["payee", "-at", "-id"], name="balance_move_of_payee"),
            # what one purchase or payout moved
            models.Index(fields=["source"], name="balance_move_of_source"),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.earned_minor}+{self.link_minor}+{self.resale_minor}"


class PayoutBatch(models.Model):
    """Payouts of one currency that go together: proposed by one steward, approved by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=9, choices=BATCH_STATES.choices())
    rules = models.ForeignKey(PayoutRules, models.PROTECT, related_name="+")
    payouts_count = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    proposed_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payout_batch_by_two",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="payout_batch_approved_by_somebody",
                condition=Q(state__in=("proposed", "cancelled"), approved_by__isnull=True)
                | Q(
                    state__in=("approved", "closed"),
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                fields=["currency"], condition=Q(state="proposed"), name="payout_batch_one_proposed"
            ),
        ]
        indexes = [
            # the desk's list, newest first
            models.Index(fields=["-proposed_at", "-id"], name="payout_batch_by_day"),
        ]

    def __str__(self) -> str:
        return f"batch of {self.payouts_count} {self.state}"


class Payout(models.Model):
    """What one member gets in one batch.

    `amount_minor` leaves her balance: `earned_minor` of her pay, `link_minor` of rewards for links,
    `resale_minor` of commissions (some below zero when they are set off). Of it go what is withheld
    and, when she bears it, the fee; `net_minor` reaches her.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(PayoutBatch, models.PROTECT, related_name="payouts")
    payee = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    reference = models.CharField(max_length=35, unique=True)
    way = models.CharField(max_length=8, choices=[(way, way) for way in ("bank", "provider")])
    state = models.CharField(max_length=9, choices=PAYOUT_STATES.choices())
    amount_minor = models.BigIntegerField()
    earned_minor = models.BigIntegerField()
    link_minor = models.BigIntegerField()
    resale_minor = models.BigIntegerField(default=0)
    withheld_minor = models.BigIntegerField(default=0)
    withheld_label = models.CharField(max_length=80, blank=True)
    withheld_rate = models.CharField(max_length=40, blank=True)
    fee_minor = models.BigIntegerField(default=0)
    fee_by = models.CharField(max_length=5, choices=PayoutRules.BEARERS)
    net_minor = models.BigIntegerField()
    executed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "payee"], name="payout_once_in_batch"),
            models.CheckConstraint(
                name="payout_adds_up",
                condition=Q(amount_minor=F("earned_minor") + F("link_minor") + F("resale_minor"))
                & (
                    Q(fee_by="house", net_minor=F("amount_minor") - F("withheld_minor"))
                    | Q(
                        fee_by="payee",
                        net_minor=F("amount_minor") - F("withheld_minor") - F("fee_minor"),
                    )
                ),
            ),
            models.CheckConstraint(
                name="payout_above_zero",
                condition=Q(net_minor__gt=0, withheld_minor__gte=0, fee_minor__gte=0),
            ),
        ]
        indexes = [
            # a member's own payouts, newest first
            models.Index(fields=["payee", "-id"], name="payout_of_payee"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"


class PayoutStep(models.Model):
    """One step of one payout with its act; a step is taken once, so nothing returns twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payout = models.ForeignKey(Payout, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=9, choices=PAYOUT_STATES.choices())
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    act = models.ForeignKey("journal.Act", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payout", "step"], name="payout_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.payout_id} {self.step}"


class CreditNote(models.Model):
    """The firm's own bill to itself for one payout, in gapless numbers; append-only.

    A returned payout gets a second note with a number of its own that cancels the first.
    """

    KINDS = [(kind, kind) for kind in ("note", "cancels")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    payout = models.ForeignKey(Payout, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=KINDS)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payout", "kind"], name="credit_note_once"),
        ]

    def __str__(self) -> str:
        return f"note {self.number}"
