"""Rows of what is asked: surveys, their questions, and the waves in which they are asked."""

from __future__ import annotations

from django.db import models

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

SURVEY_STATES = StateGraph(
    "survey",
    {"draft": ["open", "dropped"], "open": ["closed"], "closed": ["open"], "dropped": []},
)
KINDS = ("likert", "matrix", "single", "multiple", "ranking", "text")
CHOOSING = ("single", "multiple", "ranking")
SCALED = ("likert", "matrix")
TEXT_LENGTH_MAX = 500


class Survey(models.Model):
    """Questions that are asked together, once or in waves.

    `may_join`: each may choose whether her answers are joined to what she does here; without it
    nobody's are. `takes_guests`: a link that can be passed on is enough to answer.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title_en = models.CharField(max_length=140, blank=True)
    title_zh = models.CharField(max_length=140, blank=True)
    lead_en = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    lead_zh = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    may_join = models.BooleanField(default=False)
    takes_guests = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=SURVEY_STATES.choices(), default="draft")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="survey_has_a_title", condition=~models.Q(title_en="", title_zh="")
            ),
            models.CheckConstraint(
                name="survey_state_known", condition=models.Q(state__in=SURVEY_STATES.states)
            ),
        ]
        indexes = [
            # the lists of the desk and of what is open, newest first
            models.Index(fields=["state", "-id"], name="survey_of_state"),
        ]

    def __str__(self) -> str:
        return f"survey {self.id}"


class Question(models.Model):
    """One question; `instrument` names the ready scale it came from, or is empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    instrument = models.CharField(max_length=40, blank=True)
    text_en = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    text_zh = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="question_has_a_text", condition=~models.Q(text_en="", text_zh="")
            ),
            models.CheckConstraint(name="question_kind_known", condition=models.Q(kind__in=KINDS)),
        ]
        indexes = [models.Index(fields=["survey", "position"], name="question_in_order")]

    def __str__(self) -> str:
        return f"question {self.position} of {self.survey_id}"


class Item(models.Model):
    """What one answer is given to: the question itself, or one statement of a matrix.

    `scale` names the items that are meant to measure one thing together; `is_reversed` when
    agreeing means less of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    text_en = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    text_zh = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    scale = models.CharField(max_length=80, blank=True)
    is_reversed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="item_key_once"),
            models.UniqueConstraint(fields=["question", "position"], name="item_place_once"),
        ]

    def __str__(self) -> str:
        return self.key


class Choice(models.Model):
    """One answer to choose.

    `target_percent`: how many of a hundred it stands for among those the survey speaks for, to
    weight by; `quota`: how many who choose it are heard in one wave.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    value = models.PositiveSmallIntegerField()
    text_en = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    text_zh = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    target_percent = models.PositiveSmallIntegerField(null=True)
    quota = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "value"], name="choice_value_once"),
            models.CheckConstraint(
                name="choice_has_a_text", condition=~models.Q(text_en="", text_zh="")
            ),
            models.CheckConstraint(
                name="choice_target_to_100",
                condition=models.Q(target_percent__isnull=True) | models.Q(target_percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} of {self.question_id}"


class Wave(models.Model):
    """One time of asking the same questions; at most one of a survey is open.

    Members get one mail, on `asked_on`, and one more, on `reminded_on`; never a third. `outcome`
    is what the place says came of it, for all members to read.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="waves")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome_en = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    outcome_zh = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    asked_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="wave_number_once"),
            models.UniqueConstraint(
                fields=["survey"],
                condition=models.Q(closed_at__isnull=True),
                name="wave_one_open",
            ),
            models.CheckConstraint(
                name="wave_outcome_of_a_closed",
                condition=models.Q(closed_at__isnull=False)
                | models.Q(outcome_en="", outcome_zh=""),
            ),
        ]

    def __str__(self) -> str:
        return f"wave {self.number} of {self.survey_id}"
