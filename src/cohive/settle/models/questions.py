"""Questions: a member asks about a line, and the line is held until somebody answers."""

from __future__ import annotations

from django.db import models

from cohive.settle.models.distributions import Credit
from cohive.words.ids import new_id


class Question(models.Model):
    """One question about one credit, and its answer with a reason."""

    ABOUT = [(about, about) for about in ("weight", "name", "sales", "other")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    credit = models.ForeignKey(Credit, models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    about = models.CharField(max_length=8, choices=ABOUT, default="other")
    text = models.TextField()
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit"],
                condition=models.Q(answered_at__isnull=True),
                name="question_open_once",
            ),
            models.CheckConstraint(
                name="question_answered_wholly",
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]
        indexes = [
            # the desk's page: what waits for an answer, oldest first
            models.Index(fields=["answered_at", "asked_at"], name="question_waiting"),
        ]

    def __str__(self) -> str:
        return f"question on {self.credit_id}"
