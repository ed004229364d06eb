"""Rows of rules tried on past sales and voted on: what each stage should have of what comes in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

RULE_STATES = StateGraph(
    "rule",
    {
        "voting": ("agreed", "declined"),
        "agreed": ("applied",),
        "applied": (),
        "declined": (),
    },
)


class RuleChange(models.Model):
    """A proposed division of the pool, the stretch of sales it was tried on, and its vote.

    `rule` is a ready rule: by stages and lineage, or the same to everybody recorded (then `weights`
    is empty). `weights` maps each stage to its percent; `house_percent` is of the net, and
    `keep_percent` what a work keeps at least, each null where every product keeps its own.
    """

    RULES = [(rule, rule) for rule in ("lineage", "equal")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.CharField(max_length=7, choices=RULES, default="lineage")
    weights = models.JSONField()
    house_percent = models.PositiveSmallIntegerField(null=True)
    keep_percent = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField()
    tried_since = models.DateTimeField()
    tried_until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RULE_STATES.choices())
    proposed_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    quorum = models.PositiveIntegerField()
    yes = models.PositiveIntegerField(null=True)
    no = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="voting"), name="rule_one_open_vote"
            ),
            models.CheckConstraint(
                name="rule_closes_later", condition=Q(closes_at__gt=F("proposed_at"))
            ),
            models.CheckConstraint(
                name="rule_tried_on_a_stretch", condition=Q(tried_until__gt=F("tried_since"))
            ),
            models.CheckConstraint(
                name="rule_house_percent_to_100",
                condition=Q(house_percent__isnull=True) | Q(house_percent__lte=100),
            ),
            models.CheckConstraint(
                name="rule_is_a_ready_one", condition=Q(rule__in=("lineage", "equal"))
            ),
            models.CheckConstraint(
                name="rule_keep_percent_to_100",
                condition=Q(keep_percent__isnull=True) | Q(keep_percent__lte=100),
            ),
            models.CheckConstraint(
                name="rule_counted_when_ended",
                condition=Q(state="voting") | Q(yes__isnull=False, no__isnull=False),
            ),
        ]
        indexes = [
            # the list of rules, newest first
            models.Index(fields=["-id"], name="rule_newest"),
        ]

    def __str__(self) -> str:
        return f"rule of {self.proposed_at:%Y-%m-%d}"


class RuleVote(models.Model):
    """One vote of one member; she may change it until the vote closes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.ForeignKey(RuleChange, models.PROTECT, related_name="votes")
    voter = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=3)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "voter"], name="rule_vote_once"),
            models.CheckConstraint(
                name="rule_answer_is_yes_or_no", condition=Q(answer__in=("yes", "no"))
            ),
        ]
        indexes = [
            # everything of one member, for taking it along and for erasing it
            models.Index(fields=["voter"], name="rule_vote_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.answer} on {self.rule_id}"


class RuleOffer(models.Model):
    """What became of an agreed rule for one product: the agreement offered, or why none was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.ForeignKey(RuleChange, models.PROTECT, related_name="offers")
    product_id = models.UUIDField()
    agreement_id = models.UUIDField(null=True)
    obstacle = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "product_id"], name="rule_offer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} under {self.rule_id}"
