"""Agreements: the terms a product is sold under, version by version.

What is offered is written down whole (waterfall, stage weights, every stage's lineage with its
makers, the labels) as one JSON text in `terms`, exact fractions as strings. The named persons
accept exactly that text, and a trigger refuses to change it afterwards: a sale made under a version
can be worked out again for ever. A later contribution needs a new version.
"""

from django.db import models
from django.db.models import Q

from cohive.create.models.products import Product
from cohive.words.ids import new_id
from cohive.words.states import StateGraph

AGREEMENT_STATES = StateGraph(
    "agreement",
    {
        "offered": ("active", "refused", "superseded"),
        "active": ("superseded",),
        "superseded": (),
        "refused": (),
    },
)
ANSWER_STATES = StateGraph(
    "agreement answer",
    {"asked": ("accepted", "declined"), "accepted": (), "declined": ()},
)


class Agreement(models.Model):
    """One version of a product's terms. Everything but state and instants is fixed when offered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="agreements")
    version = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    terms = models.TextField()
    state = models.CharField(max_length=10, choices=AGREEMENT_STATES.choices())
    offered_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    active_from = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "version"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state="active"), name="agreement_one_active"
            ),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state="offered"), name="agreement_one_offered"
            ),
            models.CheckConstraint(
                name="agreement_active_since_when",
                condition=~Q(state="active") | Q(active_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version} of {self.product_id}"


class NamedAcceptance(models.Model):
    """A person whose own yes the version needs, and what she answered; silence is not a yes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="named")
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ANSWER_STATES.choices())
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "agent"], name="named_acceptance_once"),
            models.CheckConstraint(
                name="named_acceptance_dated",
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [
            # "which agreements wait for this person"
            models.Index(fields=["agent", "state"], name="named_acceptance_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.state}"
