"""What members and machines said again in another language, beside what was said first."""

from django.db import models

from cohive.words.ids import new_id


class Translation(models.Model):
    """A member's translation of a text (a post, an idea, a work), which stays its author's own.

    `language` is the main language without its script ('zh'). `digest` is that of the original as
    it was read; when the original changes, `is_of_earlier` says so. `confirmations` is derived.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    about_kind = models.CharField(max_length=20)
    about = models.UUIDField()
    language = models.CharField(max_length=12)
    author = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    is_of_earlier = models.BooleanField(default=False)
    confirmations = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("journal.Agent", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            # also serves "the translations of this text into her language"
            models.UniqueConstraint(
                fields=["about_kind", "about", "language", "author"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="translation_once",
            ),
            models.CheckConstraint(
                name="translation_withdrawn_has_no_text",
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(text="", title=""),
            ),
        ]
        indexes = [
            # what a member translated, for her takeout and when she leaves
            models.Index(fields=["author", "id"], name="translation_of_author"),
        ]

    def __str__(self) -> str:
        return f"translation {self.id}"


class TranslationConfirmation(models.Model):
    """A member who reads both languages says that a translation is right."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    translation = models.ForeignKey(Translation, models.CASCADE, related_name="confirmed")
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation", "by"], name="translation_confirmed_once")
        ]

    def __str__(self) -> str:
        return f"{self.by_id} on {self.translation_id}"


class MachineText(models.Model):
    """What a machine made of a text with this digest: derived, kept for a while, nobody's work."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    engine = models.CharField(max_length=40)
    title = models.CharField(max_length=400, blank=True)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "language", "engine"], name="machine_text_once"
            ),
        ]
        indexes = [
            # what is old enough to be forgotten
            models.Index(fields=["at"], name="machine_text_of_age"),
        ]

    def __str__(self) -> str:
        return f"machine text {self.id}"
