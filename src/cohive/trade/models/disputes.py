"""Payments a bank took back, and the provider's messages that came before their time."""

from django.db import models
from django.db.models import Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

DISPUTE_STATES = StateGraph("dispute", {"open": ("won", "lost"), "won": (), "lost": ()})


class Dispute(models.Model):
    """A bank took a payment back for its customer (a chargeback), and heard both sides or not.

    `is_whole` says, once it is lost, that everything that was left of the order went with it: then
    its pieces count as given back. Where a part was taken nobody knows for which piece, and the
    firm bears it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey("trade.Order", models.PROTECT, related_name="disputes")
    payment = models.ForeignKey("trade.Payment", models.PROTECT, related_name="disputes")
    provider_dispute = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=8, choices=DISPUTE_STATES.choices())
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=40, blank=True)
    is_whole = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="dispute_takes_something", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="dispute_fee_not_below", condition=Q(fee_minor__gte=0)),
            models.CheckConstraint(
                name="dispute_closed_once",
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state__in=("won", "lost"), closed_at__isnull=False),
            ),
        ]
        indexes = [
            # the desk's list: open ones first by their last day, then the closed
            models.Index(fields=["state", "opened_at"], name="dispute_by_state"),
        ]

    def __str__(self) -> str:
        return f"dispute {self.state}"


class ProviderReading(models.Model):
    """Up to when we have read what a provider lists of what happened there."""

    provider = models.CharField(max_length=12, primary_key=True)
    read_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.provider} until {self.read_until}"


class WaitingMessage(models.Model):
    """A message that speaks of money before we heard that the money came; kept until we do.

    `intent` is the provider's name of the payment, `body` the event as JSON. It never holds a
    person's name.
    """

    id = models.CharField(max_length=120, primary_key=True)
    provider = models.CharField(max_length=12)
    intent = models.CharField(max_length=80, db_index=True)
    body = models.TextField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"waiting for {self.intent}"
