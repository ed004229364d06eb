"""Tiers of membership: what each gives, who asked to join, who holds one and until when."""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

PERIOD_REASONS = ("bought", "given", "earned", "granted")
APPLICATION_STATES = StateGraph(
    "tier application",
    {
        "asked": ["admitted", "declined", "withdrawn"],
        "admitted": ["withdrawn"],
        "declined": [],
        "withdrawn": [],
    },
)


class Tier(models.Model):
    """A kind of membership: higher `rank` holds what the lower ones hold.

    `places` counts who holds it at once (None: as many as want). `gives` and `questions` are plain
    lines. `earned_by` names a rule of the place by which it can be earned, '' for none; then
    `earned_count` is how much of it within a year.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=80)
    name_other = models.CharField(max_length=80, blank=True)
    gives = models.JSONField(default=list)
    gives_other = models.JSONField(default=list)
    rank = models.PositiveSmallIntegerField(unique=True)
    places = models.PositiveIntegerField(null=True)
    joins_from = models.DateTimeField(null=True)
    joins_until = models.DateTimeField(null=True)
    grace_days = models.PositiveSmallIntegerField(default=0)
    questions = models.JSONField(default=list)
    earned_by = models.CharField(max_length=40, blank=True)
    earned_count = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tier_window_ends_later",
                condition=Q(joins_from__isnull=True)
                | Q(joins_until__isnull=True)
                | Q(joins_until__gt=F("joins_from")),
            ),
            models.CheckConstraint(
                name="tier_earned_counts",
                condition=Q(earned_by="") | Q(earned_count__gte=1),
            ),
            models.CheckConstraint(
                name="tier_has_places", condition=Q(places__isnull=True) | Q(places__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class TierCircle(models.Model):
    """A circle that is for who holds this tier, or a higher one."""

    circle = models.OneToOneField(
        "bond.Circle", models.CASCADE, primary_key=True, related_name="for_tier"
    )
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="circles")

    def __str__(self) -> str:
        return f"{self.circle_id} for {self.tier_id}"


class TierPeriod(models.Model):
    """A stretch of time in which a member holds a tier, and why.

    It holds until `ends_at`, and `grace_days` longer so that nobody falls out over a late mail.
    `ended_at` is when it was taken back or gave way to a higher tier (`ended_for`, what did it).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="periods")
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=8, choices=[(kind, kind) for kind in PERIOD_REASONS])
    earned_by = models.CharField(max_length=40, blank=True)
    earned_count = models.PositiveIntegerField(default=0)
    source = models.UUIDField(null=True, unique=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    grace_days = models.PositiveSmallIntegerField(default=0)
    holds_until = models.DateTimeField()
    given_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_for = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tier_period_ends_later",
                condition=Q(ends_at__gt=F("starts_at"), holds_until__gte=F("ends_at")),
            ),
        ]
        indexes = [
            # what this member holds
            models.Index(fields=["member", "holds_until"], name="tier_period_of_member"),
            # how many places are taken; who holds it
            models.Index(fields=["tier", "holds_until", "id"], name="tier_period_of_tier"),
            # whose period ends soon
            models.Index(
                fields=["ends_at"],
                condition=Q(ended_at__isnull=True, reminded_at__isnull=True),
                name="tier_period_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} holds {self.tier_id}"


class TierPlace(models.Model):
    """A place kept for what is not a period yet: an order being paid, a gift not redeemed.

    `member` is None for a gift; `until` is when it lapses by itself (None: it is let go by act).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="kept_places")
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    source = models.UUIDField(unique=True)
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # how many places are kept
            models.Index(fields=["tier", "until"], name="tier_place_of_tier"),
        ]

    def __str__(self) -> str:
        return f"a place of {self.tier_id}"


class TierApplication(models.Model):
    """Answers to a tier's questions, and what a steward said to them.

    An admission holds until `pay_until`; it keeps a place meanwhile. Answers are erased with the
    member, and sixty days after the decision.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="applications")
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    questions = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=APPLICATION_STATES.choices(), default=APPLICATION_STATES.start
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    pay_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tier", "member"],
                condition=Q(state="asked"),
                name="tier_application_once_at_a_time",
            ),
            models.CheckConstraint(
                name="tier_admission_has_an_end",
                condition=~Q(state="admitted") | Q(pay_until__isnull=False),
            ),
        ]
        indexes = [
            # those to decide, longest waiting first
            models.Index(fields=["state", "asked_at", "id"], name="tier_application_by_state"),
            # what this member asked for
            models.Index(fields=["member", "tier", "id"], name="tier_application_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} asks for {self.tier_id}"
