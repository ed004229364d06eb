"""Offers and needs among members, and what was agreed on them."""

from django.db import models

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

PROPOSAL_KINDS = ("offer", "need")
PROPOSAL_THINGS = ("skill", "thing", "help")

PROPOSAL_STATES = StateGraph("proposal", {"open": ["met", "withdrawn"], "met": [], "withdrawn": []})
COMMITMENT_STATES = StateGraph(
    "commitment", {"agreed": ["done", "dropped"], "done": [], "dropped": []}
)


class Proposal(models.Model):
    """What a member offers or could use: a skill, a thing, an hour of help.

    An offer stays open for the next one; a need is met when one commitment on it is done.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in PROPOSAL_KINDS])
    what = models.CharField(max_length=8, choices=[(what, what) for what in PROPOSAL_THINGS])
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    circle = models.ForeignKey("bond.Circle", models.PROTECT, null=True, related_name="proposals")
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateField(null=True)
    state = models.CharField(
        max_length=10, choices=PROPOSAL_STATES.choices(), default=PROPOSAL_STATES.start
    )

    class Meta:
        indexes = [
            # the page of offers and needs: open ones, longest waiting first
            models.Index(fields=["state", "kind", "id"], name="proposal_open"),
            # what this member offers
            models.Index(fields=["by", "id"], name="proposal_of_member"),
        ]

    def __str__(self) -> str:
        return self.title


class Commitment(models.Model):
    """Another member took it up; done when both say so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="commitments")
    provider = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    receiver = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    provider_done_at = models.DateTimeField(null=True)
    receiver_done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=8, choices=COMMITMENT_STATES.choices(), default=COMMITMENT_STATES.start
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commitment_between_two",
                condition=~models.Q(provider=models.F("receiver")),
            ),
            models.UniqueConstraint(
                fields=["proposal", "provider", "receiver"],
                condition=models.Q(state="agreed"),
                name="commitment_once_at_a_time",
            ),
            models.CheckConstraint(
                name="commitment_done_by_both",
                condition=~models.Q(state="done")
                | models.Q(provider_done_at__isnull=False, receiver_done_at__isnull=False),
            ),
        ]
        indexes = [
            # "in hand, and mine", from either side
            models.Index(fields=["provider", "state", "id"], name="commitment_of_provider"),
            models.Index(fields=["receiver", "state", "id"], name="commitment_of_receiver"),
        ]

    def __str__(self) -> str:
        return f"commitment {self.id}"
