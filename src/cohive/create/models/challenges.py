"""Rows of challenges, and of the terms one accepts when one hands something in."""

from fractions import Fraction

from django.db import models

from cohive.create.models.fractions import FractionField
from cohive.words.ids import new_id
from cohive.words.verbs import Stage

DECIDERS = ("firm", "circle", "jury")
"""Who may decide about a challenge or an idea."""


class StandingTerms(models.Model):
    """One version of the terms every work is handed in under; a new text is a new row.

    `texts` maps a language code to the whole text. `keep_min` is what a maker keeps at least,
    whatever the works she built on ask together; `vote` is the members' vote that set it, null
    when a steward or the beginning did. A version that only changes the words carries both on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(unique=True)
    texts = models.JSONField()
    keep_min = FractionField(default=Fraction(1, 2))
    vote = models.UUIDField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"standing terms {self.version}"


class TermsAcceptance(models.Model):
    """Somebody accepted a version, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    terms = models.ForeignKey(StandingTerms, models.PROTECT, related_name="acceptances")
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["terms", "agent"], name="terms_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} accepted {self.terms_id}"


class Challenge(models.Model):
    """A call for works: what is wanted, until when, who decides; its phase follows the instants."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    title = models.CharField(max_length=140)
    brief = models.TextField()
    language = models.CharField(max_length=10, blank=True)
    circle = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    opened_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    stage = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in Stage], default=Stage.DESIGN.value
    )
    decides = models.CharField(max_length=8, choices=[(d, d) for d in DECIDERS])
    terms = models.ForeignKey(StandingTerms, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    voting_closes_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="challenge_dates_in_order",
                condition=models.Q(opens_at__lte=models.F("closes_at"))
                & models.Q(closes_at__lte=models.F("voting_closes_at")),
            ),
            models.CheckConstraint(
                name="challenge_decides_known", condition=models.Q(decides__in=DECIDERS)
            ),
        ]
        indexes = [
            # which challenges run, the one that ends soonest first
            models.Index(fields=["voting_closes_at", "id"], name="challenge_by_end"),
        ]

    def __str__(self) -> str:
        return self.slug
