"""Contributions: who worked in which stage of a product, logged in two taps.

One peer confirms a contribution, or it confirms itself after seven days unless somebody asked
about it. Its state follows from the stored instants, so it is right without any job; the job only
writes the act.
"""

from datetime import datetime, timedelta
from typing import Literal

from django.db import models
from django.db.models import Q

from cohive.create.models.products import STAGES, Product
from cohive.words.ids import new_id

CONFIRMS_ITSELF_AFTER = timedelta(days=7)
WHAT_LENGTH_MAX = 120
WEIGHT_MAX = 1_000_000
ContributionState = Literal["waiting", "questioned", "confirmed", "withdrawn", "contracted"]
PHYSICAL_STAGES = ("packaging", "production", "dissemination")
"""Where ordered work is done on the things themselves, and so may be paid by contract."""


class Contribution(models.Model):
    """What somebody did for a product in one stage; `weight` is relative to the stage's others.

    `is_by_contract`: it was ordered and is physical, and is paid by contract. It stands here so
    that everybody sees who did it, and counts nowhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="contributions")
    stage = models.CharField(max_length=16, choices=[(stage, stage) for stage in STAGES])
    what = models.CharField(max_length=WHAT_LENGTH_MAX)
    weight = models.PositiveIntegerField(default=1)
    logged_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    questioned_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    questioned_at = models.DateTimeField(null=True)
    question = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    is_by_contract = models.BooleanField(default=False)
    # the agents whose notice waits for their answer
    asked = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contribution_weight_above_zero", condition=Q(weight__gte=1)
            ),
            models.CheckConstraint(
                name="contribution_contract_is_physical",
                condition=Q(is_by_contract=False) | Q(stage__in=PHYSICAL_STAGES),
            ),
            models.CheckConstraint(
                name="contribution_question_is_asked",
                condition=Q(questioned_at__isnull=True, question="")
                | (Q(questioned_at__isnull=False) & ~Q(question="")),
            ),
        ]
        indexes = [
            # "who worked in each stage of this product"; "which wait for a confirmation"
            models.Index(fields=["product", "stage", "id"], name="contribution_of_product"),
            # "what still waits", oldest first
            models.Index(
                fields=["logged_at"],
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                name="contribution_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def confirms_itself_at(self) -> datetime:
        """When silence is a yes, unless somebody asks before."""
        return self.logged_at + CONFIRMS_ITSELF_AFTER

    def state_at(self, at: datetime) -> ContributionState:
        """What it is at an instant, from what is stored."""
        if self.withdrawn_at is not None and self.withdrawn_at <= at:
            return "withdrawn"
        if self.is_by_contract:
            return "contracted"
        if self.confirmed_at is not None and self.confirmed_at <= at:
            return "confirmed"
        if self.questioned_at is not None and self.questioned_at <= at:
            return "questioned"
        return "confirmed" if self.confirms_itself_at <= at else "waiting"


class ContributionMaker(models.Model):
    """One of those who did it, with a weight relative to the others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="makers")
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    weight = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "agent"], name="contribution_maker_once"
            ),
            models.CheckConstraint(
                name="contribution_maker_weight_above_zero", condition=Q(weight__gte=1)
            ),
        ]
        indexes = [
            # "your log"
            models.Index(fields=["agent", "contribution"], name="contribution_of_maker"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.weight}"
