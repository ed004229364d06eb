"""Answers that were given to forms which move value, so that the same form gets the same again."""

from django.db import models


class GivenAnswer(models.Model):
    """What a form was answered. `id` is made of who sent it, where to, and the form's own key.

    `fingerprint` says what was in it: the same key with other contents is another wish and is
    refused. Forgotten after thirty days; no form is kept so long.
    """

    id = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.TextField(blank=True)
    given_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"answer {self.status}"
