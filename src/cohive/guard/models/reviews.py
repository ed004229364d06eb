"""Rows of reviews of groups: who acted together on what, what was counted, what was decided.

A review is about a group, never about one person alone. Only ids of agents stand here.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

REVIEW_STATES = StateGraph(
    "review",
    {
        "observe": ["marked", "released"],
        "marked": ["held", "confirmed", "released"],
        "held": ["confirmed", "released"],
        "confirmed": ["appealed"],
        "appealed": ["confirmed", "reversed"],
        "released": [],
        "reversed": [],
    },
)
"""From looking to a verdict and back; every step can be undone by a later one."""

WITNESSES_MIN = 2


class Review(models.Model):
    """One group and what coincided; `evidence` is frozen when the review opens."""

    SET_ASIDE_STATES: ClassVar[tuple[str, ...]] = ("marked", "held", "confirmed", "appealed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(
        max_length=10, choices=REVIEW_STATES.choices(), default=REVIEW_STATES.start
    )
    key = models.CharField(max_length=64, unique=True)
    witnesses = models.PositiveSmallIntegerField()
    evidence = models.JSONField()
    opened_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    marked_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    marked_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    apology = models.TextField(blank=True)
    appealed_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    appealed_at = models.DateTimeField(null=True)
    appeal = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=REVIEW_STATES.states), name="review_state_known"
            ),
            # one witness is never enough for a step that is felt
            models.CheckConstraint(
                condition=models.Q(state__in=["observe", "released"])
                | models.Q(witnesses__gte=WITNESSES_MIN),
                name="review_two_witnesses",
            ),
            models.CheckConstraint(
                condition=models.Q(state="observe")
                | models.Q(state="released")
                | models.Q(marked_at__isnull=False),
                name="review_marked_first",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["released", "reversed"]) | ~models.Q(apology=""),
                name="review_cleared_with_apology",
            ),
        ]
        indexes = [
            # the desk's list and the public list: the newest first
            models.Index(fields=["state", "-id"], name="review_of_state"),
        ]

    def __str__(self) -> str:
        return f"review {self.id}: {self.state}"


class ReviewMember(models.Model):
    """One agent of the group."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="members")
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "agent"], name="review_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.review_id}"


class ReviewTarget(models.Model):
    """One thing the group acted on together: a work, a post, a link."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="targets")
    kind = models.CharField(max_length=40)
    target = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "target"], name="review_target_once"),
        ]
        indexes = [
            # which reviews stand on this thing, asked wherever votes are counted
            models.Index(fields=["target", "review"], name="review_target_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target} in {self.review_id}"


class ReviewVerdict(models.Model):
    """What one steward found in one round; two who find the same decide."""

    FIRST, APPEAL = 1, 2
    VERDICTS: ClassVar[tuple[str, ...]] = ("confirmed", "released", "reversed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="verdicts")
    round = models.PositiveSmallIntegerField()
    steward = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10)
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "steward"], name="review_verdict_once_per_steward"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["confirmed", "released", "reversed"]),
                name="review_verdict_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.steward_id}"
