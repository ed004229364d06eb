"""Other servers: what is to be sent there, how they answer, what came, and which are kept out."""

from django.db import models

from cohive.spread.models.federation import URI_LENGTH_MAX
from cohive.words.ids import new_id

DELIVERY_STATES = ("waiting", "sent", "refused", "given_up")
SEVERITIES = ("silence", "suspend")


class OutgoingActivity(models.Model):
    """An activity of ours as it is sent, kept while somebody still waits for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor = models.ForeignKey("spread.FederatedActor", models.PROTECT, related_name="+")
    document = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"activity {self.id}"


class FederationHost(models.Model):
    """A server we send to. After a failure the whole host rests, each time longer.

    `taken_until` says that somebody is sending there now, so that nobody else does.
    """

    host = models.CharField(max_length=255, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    taken_until = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, blank=True)
    dropped_followers = models.PositiveIntegerField(default=0)
    dropped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.host


class FederationDelivery(models.Model):
    """One activity for one inbox: a server with a shared inbox gets it once for all who follow."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity = models.ForeignKey(OutgoingActivity, models.CASCADE, related_name="deliveries")
    inbox = models.CharField(max_length=URI_LENGTH_MAX)
    host = models.ForeignKey(FederationHost, models.PROTECT, related_name="deliveries")
    state = models.CharField(
        max_length=10, choices=[(state, state) for state in DELIVERY_STATES], default="waiting"
    )
    attempts = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "inbox"], name="federation_delivery_once"),
        ]
        indexes = [
            # what waits for a host, oldest first
            models.Index(
                fields=["host", "id"],
                condition=models.Q(state="waiting"),
                name="federation_waiting",
            ),
            # what is forgotten
            models.Index(fields=["state", "at"], name="federation_delivery_done"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.id} {self.state}"


class ReceivedActivity(models.Model):
    """The digest of an activity's id, so that the same one sent again does nothing."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest


class DomainBlock(models.Model):
    """A domain with everything below it: silenced (heard, tells nobody) or kept out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    domain = models.CharField(max_length=253, unique=True)
    severity = models.CharField(max_length=8, choices=[(name, name) for name in SEVERITIES])
    comment = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.severity} {self.domain}"
