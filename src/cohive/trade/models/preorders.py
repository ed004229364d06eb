"""Pre-orders: what is made only when enough people have paid; the money that waits for it."""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

PREORDER_STATES = StateGraph(
    "pre-order",
    {"open": ("reached", "missed", "withdrawn"), "reached": (), "missed": (), "withdrawn": ()},
)
COUNTED = ("pieces", "orders")


class PreOrder(models.Model):
    """A bargain: so many pieces (or orders) paid until an instant, and it is made; else all goes
    back. Its terms are never changed once somebody may have paid on them (see preorder_rules.py).

    `goes_on`: after the goal was reached more may be ordered until the date, and these orders are
    certain at once. `promise` is what happens then, in the firm's words.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.UUIDField()
    state = models.CharField(max_length=10, choices=PREORDER_STATES.choices())
    goal = models.PositiveIntegerField()
    counted = models.CharField(max_length=8, choices=[(kind, kind) for kind in COUNTED])
    until = models.DateTimeField()
    goes_on = models.BooleanField(default=False)
    promise = models.CharField(max_length=500)
    language = models.CharField(max_length=16, default="en")
    opened_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(state="open"), name="preorder_one_open_of_a_product"
            ),
            models.CheckConstraint(name="preorder_has_a_goal", condition=Q(goal__gte=1)),
            models.CheckConstraint(
                name="preorder_lasts_a_while", condition=Q(until__gt=F("opened_at"))
            ),
            models.CheckConstraint(
                name="preorder_ended_when",
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            # the newest of a product; open ones to decide
            models.Index(F("product"), F("id").desc(), name="preorder_of_product"),
            models.Index(fields=["state", "until"], name="preorder_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.goal} {self.counted}: {self.state}"


class Advance(models.Model):
    """Money paid for an order whose goal was not reached yet: owed to its payer until then.

    `returned_minor` went back at the provider while it waited; so much less is owed.
    """

    order = models.OneToOneField(
        "trade.Order", models.PROTECT, primary_key=True, related_name="advance"
    )
    payment = models.ForeignKey("trade.Payment", models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    returned_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    received_at = models.DateTimeField()
    received_act = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="advance_above_nothing", condition=Q(amount_minor__gte=0)),
            models.CheckConstraint(
                name="advance_returned_is_a_part",
                condition=Q(returned_minor__gte=0, returned_minor__lte=F("amount_minor")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} in advance"

    @property
    def owed_minor(self) -> int:
        """What the firm still owes of it."""
        return self.amount_minor - self.returned_minor
