"""Answers that became pages: each wording is a version of its language and stays."""

from django.db import models
from django.db.models import F, Q

from cohive.care.models.conversations import TOKEN_LENGTH, Message
from cohive.words.ids import new_id

HELP_TITLE_LENGTH = 140
HELP_TEXT_LENGTH = 8000
NOTE_LENGTH = 140
SLUG_LENGTH = 80
HELP_LANGUAGES = ("en", "zh-hans")


class HelpPage(models.Model):
    """A question many have. `useful` and `not_useful` count taps and know nobody.

    `asker_consent`: '' nobody was asked, then asked, yes or no; her name is her correspondent's.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.CharField(max_length=SLUG_LENGTH, unique=True)
    question = models.ForeignKey(Message, models.PROTECT, related_name="+", null=True)
    asker_consent = models.CharField(
        max_length=5, blank=True, choices=[(word, word) for word in ("", "asked", "yes", "no")]
    )
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changed_at = models.DateTimeField()
    useful = models.PositiveIntegerField(default=0)
    not_useful = models.PositiveIntegerField(default=0)
    taken_down_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # the list, newest first
            models.Index(
                F("changed_at").desc(),
                F("id").desc(),
                condition=Q(taken_down_at__isnull=True),
                name="help_page_newest",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class HelpVersion(models.Model):
    """One wording. `follows` is the number of the other language's version it was made from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    page = models.ForeignKey(HelpPage, models.PROTECT, related_name="versions")
    language = models.CharField(
        max_length=10, choices=[(language, language) for language in HELP_LANGUAGES]
    )
    number = models.PositiveIntegerField()
    follows = models.PositiveIntegerField(null=True)
    title = models.CharField(max_length=HELP_TITLE_LENGTH)
    text = models.CharField(max_length=HELP_TEXT_LENGTH)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # also serves the newest of a language
            models.UniqueConstraint(
                fields=["page", "language", "number"], name="help_version_once"
            ),
            models.CheckConstraint(name="help_version_counts", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.number} of {self.page_id}"


class HelpTerm(models.Model):
    """A word or a pair of Chinese signs that stands in a page now: what search looks up."""

    id = models.BigAutoField(primary_key=True)
    token = models.CharField(max_length=TOKEN_LENGTH)
    page = models.ForeignKey(HelpPage, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            # serves search: the pages of a token
            models.UniqueConstraint(fields=["token", "page"], name="help_term_once"),
        ]

    def __str__(self) -> str:
        return self.token
