"""Rows of the guard: how often somebody did something lately, and cases with their evidence."""

from django.db import models

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

CASE_STATES = StateGraph("case", {"open": ["closed"], "closed": []})
ANSWER = "review_answer"
"""The kind of a case in which one of a group under review says how it was."""


class Tally(models.Model):
    """How often `who` did `what` within one window of time; `who` is kept as a digest only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    what = models.CharField(max_length=60)
    who = models.CharField(max_length=64)
    window_starts_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "who", "window_starts_at"], name="tally_once"),
        ]
        indexes = [
            # tallies that may be forgotten
            models.Index(fields=["ends_at"], name="tally_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.count}"


class Case(models.Model):
    """Something a person reported or a rule noticed, until a steward has looked at it.

    `evidence` is text and stays here; the journal holds ids only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    evidence = models.TextField()
    opened_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=CASE_STATES.choices(), default=CASE_STATES.start)
    closed_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            # one person reports one thing once
            models.UniqueConstraint(
                fields=["kind", "subject_id", "opened_by"],
                condition=models.Q(state="open"),
                name="case_once_per_person",
            ),
        ]
        indexes = [
            # the desk's list: what is open, longest waiting first
            models.Index(fields=["state", "id"], name="case_of_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.subject_kind} {self.subject_id}"
