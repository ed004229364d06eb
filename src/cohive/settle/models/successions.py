"""Who has what becomes a member's own after her: heirs, an estate, the community; and her wish."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

SUCCESSION_STATES = StateGraph(
    "succession",
    {
        "proposed": ("approved", "cancelled"),
        "approved": ("ended",),
        "cancelled": (),
        "ended": (),
    },
)
SEEN_LENGTH_MAX = 200
PASSES_AFTER = timedelta(days=7)
"""How long after the approval of a death nothing is passed on: who is said to have died and lives
reads her mail within a week, and money that was passed on is taken from nobody again."""


class Succession(models.Model):
    """To whom a member's balance is passed on, as it becomes final.

    Her claims stay hers and are nobody's to trade: what they bring is passed on. After a death one
    steward proposes and another approves, neither of them the heir; `seen` says which paper was
    looked at. Of who left, only her own wish counts, and only for the community.
    """

    REASONS = [(reason, reason) for reason in ("died", "left")]
    TO = [(to, to) for to in ("heir", "estate", "community")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=4, choices=REASONS)
    to = models.CharField(max_length=9, choices=TO)
    heir = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    seen = models.CharField(max_length=SEEN_LENGTH_MAX, blank=True)
    state = models.CharField(max_length=9, choices=SUCCESSION_STATES.choices())
    proposed_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=("proposed", "approved")),
                name="succession_one_open",
            ),
            models.CheckConstraint(
                name="succession_heir_unless_community",
                condition=Q(to="community", heir__isnull=True)
                | (~Q(to="community") & Q(heir__isnull=False) & ~Q(heir=F("member"))),
            ),
            models.CheckConstraint(
                name="succession_by_two",
                condition=Q(reason="left", to="community", proposed_by=F("member"))
                | Q(reason="died", state__in=("proposed", "cancelled"))
                | (Q(reason="died", approved_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="succession_not_by_the_heir",
                condition=Q(heir__isnull=True)
                | (
                    ~Q(proposed_by=F("heir"))
                    & (Q(approved_by__isnull=True) | ~Q(approved_by=F("heir")))
                ),
            ),
        ]
        indexes = [
            # the desk's list, newest first
            models.Index(fields=["-proposed_at", "-id"], name="succession_by_day"),
        ]

    def __str__(self) -> str:
        return f"after {self.member_id}: {self.to} {self.state}"

    @property
    def passes_from(self) -> datetime | None:
        """From when on money is passed on; None before approval. An own wish waits for nothing."""
        if self.approved_at is None:
            return None
        return self.approved_at + (PASSES_AFTER if self.reason == "died" else timedelta())


class AfterMe(models.Model):
    """A member's own wish for what comes in after she left: it waits, or goes to the community.

    It names nobody, so it stays when her vault is erased.
    """

    TO = [(to, to) for to in ("waits", "community")]

    member = models.OneToOneField(
        "journal.Agent", models.PROTECT, primary_key=True, related_name="+"
    )
    to = models.CharField(max_length=9, choices=TO)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"after {self.member_id}: {self.to}"
