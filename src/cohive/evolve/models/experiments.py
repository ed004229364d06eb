"""Rows of experiments: two ways of asking, who got which, and what came of it at the end."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

EXPERIMENT_STATES = StateGraph(
    "experiment", {"running": ("read", "stopped"), "read": (), "stopped": ()}
)
PAGES_SHOWN = ("front", "make", "shop")


class Experiment(models.Model):
    """Two texts that ask members for the same thing, and whether they did it by a day.

    Each text in English, in Chinese (`_zh`), or in both. `shown_on` is the page at whose top it
    stands for its half; "" where it is asked among the notices.
    Before `ends_at` nothing is counted: the database refuses hits of an experiment that is not
    read. `outcome` is the kind of act that counts. `seed` draws who gets which text.
    """

    OUTCOMES: ClassVar[tuple[str, ...]] = (
        "bond.post.replied",
        "bond.thread.started",
        "bond.circle.joined",
        "bond.proposal.made",
        "create.work.submitted",
        "create.work.scored",
        "trade.order.paid",
    )
    PAGES: ClassVar[tuple[str, ...]] = ("", *PAGES_SHOWN)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.CharField(max_length=200)
    text_first = models.CharField(max_length=250, blank=True)
    text_second = models.CharField(max_length=250, blank=True)
    text_first_zh = models.CharField(max_length=250, blank=True, default="")
    text_second_zh = models.CharField(max_length=250, blank=True, default="")
    shown_on = models.CharField(
        max_length=5, blank=True, default="", choices=[(page, page) for page in PAGES_SHOWN]
    )
    outcome = models.CharField(max_length=40)
    seed = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=EXPERIMENT_STATES.choices())
    started_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    first_size = models.PositiveIntegerField()
    second_size = models.PositiveIntegerField()
    first_hits = models.PositiveIntegerField(null=True)
    second_hits = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="experiment_one_running"
            ),
            models.CheckConstraint(
                name="experiment_no_peeking",
                condition=Q(state="read", first_hits__isnull=False, second_hits__isnull=False)
                | (~Q(state="read") & Q(first_hits__isnull=True, second_hits__isnull=True)),
            ),
            models.CheckConstraint(
                name="experiment_read_at_its_end",
                condition=~Q(state="read") | Q(ended_at__gte=F("ends_at")),
            ),
            models.CheckConstraint(
                name="experiment_hits_among_people",
                condition=Q(first_hits__isnull=True)
                | Q(first_hits__lte=F("first_size"), second_hits__lte=F("second_size")),
            ),
            models.CheckConstraint(
                name="experiment_says_both",
                condition=~Q(text_first="", text_first_zh="")
                & ~Q(text_second="", text_second_zh=""),
            ),
            models.CheckConstraint(
                name="experiment_shown_on_a_page", condition=Q(shown_on__in=("", *PAGES_SHOWN))
            ),
            models.CheckConstraint(
                name="experiment_ends_later", condition=Q(ends_at__gt=F("started_at"))
            ),
        ]
        indexes = [
            # the list, newest first
            models.Index(fields=["-id"], name="experiment_newest"),
        ]

    def __str__(self) -> str:
        return self.question


class ExperimentMember(models.Model):
    """Who is in a running experiment, and with which text; deleted when it is over."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="people")
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    is_second = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["experiment", "member"], name="experiment_member_once"),
        ]
        indexes = [
            # everything of one member
            models.Index(fields=["member"], name="experiment_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.experiment_id}"


class LeftOut(models.Model):
    """A member who wants to be in no experiment."""

    member = models.OneToOneField(
        "journal.Agent", models.CASCADE, primary_key=True, related_name="+"
    )
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"left out: {self.member_id}"
