"""Decisions: who decided what, when, and the public reason.

Who decides is data: the firm alone, a circle by the most votes of those who answer (with a quorum),
or a jury of named members. A decision of the firm is a row that is decided at once; a ballot is
open first, and its tally stays hidden from whoever has not voted yet.
"""

from django.db import models
from django.db.models import F, Q

from cohive.guard.bases import BASES
from cohive.words.ids import new_id
from cohive.words.states import StateGraph

DECISION_STATES = StateGraph(
    "decision", {"open": ("decided", "lapsed"), "decided": (), "lapsed": ()}
)
ABOUT_KINDS = ("challenge", "idea")
DECIDERS = ("firm", "circle", "jury")
OUTCOMES = ("yes", "no", "later")
REASON_LENGTH_MIN = 40
REASON_LENGTH_MAX = 4000


def _choices(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class Decision(models.Model):
    """A question about a challenge or an idea, and, once decided, its dated public answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    about_kind = models.CharField(max_length=12, choices=_choices(ABOUT_KINDS))
    about_id = models.UUIDField()
    decides = models.CharField(max_length=8, choices=_choices(DECIDERS))
    circle = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    quorum = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=DECISION_STATES.choices())
    opened_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=6, choices=_choices(OUTCOMES), blank=True)
    chosen = models.ForeignKey("create.Work", models.PROTECT, related_name="+", null=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about_kind", "about_id"],
                condition=Q(state="open"),
                name="decision_one_open_ballot",
            ),
            models.CheckConstraint(
                name="decision_decided_has_reason_and_date",
                condition=~Q(state="decided")
                | (
                    ~Q(outcome="")
                    & ~Q(reason="")
                    & Q(decided_at__isnull=False)
                    & Q(decided_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="decision_ballot_closes_later",
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opened_at")),
            ),
        ]
        indexes = [
            # "what was decided about this challenge or idea", newest first
            models.Index(fields=["about_id", "id"], name="decision_about"),
            # "decided before", newest first; "open ballots"
            models.Index(fields=["state", "decided_at", "id"], name="decision_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.decides} about {self.about_kind} {self.about_id}"


class JuryMember(models.Model):
    """A member named to decide in a jury."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="jury")
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "agent"], name="jury_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.decision_id}"


class BallotVote(models.Model):
    """One vote of one member; she may change it until the ballot closes.

    About a challenge: a work, or `answer` "no" for none of them. About an idea: an answer alone.
    `interest` is what she declared with it, '' for nothing; it is counted and never told of whom.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="votes")
    voter = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=6, choices=_choices(OUTCOMES))
    work = models.ForeignKey("create.Work", models.PROTECT, related_name="+", null=True)
    reason = models.TextField(blank=True)
    interest = models.CharField(
        max_length=10, choices=[(basis, basis) for basis in BASES], blank=True, default=""
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "voter"], name="ballot_vote_once"),
            models.CheckConstraint(
                name="ballot_vote_work_means_yes",
                condition=Q(work__isnull=True) | Q(answer="yes"),
            ),
            models.CheckConstraint(
                name="ballot_vote_interest_known",
                condition=Q(interest__in=["", *BASES]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voter_id} in {self.decision_id}"
