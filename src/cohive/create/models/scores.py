"""Rows of scores, and the measurements around them: who saw what, in which order."""

from django.db import models

from cohive.create.models.challenges import Challenge
from cohive.create.models.works import Work
from cohive.words.ids import new_id

SCORE_MAX = 5


class Score(models.Model):
    """What one person thinks of one entry, 0 to 5; the last one counts until votes close.

    No sum of money is ever computed from a score.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work = models.ForeignKey(Work, models.PROTECT, related_name="scores")
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()
    would_buy = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "by"], name="score_once"),
            models.CheckConstraint(
                name="score_from_0_to_5", condition=models.Q(value__gte=0, value__lte=SCORE_MAX)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} by {self.by_id}"


class Tally(models.Model):
    """The sums of an entry's scores: derived, and compared with the scores by `verify`."""

    work = models.OneToOneField(Work, models.PROTECT, primary_key=True, related_name="tally")
    scores = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)
    buyers = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.points} from {self.scores}"


class EntryOrder(models.Model):
    """The order in which one viewer sees the entries of a challenge: drawn once, with its seed.

    An order drawn before votes opened is drawn anew, once and with the same seed, when they are.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="orders")
    viewer = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    seed = models.CharField(max_length=16)
    works = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["challenge", "viewer"], name="entry_order_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seed} of {self.viewer_id}"


class Impression(models.Model):
    """One view of one page of entries: a measurement, not an act. `viewer` is null for visitors."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="+")
    viewer = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    works = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # what one viewer has seen of a challenge
            models.Index(fields=["challenge", "viewer"], name="impression_of_viewer"),
        ]

    def __str__(self) -> str:
        return f"{len(self.works)} entries"


class Exposure(models.Model):
    """How often an entry was shown, so that the least seen can come first: derived counts.

    `times` counts page views from the first day. `examined_milli` are thousandths of examined views
    while votes are open: each member once for each entry, by how likely its place was looked at.
    """

    work = models.OneToOneField(Work, models.PROTECT, primary_key=True, related_name="exposure")
    times = models.PositiveIntegerField(default=0)
    examined_milli = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.times} times"
