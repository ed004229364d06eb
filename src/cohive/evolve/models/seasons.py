"""Rows of the season's report: figures frozen once, never written again."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id


class Season(models.Model):
    """What the place told of one season: the figures as they stood when it was frozen.

    `data` holds counts, parts and sentences only: nobody's id stands in it, so that erasing a
    member leaves it as it is. The table is append-only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=80, unique=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    frozen_at = models.DateTimeField()
    sealed_until = models.BigIntegerField(unique=True)
    currency = models.CharField(max_length=3)
    data = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="season_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__gte=F("ends_at")), name="season_frozen_after_it_ends"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="season_has_a_title"),
        ]
        indexes = [
            # the list, the newest first
            models.Index(fields=["-ends_at", "-id"], name="season_newest"),
        ]

    def __str__(self) -> str:
        return self.title
