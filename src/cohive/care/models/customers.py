"""What the desk writes about one person and what she allows: notes, days to come back, who looked.

A row is about a member, or about somebody who writes, or about somebody who was brought along:
about exactly one. Nothing is moved when they are proven to be one person; the page reads the rows
of all three. Every word here can be read by who it is about.
"""

from django.db import models
from django.db.models import F, Q

from cohive.care.models.audience import KnownPerson
from cohive.care.models.correspondents import Correspondent
from cohive.words.ids import new_id

ABOUT_LENGTH = 2000
REASON_LENGTH = 200
CONSENT_LENGTH = 600


class AboutSomebody(models.Model):
    """A row about one person, by which she is known here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    writer = models.ForeignKey(Correspondent, models.CASCADE, related_name="+", null=True)
    known = models.ForeignKey(KnownPerson, models.CASCADE, related_name="+", null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_about_one",
                condition=Q(member__isnull=False, writer__isnull=True, known__isnull=True)
                | Q(member__isnull=True, writer__isnull=False, known__isnull=True)
                | Q(member__isnull=True, writer__isnull=True, known__isnull=False),
            ),
        ]


class PersonNote(AboutSomebody):
    """What somebody who answers wrote down about a person. She reads it herself."""

    author = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    text = models.CharField(max_length=ABOUT_LENGTH)
    at = models.DateTimeField()

    class Meta(AboutSomebody.Meta):
        constraints = [
            *AboutSomebody.Meta.constraints,
            models.CheckConstraint(name="person_note_says_something", condition=~Q(text="")),
        ]
        indexes = [
            # what is to be erased after its time
            models.Index(fields=["at"], name="person_note_by_age"),
        ]

    def __str__(self) -> str:
        return f"note {self.id}"


class FollowUp(AboutSomebody):
    """A day on which somebody means to come back to a person. `owner` None: who had it left."""

    owner = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    on = models.DateField()
    reason = models.CharField(max_length=REASON_LENGTH)
    made_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    done_at = models.DateTimeField(null=True)

    class Meta(AboutSomebody.Meta):
        constraints = [
            *AboutSomebody.Meta.constraints,
            models.CheckConstraint(name="follow_up_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="follow_up_done_by_somebody",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]
        indexes = [
            # the list of everybody's, the nearest first
            models.Index(
                fields=["on", "id"], condition=Q(done_at__isnull=True), name="follow_up_by_day"
            ),
            # the list of one's own
            models.Index(
                fields=["owner", "on", "id"],
                condition=Q(done_at__isnull=True),
                name="follow_up_of_owner",
            ),
            # what its owner is told of today
            models.Index(
                fields=["on"],
                condition=Q(done_at__isnull=True, told_at__isnull=True),
                name="follow_up_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return f"follow-up {self.id}"


class PersonReading(AboutSomebody):
    """Somebody opened the page of a person: a measurement that the person herself may read."""

    reader = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AboutSomebody.Meta):
        indexes = [
            # who looked at her, newest first
            models.Index(F("member"), F("at").desc(), F("id").desc(), name="reading_of_member"),
            # what is to be erased after its time
            models.Index(fields=["at"], name="reading_by_age"),
        ]

    def __str__(self) -> str:
        return f"reading {self.id}"


class TimelineConsent(models.Model):
    """A member allows the desk to see what she does here as one line of time; the newest holds.

    `words` are what she agreed to, in her language. Another yes is another row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    words = models.CharField(max_length=CONSENT_LENGTH)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # also serves "does she allow it?"
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(withdrawn_at__isnull=True),
                name="timeline_consent_once",
            ),
            models.CheckConstraint(name="timeline_consent_to_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="timeline_consent_ends_later",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.id}"
