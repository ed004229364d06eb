"""Gatherings: when and where people of a circle, or of the whole place, come together."""

from django.db import models

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

GATHERING_STATES = StateGraph("gathering", {"planned": ["called_off"], "called_off": []})


class Gathering(models.Model):
    """An hour and a place; in a room, on a boat or on a call.

    `where` is for everybody; `how_to_come` (the door code, the link of the call) only for who
    said that she comes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    circle = models.ForeignKey("bond.Circle", models.PROTECT, null=True, related_name="gatherings")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    where = models.CharField(max_length=200)
    how_to_come = models.CharField(max_length=500, blank=True)
    places = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=GATHERING_STATES.choices(), default=GATHERING_STATES.start
    )
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="gathering_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="gathering_has_a_place",
                condition=models.Q(places__isnull=True) | models.Q(places__gte=1),
            ),
            models.CheckConstraint(
                name="gathering_called_off_with_reason",
                condition=~models.Q(state="called_off") | ~models.Q(why=""),
            ),
        ]
        indexes = [
            # what is ahead, the next one first
            models.Index(fields=["ends_at", "id"], name="gathering_ahead"),
            models.Index(fields=["circle", "ends_at", "id"], name="gathering_of_circle"),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """A member said that she comes; the row goes when she cannot after all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="attendances")
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "member"], name="attendance_once"),
        ]
        indexes = [models.Index(fields=["member", "id"], name="attendance_of_member")]

    def __str__(self) -> str:
        return f"attendance {self.id}"
