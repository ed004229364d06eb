"""Rows of works: pictures with their history, makers, and what each grew from."""

from fractions import Fraction

from django.db import models

from cohive.create.models.challenges import Challenge
from cohive.create.models.fractions import FractionField
from cohive.words.ids import new_id
from cohive.words.states import StateGraph
from cohive.words.verbs import Stage

WORK_STATES = StateGraph("work", {"published": ("withdrawn",), "withdrawn": ()})
WORK_KINDS = ("work", "source")
"""A source is something from outside that is only named: it has no makers and no money."""


class Work(models.Model):
    """Something made. `keep` and `ask` are fixed when it is handed in, so that whoever builds on
    it knows what she builds on.

    `score_milli` is the lower end of the range of its mean score in thousandths of a point, 0
    while votes are secret; the gallery sorts by it. `picture` is the digest of its newest
    version's picture, '' if it has none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    kind = models.CharField(max_length=8, default="work", choices=[(k, k) for k in WORK_KINDS])
    title = models.CharField(max_length=140)
    text = models.TextField(blank=True)
    holder = models.CharField(max_length=140, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=10, blank=True)
    stage = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in Stage], default=Stage.DESIGN.value
    )
    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="works", null=True)
    submitted_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=12, choices=WORK_STATES.choices(), default=WORK_STATES.start
    )
    keep = FractionField(default=Fraction(1, 2))
    ask = FractionField(null=True)  # type: ignore[misc]  # the stubs cannot say Fraction | None
    picture = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    score_milli = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # the gallery, newest first
            models.Index(fields=["kind", "state", "-at", "-id"], name="work_gallery_newest"),
            # the gallery, best scored first
            models.Index(
                fields=["kind", "state", "-score_milli", "-id"], name="work_gallery_score"
            ),
            # the entries of a challenge
            models.Index(fields=["challenge", "id"], name="work_of_challenge"),
        ]
        constraints = [
            models.CheckConstraint(
                name="work_score_in_range", condition=models.Q(score_milli__lte=5000)
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class WorkVersion(models.Model):
    """One picture of a work; a replaced one stays in its history."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work = models.ForeignKey(Work, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    picture = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "number"], name="work_version_once"),
        ]
        indexes = [
            # "does a published work show this picture?"
            models.Index(fields=["picture"], name="work_version_picture"),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} version {self.number}"


class WorkMaker(models.Model):
    """Who made it, with which weight; `is_named` means that somebody else put her there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work = models.ForeignKey(Work, models.PROTECT, related_name="makers")
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    weight = models.PositiveIntegerField(default=1)
    is_named = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "agent"], name="work_maker_once"),
            models.CheckConstraint(name="work_maker_weighs", condition=models.Q(weight__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.work_id}"


class WorkParent(models.Model):
    """`work` grew from `parent`; weight 0 only names it; `credit` is said to its makers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work = models.ForeignKey(Work, models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Work, models.PROTECT, related_name="children")
    weight = models.PositiveIntegerField(default=1)
    credit = models.CharField(max_length=400)
    language = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "parent"], name="work_parent_once"),
            models.CheckConstraint(
                name="work_is_not_its_own_parent", condition=~models.Q(work=models.F("parent"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} from {self.parent_id}"
