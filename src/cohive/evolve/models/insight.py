"""Rows of how the place stands: figures taken on a day, and who agreed to be shown."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cohive.words.ids import new_id


class Snapshot(models.Model):
    """All figures of one window, computed from the journal up to `sealed_until`.

    `data` is what `cohive.engine.insight` found, as JSON; people stand in it by the ids of their
    agents. The main figure, its range and of how many people it is stand beside it once more: the
    front page asks for nothing else. A measurement, no change of state: no act belongs to it.
    """

    WINDOWS: ClassVar[tuple[int, ...]] = (30, 90, 365)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    sealed_until = models.BigIntegerField()
    index_permille = models.PositiveSmallIntegerField(null=True)
    low_permille = models.PositiveSmallIntegerField(null=True)
    high_permille = models.PositiveSmallIntegerField(null=True)
    people = models.PositiveIntegerField(null=True)
    data = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["days", "sealed_until"], name="snapshot_once"),
            models.CheckConstraint(
                condition=models.Q(index_permille__isnull=True)
                | models.Q(index_permille__lte=1_000),
                name="snapshot_index_0_to_1000",
            ),
            models.CheckConstraint(
                condition=models.Q(low_permille__isnull=True, high_permille__isnull=True)
                | models.Q(low_permille__lte=models.F("high_permille"), high_permille__lte=1_000),
                name="snapshot_range_0_to_1000",
            ),
        ]
        indexes = [
            # the newest of one window
            models.Index(fields=["days", "-at"], name="snapshot_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.days} days to {self.at:%Y-%m-%d}"


class ShownBroker(models.Model):
    """A member who agreed that stewards see her by name in the figures.

    `is_whole`: also where she is one step from the next rung, and where work rests on her or she
    has practised it. Who agreed before that was asked is named only as somebody who connects.
    """

    member = models.OneToOneField(
        "journal.Agent", models.CASCADE, primary_key=True, related_name="+"
    )
    agreed_at = models.DateTimeField()
    is_whole = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"shown: {self.member_id}"


class OwnTies(models.Model):
    """What the newest figures of the season say of one member's own ties; only she reads it.

    `data` is an `engine.capital.OwnTies` as JSON: counts, nobody's id but her own. Rewritten every
    night, so nothing of the past is kept of a person.
    """

    member = models.OneToOneField(
        "journal.Agent", models.CASCADE, primary_key=True, related_name="+"
    )
    at = models.DateTimeField()
    data = models.JSONField()

    def __str__(self) -> str:
        return f"own ties: {self.member_id}"


class PublicFigures(models.Model):
    """Whether the place shows its main figure on the front page; one row at most."""

    THE_ONE: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="public_figures_once"),
        ]

    def __str__(self) -> str:
        return f"shown since {self.since:%Y-%m-%d}"
