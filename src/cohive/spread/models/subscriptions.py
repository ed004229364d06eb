"""Who asked for mail of what, and the proof of it.

An address stands in one row only, the subscriber's; it is erased there and nowhere else. What is
not to be written to again is kept as a keyed digest, from which no address can be read.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

LIST_KINDS = ("place", "circle", "challenge")
ADDRESS_CHARACTERS_MAX = 254
SUPPRESSED_BECAUSE = ("bounced", "complained", "declined", "erased")
CONSENT_CHARACTERS_MAX = 500
PAGE_CHARACTERS_MAX = 200

SUBSCRIPTION_STATES = StateGraph(
    "subscription",
    {
        "asked": ["confirmed", "ended", "erased"],
        "confirmed": ["ended", "erased"],
        "ended": ["asked", "confirmed", "erased"],
        "erased": [],
    },
)


class Subscriber(models.Model):
    """An address that asked for mail, of a member or of a stranger; erased, it is empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address = models.CharField(max_length=ADDRESS_CHARACTERS_MAX, blank=True)
    # of the address, keyed; the row's own id once the address is erased
    digest = models.CharField(max_length=64, unique=True)
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    language = models.CharField(max_length=12)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"subscriber {self.id}"


class Subscription(models.Model):
    """One list one subscriber asked for: `confirmed` once she said so from her own mailbox."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscriber = models.ForeignKey(Subscriber, models.PROTECT, related_name="subscriptions")
    list_kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in LIST_KINDS])
    list_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=SUBSCRIPTION_STATES.choices())
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            # also serves the preferences page
            models.UniqueConstraint(
                fields=["subscriber", "list_kind", "list_id"], name="subscription_once_per_list"
            ),
            models.CheckConstraint(
                name="subscription_confirmed_has_its_instant",
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
            ),
        ]
        indexes = [
            # the audience of a list, in a fixed order
            models.Index(fields=["list_kind", "list_id", "state", "id"], name="audience_of_list"),
            # what nobody confirmed, to be forgotten
            models.Index(fields=["state", "asked_at"], name="subscription_unconfirmed"),
        ]

    def __str__(self) -> str:
        return f"subscription {self.id}"


class SubscriptionConsent(models.Model):
    """The proof: when somebody asked or confirmed, from which page, agreeing to what words."""

    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="consents")
    step = models.CharField(
        max_length=10, choices=[(step, step) for step in ("asked", "confirmed", "imported")]
    )
    text = models.CharField(max_length=CONSENT_CHARACTERS_MAX)
    page = models.CharField(max_length=PAGE_CHARACTERS_MAX)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # the proof of one subscription, in order
            models.Index(fields=["subscription", "at"], name="consent_of_subscription"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.subscription_id}"


class SuppressedAddress(models.Model):
    """An address that is not written to: only its keyed digest, and why."""

    digest = models.CharField(max_length=64, primary_key=True)
    reason = models.CharField(
        max_length=12,
        choices=[(reason, reason) for reason in SUPPRESSED_BECAUSE],
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason
