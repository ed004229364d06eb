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
THINGS = ("challenge", "product", "circle")
OPENED = "opened"
"""What counts when it is only whether somebody who saw a thing's card opened its page."""
SEEN_MIN = 10


class Experiment(models.Model):
    """Two texts that ask people for the same thing, and whether they did it by a day.

    Each text in English, in Chinese (`_zh`), or in both. `shown_on` is the page at whose top it
    stands for its half; "" where it is asked among the notices, or stands on the card of one thing
    (`about`) wherever that card is.
    `first_size` are all who were drawn, `first_seen` those of them it was really shown to; hits
    are kept only where ten or more of each half are counted among.
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
        OPENED,
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
    about_kind = models.CharField(
        max_length=9, blank=True, default="", choices=[(kind, kind) for kind in THINGS]
    )
    about = models.UUIDField(null=True)
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
    first_seen = models.PositiveIntegerField(null=True)
    second_seen = models.PositiveIntegerField(null=True)
    first_seen_hits = models.PositiveIntegerField(null=True)
    second_seen_hits = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="experiment_one_running"
            ),
            models.CheckConstraint(
                name="experiment_no_peeking",
                condition=Q(state="read")
                | Q(
                    first_hits__isnull=True,
                    second_hits__isnull=True,
                    first_seen__isnull=True,
                    second_seen__isnull=True,
                    first_seen_hits__isnull=True,
                    second_seen_hits__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="experiment_hits_of_both",
                condition=Q(first_hits__isnull=True, second_hits__isnull=True)
                | Q(first_hits__isnull=False, second_hits__isnull=False),
            ),
            models.CheckConstraint(
                name="experiment_seen_hits_of_many",
                condition=Q(first_seen_hits__isnull=True, second_seen_hits__isnull=True)
                | Q(
                    first_seen_hits__isnull=False,
                    second_seen_hits__isnull=False,
                    first_seen_hits__lte=F("first_seen"),
                    second_seen_hits__lte=F("second_seen"),
                    first_seen__gte=SEEN_MIN,
                    second_seen__gte=SEEN_MIN,
                ),
            ),
            models.CheckConstraint(
                name="experiment_seen_of_drawn",
                condition=Q(first_seen__isnull=True, second_seen__isnull=True)
                | Q(first_seen__lte=F("first_size"), second_seen__lte=F("second_size")),
            ),
            models.CheckConstraint(
                name="experiment_about_one_thing",
                condition=Q(about_kind="", about__isnull=True) & ~Q(outcome=OPENED)
                | Q(about_kind__in=THINGS, about__isnull=False, shown_on=""),
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
    """Who is in a running experiment, with which text; deleted when it is over.

    Members are drawn when it begins; a visitor when she comes, and what stands of her is the digest
    of a token that only her browser holds. `seen_at` is when her way was first really shown,
    `opened_at` when she opened the thing after that.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="people")
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    visitor = models.CharField(max_length=64, blank=True, default="")
    is_second = models.BooleanField()
    seen_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["experiment", "member"], name="experiment_member_once"),
            models.UniqueConstraint(
                fields=["experiment", "visitor"],
                condition=~Q(visitor=""),
                name="experiment_visitor_once",
            ),
            models.CheckConstraint(
                name="experiment_member_or_visitor",
                condition=Q(member__isnull=False, visitor="")
                | (Q(member__isnull=True) & ~Q(visitor="")),
            ),
            models.CheckConstraint(
                name="experiment_seen_before_opened",
                condition=Q(opened_at__isnull=True)
                | Q(seen_at__isnull=False, opened_at__gte=F("seen_at")),
            ),
        ]
        indexes = [
            # everything of one member
            models.Index(fields=["member"], name="experiment_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id or 'a visitor'} in {self.experiment_id}"


class LeftOut(models.Model):
    """A member who wants to be in no experiment."""

    member = models.OneToOneField(
        "journal.Agent", models.CASCADE, primary_key=True, related_name="+"
    )
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"left out: {self.member_id}"
