"""Another size for the one that does not fit: one piece back, another sent, no money."""

from django.db import models
from django.db.models import Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

EXCHANGE_STATES = StateGraph(
    "exchange",
    {
        "asked": ("accepted", "declined", "withdrawn"),
        "accepted": ("back", "withdrawn"),
        "back": ("sent",),
        "sent": (),
        "declined": (),
        "withdrawn": (),
    },
)
OPEN = ("asked", "accepted", "back")


class Exchange(models.Model):
    """So many pieces of an order line for another variant of the same product.

    The new pieces are set aside when it is asked; `is_on_shelf` says that the old ones can be
    sold again. The order line stays as it was sold: product, price and makers are the same.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey("trade.Order", models.PROTECT, related_name="exchanges")
    line = models.ForeignKey("trade.OrderLine", models.PROTECT, related_name="exchanges")
    old_variant = models.UUIDField()
    new_variant = models.UUIDField()
    new_label = models.CharField(max_length=80)
    quantity = models.PositiveIntegerField()
    location = models.ForeignKey("trade.Location", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=EXCHANGE_STATES.choices())
    answer = models.CharField(max_length=500, blank=True)
    carrier = models.CharField(max_length=60, blank=True)
    tracking = models.CharField(max_length=80, blank=True)
    is_on_shelf = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state__in=OPEN), name="exchange_one_open"
            ),
            models.CheckConstraint(name="exchange_counts", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="exchange_for_another", condition=~Q(old_variant=models.F("new_variant"))
            ),
        ]
        indexes = [
            # what waits on the desk, the oldest first
            models.Index(fields=["state", "asked_at"], name="exchange_by_state"),
        ]

    def __str__(self) -> str:
        return f"exchange {self.state}"
