"""Rows of what the place means its circles to be: how large, and what they do again and again."""

from __future__ import annotations

from django.db import models

from cohive.words.ids import new_id


class CircleSize(models.Model):
    """How many people a circle is meant for at most; without a row nobody has said."""

    PEOPLE_MIN = 2
    PEOPLE_MAX = 10_000

    circle = models.OneToOneField(
        "journal.Agent", models.CASCADE, primary_key=True, related_name="+"
    )
    people_max = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="circle_size_2_to_10000",
                condition=models.Q(people_max__gte=2, people_max__lte=10_000),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circle_id}: up to {self.people_max}"


class Ritual(models.Model):
    """What a circle does every week at one hour, in the place's time zone.

    It is measured as a ritual, from `begins_on` until it has ended; no row says who came.
    """

    NAME_LENGTH_MAX = 80

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    circle = models.ForeignKey("journal.Agent", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    weekday = models.PositiveSmallIntegerField()
    begins_at = models.TimeField()
    begins_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ritual_weekday_0_to_6", condition=models.Q(weekday__lte=6)
            ),
            models.CheckConstraint(name="ritual_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="ritual_ends_after_it_begins",
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("begins_on")),
            ),
            models.UniqueConstraint(
                fields=["circle", "weekday", "begins_at"],
                condition=models.Q(ended_on__isnull=True),
                name="ritual_one_at_an_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"ritual {self.id}"
