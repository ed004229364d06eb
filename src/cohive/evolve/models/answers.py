"""Rows of what is answered, kept so that nobody can join an answer to who gave it.

`Participation` says who took part and knows no answer; `Response` and `Answer` hold what was said
and know no person, unless she agreed to have them joined. None of the three has a time, their ids
are random, and the order in which they stand in the tables is mixed whenever one is added
(`operations.survey_answers`). A `Draft` is found only with the key that her own browser keeps.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from cohive.evolve.models.surveys import Item, Survey, Wave
from cohive.words.ids import new_id


class Invitation(models.Model):
    """A guest who was asked by mail; the row goes when the wave is closed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="invitations")
    address = models.EmailField()
    language = models.CharField(max_length=12, blank=True)
    sent_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "address"], name="invitation_once"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.id}"


class Participation(models.Model):
    """Somebody took part in a wave that is open, so that nobody does twice. No time, no answer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="participations")
    member = models.ForeignKey("journal.Agent", models.CASCADE, null=True, related_name="+")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "member"], name="participation_member_once"),
            models.UniqueConstraint(
                fields=["wave", "invitation"], name="participation_invitation_once"
            ),
            models.CheckConstraint(
                name="participation_of_one",
                condition=models.Q(member__isnull=True, invitation__isnull=False)
                | models.Q(member__isnull=False, invitation__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"participation {self.id}"


class Response(models.Model):
    """All answers of one person in one wave; `member` only when she joined them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="responses")
    member = models.ForeignKey("journal.Agent", models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "member"], name="response_member_once"),
        ]

    def __str__(self) -> str:
        return f"response {self.id}"


class Answer(models.Model):
    """One chosen value, or one open text. `place` is where a ranking put it, from 1."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    value = models.PositiveSmallIntegerField(null=True)
    place = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "item", "value"], name="answer_once"),
            models.UniqueConstraint(
                fields=["response", "item"],
                condition=models.Q(value__isnull=True),
                name="answer_text_once",
            ),
            models.UniqueConstraint(fields=["response", "item", "place"], name="answer_place_once"),
            models.CheckConstraint(
                name="answer_value_or_text",
                condition=models.Q(value__isnull=False, text="")
                | (models.Q(value__isnull=True, place__isnull=True) & ~models.Q(text="")),
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.id}"


class Draft(models.Model):
    """Answers on their way, under the digest of a key that only the answering browser holds."""

    key = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    begun_on = models.DateField()

    class Meta:
        indexes = [
            # the nightly clearing of what was never sent
            models.Index(fields=["begun_on"], name="draft_by_day"),
        ]

    def __str__(self) -> str:
        return f"draft of {self.survey_id}"
