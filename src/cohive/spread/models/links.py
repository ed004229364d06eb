"""Links, the visits they bring and the orders that come of them.

A link knows the link its owner came by herself (`came_by`). That is for seeing how a thing
travelled and for thanks: nobody is ever rewarded for a link of somebody else (depth 1).
"""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id

KIND_LENGTH = 12
CODE_LENGTH = 8


class Link(models.Model):
    """One member's link to one thing. Asking again for the same thing gives the same link.

    A link made for one `channel` of a `campaign` is one of its own, so that who came by it is
    counted for that channel.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    owner = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    target_kind = models.CharField(max_length=KIND_LENGTH)
    target = models.UUIDField()
    came_by = models.ForeignKey("self", models.PROTECT, related_name="followers", null=True)
    campaign = models.ForeignKey("spread.Campaign", models.PROTECT, related_name="+", null=True)
    channel = models.ForeignKey("spread.Channel", models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # also serves "my links"
            models.UniqueConstraint(
                fields=["owner", "target_kind", "target"],
                condition=Q(channel__isnull=True),
                name="link_once_per_target",
            ),
            # also serves "what came over each channel of a campaign"
            models.UniqueConstraint(
                fields=["campaign", "channel", "owner", "target_kind", "target"],
                condition=Q(channel__isnull=False),
                name="link_once_per_channel_of_campaign",
            ),
            models.CheckConstraint(
                name="link_of_a_channel_names_its_campaign",
                condition=Q(campaign__isnull=True, channel__isnull=True)
                | Q(campaign__isnull=False, channel__isnull=False),
            ),
            models.CheckConstraint(name="link_not_by_itself", condition=~Q(came_by=F("id"))),
        ]
        indexes = [
            # the cascade of a thing
            models.Index(fields=["target_kind", "target", "id"], name="link_of_target"),
        ]

    def __str__(self) -> str:
        return f"{self.code} to {self.target_kind}"


class Visit(models.Model):
    """A measurement: somebody opened a link. Who it was is not kept, and it is no act."""

    link = models.ForeignKey(Link, models.PROTECT, related_name="visits")
    is_first = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # visits of a link over time
            models.Index(fields=["link", "at"], name="visit_of_link"),
        ]

    def __str__(self) -> str:
        return f"visit of {self.link_id}"


class Conversion(models.Model):
    """An order that was paid after its buyer came by a link.

    `is_own` marks an order of the link's owner: it is shown and never rewarded.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    link = models.ForeignKey(Link, models.PROTECT, related_name="conversions")
    order = models.UUIDField()
    buyer = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    is_own = models.BooleanField(default=False)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], name="conversion_once_per_order"),
            models.CheckConstraint(
                name="conversion_is_not_below_zero", condition=Q(amount_minor__gte=0)
            ),
        ]
        indexes = [
            # what came of a link, newest first
            models.Index(F("link"), F("at").desc(), name="conversion_of_link"),
        ]

    def __str__(self) -> str:
        return f"order {self.order} by {self.link_id}"
