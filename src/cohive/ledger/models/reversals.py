"""Corrections: nothing is changed, a mirrored entry takes an entry back."""

from django.db import models

from cohive.ledger.models.entries import Entry
from cohive.words.ids import new_id


class Reversal(models.Model):
    """`reversal` takes `entry` back, leg by leg, once only; append-only, and sealed.

    The database refuses a second one, a reversal of a reversal, and one that is not the mirror of
    its entry. No names belong in the reason.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="reversed_by")
    reversal = models.OneToOneField(Entry, models.PROTECT, related_name="reverses")
    reason = models.CharField(max_length=500)
    act = models.ForeignKey("journal.Act", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="reversal_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.reversal_id} takes {self.entry_id} back"
