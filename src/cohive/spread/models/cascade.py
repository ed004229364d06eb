"""How a thing travelled: boosts from elsewhere, who joined by a link, credit along an order's path.

Nothing here is paid. Who boosted elsewhere is kept as a keyed digest of the handle: enough to know
the same account again, not enough to name it.
"""

from django.db import models
from django.db.models import F, Q

from cohive.spread.models.links import Conversion, Link
from cohive.words.ids import new_id

CHANNEL_LENGTH = 20
DIGEST_LENGTH = 64


class Boost(models.Model):
    """Somebody passed a thing on in another network; an edge of the thing's cascade.

    `link`: the link of ours that the boosted post carried; `after`: the boost it came by.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    target_kind = models.CharField(max_length=12)
    target = models.UUIDField()
    channel = models.CharField(max_length=CHANNEL_LENGTH)
    handle_digest = models.CharField(max_length=DIGEST_LENGTH)
    remote_digest = models.CharField(max_length=DIGEST_LENGTH)
    link = models.ForeignKey(Link, models.PROTECT, related_name="boosts", null=True)
    after = models.ForeignKey("self", models.PROTECT, related_name="boosts", null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "remote_digest"], name="boost_once"),
            models.CheckConstraint(
                name="boost_came_one_way", condition=Q(link__isnull=True) | Q(after__isnull=True)
            ),
            models.CheckConstraint(name="boost_not_after_itself", condition=~Q(after=F("id"))),
        ]
        indexes = [
            # the cascade of a thing
            models.Index(fields=["target_kind", "target", "id"], name="boost_of_target"),
        ]

    def __str__(self) -> str:
        return f"boost of {self.target_kind} on {self.channel}"


class Arrival(models.Model):
    """A member joined after coming by a link. Nobody is ever paid for it."""

    link = models.ForeignKey(Link, models.PROTECT, related_name="arrivals")
    member = models.OneToOneField("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id} by {self.link_id}"


class PathCredit(models.Model):
    """One hand on the path of one order, with its part; computed from the rows, and again."""

    conversion = models.ForeignKey(Conversion, models.CASCADE, related_name="credits")
    link = models.ForeignKey(Link, models.PROTECT, related_name="credits")
    person = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    void = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            # also serves "the path of an order"
            models.UniqueConstraint(fields=["conversion", "step"], name="credit_once_per_step"),
            models.CheckConstraint(
                name="credit_is_part_of_one",
                condition=Q(numerator__gte=0)
                & Q(denominator__gt=0)
                & Q(numerator__lte=F("denominator")),
            ),
            models.CheckConstraint(
                name="credit_void_is_nothing", condition=Q(void="") | Q(numerator=0)
            ),
        ]
        indexes = [
            # what a person was credited for
            models.Index(fields=["person", "conversion"], name="credit_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator} for {self.person_id}"


class NamedCarrier(models.Model):
    """A member who agreed to be shown by name where it is told how a thing travelled."""

    agent = models.OneToOneField(
        "journal.Agent", models.PROTECT, primary_key=True, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"named {self.agent_id}"
