"""Rows of declared interests: who gains from what she says, as she said it herself.

A row is never deleted: who withdraws what she declared leaves both days to be seen.
"""

from __future__ import annotations

from django.db import models

from cohive.guard.bases import BASES
from cohive.words.ids import new_id

ABOUT_KINDS = ("post", "score", "link", "review", "standing")


class Interest(models.Model):
    """One declared interest of one person, in one thing she did or, standing, in all she does.

    `about` is the post, the work scored, the link, or the review of what was bought; of a standing
    interest the agent it is in.
    `subject` is what the interest lies in, where that is known: the work, the target of the link,
    the agent.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    about_kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in ABOUT_KINDS])
    about = models.UUIDField()
    subject = models.UUIDField(null=True)
    basis = models.CharField(max_length=10, choices=[(basis, basis) for basis in BASES])
    declared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # one at a time; the withdrawn ones stand beside it
            models.UniqueConstraint(
                fields=["person", "about_kind", "about"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="interest_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(about_kind__in=ABOUT_KINDS), name="interest_about_known"
            ),
            models.CheckConstraint(
                condition=models.Q(basis__in=list(BASES)), name="interest_basis_known"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(withdrawn_at__gte=models.F("declared_at")),
                name="interest_withdrawn_later",
            ),
        ]
        indexes = [
            # beside a post, a link, the scores of a work
            models.Index(fields=["about", "about_kind", "id"], name="interest_about"),
            # her own list, and what stands for all she does
            models.Index(fields=["person", "about_kind", "id"], name="interest_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.basis} in {self.about_kind} {self.about}"
