"""What stewards declare a group under review to be: a household, a class, a team."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cohive.guard.models.reviews import Review
from cohive.words.ids import new_id


class GroupDeclaration(models.Model):
    """One steward's word on what one group is, said once and never deleted.

    The sentence may speak of people, so it stands here and in no act, and is emptied when one of
    them leaves.
    """

    KINDS: ClassVar[tuple[str, ...]] = ("household", "class", "team")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.OneToOneField(Review, models.PROTECT, related_name="declaration")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    sentence = models.TextField()
    steward = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["household", "class", "team"]),
                name="group_declaration_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, of {self.review_id}"
