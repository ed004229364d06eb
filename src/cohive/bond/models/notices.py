"""What a member should know; read once, never repeated."""

from django.db import models

from cohive.words.ids import new_id


class Notice(models.Model):
    """One sentence for one member, with the page where she can act on it.

    `sentence` is a msgid, `values` hold plain words or marked ones ("agent:<id>",
    "money:317:EUR", "day:2026-11-22") that are said in her language when she reads it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    to = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    sentence = models.CharField(max_length=300)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    subject_id = models.UUIDField(null=True)
    key = models.CharField(max_length=160)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # something she is asked for; stays on top until it is answered
    waits = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["to", "key"], name="notice_once"),
        ]
        indexes = [
            # the page of notices, newest first
            models.Index(fields=["to", "id"], name="notice_of_member"),
            # the number on the bell
            models.Index(
                fields=["to"], name="notice_unread", condition=models.Q(read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.to_id}"
