"""What makers allow of their works when others pass them on: a picture is shown only with a yes.

Each row is one asking with its answer. It ends declined or withdrawn; a new yes is a new row, so
that what was allowed when stays readable.
"""

from django.db import models
from django.db.models import Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

CONSENT_STATES = StateGraph(
    "consent",
    {"asked": ("given", "declined"), "given": ("withdrawn",), "declined": (), "withdrawn": ()},
)
STANDING = ("asked", "given")


class Consent(models.Model):
    """One maker's answer about one work of hers; `asked_by` is she herself where nobody asked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work = models.UUIDField()
    maker = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=CONSENT_STATES.choices())
    asked_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # also serves "may this work's picture be shown?"
            models.UniqueConstraint(
                fields=["work", "maker"],
                condition=Q(state__in=STANDING),
                name="consent_stands_once",
            ),
            models.CheckConstraint(
                name="consent_given_is_answered",
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_has_ended",
                condition=Q(state="withdrawn", ended_at__isnull=False)
                | (~Q(state="withdrawn") & Q(ended_at__isnull=True)),
            ),
        ]
        indexes = [
            # what a maker is asked and what she allowed, newest first
            models.Index(fields=["maker", "-id"], name="consent_of_maker"),
        ]

    def __str__(self) -> str:
        return f"{self.state} for {self.work}"
