"""Campaigns: what one wants to reach until when, and dates one has noted on the calendar."""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

CAMPAIGN_STATES = StateGraph("campaign", {"open": ("closed",), "closed": ()})
GOAL_KINDS = ("visits", "orders", "joins", "pre_orders")
GOAL_COUNT_MAX = 10_000_000
TITLE_LENGTH, PURPOSE_LENGTH, HASHTAG_LENGTH, VOUCHER_LENGTH = 120, 1_000, 60, 32


class Campaign(models.Model):
    """A goal in words and as a number of a kind, for one thing of the place, within a time.

    `hashtag` is written without its sign. `voucher_code` is text that is shown: what it takes off,
    and whether it holds, the shop says. Posts name their campaign, as do links made for it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=TITLE_LENGTH)
    purpose = models.CharField(max_length=PURPOSE_LENGTH)
    goal_kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in GOAL_KINDS])
    goal_count = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hashtag = models.CharField(max_length=HASHTAG_LENGTH, blank=True)
    target_kind = models.CharField(max_length=12)
    target = models.UUIDField()
    voucher_code = models.CharField(max_length=VOUCHER_LENGTH, blank=True)
    state = models.CharField(max_length=10, choices=CAMPAIGN_STATES.choices())
    kept_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="campaign_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="campaign_goal_is_above_zero",
                condition=Q(goal_count__gte=1, goal_count__lte=GOAL_COUNT_MAX),
            ),
            models.CheckConstraint(
                name="campaign_closed_has_its_time",
                condition=Q(state="closed", closed_at__isnull=False)
                | Q(state="open", closed_at__isnull=True),
            ),
        ]
        indexes = [
            # those that run, the next to end first
            models.Index(fields=["state", "ends_at", "id"], name="campaign_running"),
        ]

    def __str__(self) -> str:
        return self.title


class NotedMoment(models.Model):
    """A date of one's own on the calendar, of a campaign or of the place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=TITLE_LENGTH)
    starts_at = models.DateTimeField()
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="moments", null=True)
    noted_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        indexes = [
            # the calendar of a stretch of time
            models.Index(fields=["starts_at", "id"], name="noted_moment_by_time"),
        ]

    def __str__(self) -> str:
        return self.title
