"""Who writes to the place: a person with her keys in each channel, merged by rows one can undo.

A merge moves nothing. `merged_into` says whom a row was joined to, `root` whom it stands for now;
taking the merge back sets both again, so nothing is lost by a wrong guess.
"""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id

CHANNELS = ("mail", "form", "widget", "place", "order", "telegram", "federation", "wechat")
KEY_KINDS = ("mail", "typed", "member", "link", "telegram", "federation", "wechat")
"""`typed`: an address somebody wrote into a form. Nobody has proven that it is hers."""
NAME_LENGTH = 120


class Correspondent(models.Model):
    """A person who writes. Everything that tells who she is stands here and in her keys."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    language = models.CharField(max_length=10, blank=True)
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    root = models.ForeignKey("self", models.PROTECT, related_name="standing_for")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correspondent_not_in_herself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"correspondent {self.id}"


class CorrespondentKey(models.Model):
    """How a channel calls her: an address, a number, a handle."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    correspondent = models.ForeignKey(Correspondent, models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KEY_KINDS])
    value = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # also serves "who is it that writes"
            models.UniqueConstraint(fields=["kind", "value"], name="correspondent_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.correspondent_id}"


class PersonMerge(models.Model):
    """Somebody said that two are one person; `undone_at` when it was taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    taken = models.ForeignKey(Correspondent, models.CASCADE, related_name="merges")
    into = models.ForeignKey(Correspondent, models.CASCADE, related_name="+")
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["taken"], condition=Q(undone_at__isnull=True), name="person_merged_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken_id} into {self.into_id}"


class ConversationMerge(models.Model):
    """Two conversations are read as one; `undone_at` when they were parted again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    taken = models.ForeignKey("care.Conversation", models.CASCADE, related_name="merges")
    into = models.ForeignKey("care.Conversation", models.CASCADE, related_name="+")
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["taken"],
                condition=Q(undone_at__isnull=True),
                name="conversation_merged_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken_id} into {self.into_id}"
