"""What makes the inbox easy to work in: labels, canned answers, opening hours, rules, sources."""

from django.db import models
from django.db.models import F, Q

from cohive.care.models.conversations import ERROR_LENGTH, Conversation, Message
from cohive.words.ids import new_id

TONES = ("", "good", "warn", "bad", "place", "lamp")
SCORES = (1, 2, 3)
"""Not well, fairly, well."""


class Label(models.Model):
    """A word one sorts conversations by."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=40)
    tone = models.CharField(max_length=5, blank=True, choices=[(tone, tone) for tone in TONES])
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(retired_at__isnull=True), name="label_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ConversationLabel(models.Model):
    """A label on a conversation."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="labelled")
    label = models.ForeignKey(Label, models.PROTECT, related_name="wearing")
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # also serves the labels of a page of conversations
            models.UniqueConstraint(fields=["conversation", "label"], name="labelled_once"),
        ]
        indexes = [
            # the conversations of a label
            models.Index(fields=["label", "conversation"], name="labelled_conversations"),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} on {self.conversation_id}"


class CannedAnswer(models.Model):
    """An answer written once: {name}, {place}, {order} and {me} are filled in where it is used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=4000)
    language = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class OpeningHours(models.Model):
    """From when to when somebody answers on a day of the week (0 is Monday), in minutes."""

    id = models.BigAutoField(primary_key=True)
    weekday = models.PositiveSmallIntegerField(unique=True)
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="opening_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="opening_before_closing",
                condition=Q(opens_minute__lt=F("closes_minute"), closes_minute__lte=1440),
            ),
        ]

    def __str__(self) -> str:
        return f"day {self.weekday}: {self.opens_minute} to {self.closes_minute}"


class Satisfaction(models.Model):
    """What she thought of an answer, by one tap in its mail; the last tap counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.OneToOneField(Message, models.CASCADE, related_name="satisfaction")
    score = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="satisfaction_score", condition=Q(score__in=SCORES)),
        ]
        indexes = [
            # how people found the answers of late
            models.Index(F("at").desc(), name="satisfaction_of_late"),
        ]

    def __str__(self) -> str:
        return f"{self.score} for {self.message_id}"


class InboxRules(models.Model):
    """One row: what the place promises and how long it keeps what people wrote."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    promise_hours = models.PositiveSmallIntegerField(default=24)
    retention_days = models.PositiveIntegerField(default=730)
    has_widget = models.BooleanField(default=True)
    widget_origins = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="inbox_rules_is_one", condition=Q(id=1)),
            models.CheckConstraint(
                name="inbox_rules_keep_a_month", condition=Q(retention_days__gte=30)
            ),
        ]

    def __str__(self) -> str:
        return "rules of the inbox"


class Source(models.Model):
    """How far a mailbox or a bot was read, and what went wrong the last time.

    For a mailbox `epoch` is its UIDVALIDITY and `position` the highest UID read; for a bot
    `position` is the number of the next update.
    """

    name = models.CharField(primary_key=True, max_length=12)
    epoch = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    since = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=ERROR_LENGTH, blank=True)

    def __str__(self) -> str:
        return self.name
