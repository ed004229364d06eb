"""Rows of changing circles: a split or a merging, who goes where, what they vote, what moved.

A change is previewed (everybody chooses her side), voted on (each side by itself), done, and can be
undone for a while. Nothing is deleted when it is: money walks back by a posting of its own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

CHANGE_STATES = StateGraph(
    "change",
    {
        "preview": ("voting", "withdrawn"),
        "voting": ("agreed", "declined"),
        "agreed": ("done", "withdrawn"),
        "done": ("undone",),
        "declined": (),
        "withdrawn": (),
        "undone": (),
    },
)
OPEN_STATES = ("preview", "voting", "agreed")
UNDO_FOR = timedelta(days=90)
ASKED_AGAIN_AFTER = timedelta(days=90)


class CircleChange(models.Model):
    """One circle is to become two (`other` is the one that will grow out of it), or two one.

    For a merging `circle` is the one that lives on and `other` the one that becomes part of it.
    `ties` are pairs of members with how often they addressed each other in the circle, as they were
    when it was proposed: [[member, member, times], ...].
    """

    KINDS: ClassVar[tuple[str, ...]] = ("split", "merge")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=5, choices=[(kind, kind) for kind in KINDS])
    circle = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    other = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=80, blank=True)
    purpose = models.TextField(blank=True)
    reason = models.TextField()
    ties = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=CHANGE_STATES.choices())
    proposed_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    first_yes = models.PositiveIntegerField(null=True)
    first_size = models.PositiveIntegerField(null=True)
    second_yes = models.PositiveIntegerField(null=True)
    second_size = models.PositiveIntegerField(null=True)
    done_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    done_at = models.DateTimeField(null=True)
    undo_until = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle"],
                condition=Q(state__in=OPEN_STATES),
                name="change_one_open_of_circle",
            ),
            models.CheckConstraint(
                name="change_of_two_circles",
                condition=Q(other__isnull=True) | ~Q(other=F("circle")),
            ),
            models.CheckConstraint(
                name="change_merging_names_both",
                condition=Q(kind="split") | Q(other__isnull=False),
            ),
            models.CheckConstraint(
                name="change_done_is_whole",
                condition=~Q(state__in=("done", "undone"))
                | Q(other__isnull=False, done_at__isnull=False, undo_until__isnull=False),
            ),
            models.CheckConstraint(
                name="change_undone_in_time",
                condition=Q(undone_at__isnull=True) | Q(undone_at__lte=F("undo_until")),
            ),
            models.CheckConstraint(
                name="change_closes_later",
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opened_at")),
            ),
        ]
        indexes = [
            # the list of changes, newest first
            models.Index(fields=["-id"], name="change_newest"),
            # the page of a circle: where it came from, what became of it
            models.Index(fields=["other", "state"], name="change_of_other"),
            models.Index(fields=["circle", "state"], name="change_of_circle"),
            # votes that have to be counted
            models.Index(fields=["state", "closes_at"], name="change_to_count"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.circle_id}"


class ChangeMember(models.Model):
    """One member's side and vote; `keeps` and `joined_at` are hers before the change.

    Of a merging, `side` says which circle she belonged to.
    """

    SIDES: ClassVar[tuple[str, ...]] = ("first", "second", "both")
    ANSWERS: ClassVar[tuple[str, ...]] = ("", "yes", "no")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    change = models.ForeignKey(CircleChange, models.PROTECT, related_name="people")
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=[(side, side) for side in SIDES])
    chose_at = models.DateTimeField(null=True)
    is_willing = models.BooleanField(default=False)
    answer = models.CharField(max_length=3, blank=True)
    answered_at = models.DateTimeField(null=True)
    keeps = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    keeps_other = models.BooleanField(default=False)
    joined_other_at = models.DateTimeField(null=True)
    asks_undo_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "member"], name="change_member_once"),
            models.CheckConstraint(
                name="change_answer_is_yes_or_no", condition=Q(answer__in=("", "yes", "no"))
            ),
            models.CheckConstraint(
                name="change_side_is_known", condition=Q(side__in=("first", "second", "both"))
            ),
        ]
        indexes = [
            # everything of one member, for taking it along and for erasing it
            models.Index(fields=["member"], name="change_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.side}"


class ChangeMoney(models.Model):
    """What a treasury was, and what of it moved, in one currency; the entry is in the ledger.

    Of a split: `moved_minor` of `held_minor` went to the new circle. Of a merging: `moved_minor`
    came to the circle that lives on, which held `held_minor`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    change = models.ForeignKey(CircleChange, models.PROTECT, related_name="money")
    currency = models.CharField(max_length=3)
    held_minor = models.BigIntegerField()
    moved_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "currency"], name="change_money_once"),
            models.CheckConstraint(
                name="change_money_from_zero",
                condition=Q(held_minor__gte=0, moved_minor__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.moved_minor} {self.currency}"


class SplitFinding(models.Model):
    """What the talk of a large circle says about its border, looked at every night; derived.

    `members` are the ids of who would go, `said` the conditions with their answers as sentences.
    """

    circle = models.OneToOneField(
        "journal.Agent", models.CASCADE, primary_key=True, related_name="+"
    )
    at = models.DateTimeField()
    is_proposed = models.BooleanField(default=False)
    members = models.JSONField(default=list)
    said = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"border of {self.circle_id}"


class ChangeCourse(models.Model):
    """How a split went since it was founded, looked at every night until its 90 days end; derived.

    `sides` is how many were on each when it was founded: {"first": 27, "second": 19, "both": 0}.
    `data` is what `operations.afterwards` found, without whatever is told of fewer than ten.
    """

    change = models.OneToOneField(CircleChange, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()
    sides = models.JSONField(default=dict)
    data = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"course of {self.change_id}"


class MergeFinding(models.Model):
    """Two circles that the rule says are one by now, looked at every night; derived.

    `circle` is the larger one. `said` is a written sentence.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    circle = models.ForeignKey("journal.Agent", models.CASCADE, related_name="+")
    other = models.ForeignKey("journal.Agent", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    said = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "other"], name="merge_finding_once"),
            models.CheckConstraint(name="merge_finding_of_two", condition=~Q(other=F("circle"))),
        ]

    def __str__(self) -> str:
        return f"{self.circle_id} and {self.other_id}"
