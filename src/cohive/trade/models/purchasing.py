"""Orders of the firm to a printer: what, how many, ordered when, received when."""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

PURCHASE_STATES = StateGraph(
    "purchase order",
    {
        "written": ("ordered", "dropped"),
        "ordered": ("received", "dropped"),
        "received": (),
        "dropped": (),
    },
)


class PurchaseOrder(models.Model):
    """A size run, frozen: of a pre-order, or of what was sold of a product in a stretch of time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    product = models.UUIDField()
    title = models.CharField(max_length=200)
    supplier = models.CharField(max_length=120, blank=True)
    preorder = models.ForeignKey(
        "trade.PreOrder", models.PROTECT, related_name="purchases", null=True
    )
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=PURCHASE_STATES.choices())
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["preorder"],
                condition=Q(preorder__isnull=False) & ~Q(state="dropped"),
                name="purchase_once_of_a_preorder",
            ),
            models.CheckConstraint(
                name="purchase_of_one_of_two",
                condition=Q(preorder__isnull=False, since__isnull=True, until__isnull=True)
                | Q(preorder__isnull=True, since__isnull=False, until__gt=F("since")),
            ),
            models.CheckConstraint(
                name="purchase_received_when",
                condition=(Q(state="received", received_at__isnull=False))
                | (~Q(state="received") & Q(received_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"purchase order {self.number}"


class PurchaseLine(models.Model):
    """So many of a variant: `promised` to orders of a pre-order, the rest that comes is free."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purchase = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    variant = models.UUIDField()
    label = models.CharField(max_length=80, blank=True)
    sku = models.CharField(max_length=60, blank=True)
    promised = models.PositiveIntegerField(default=0)
    quantity = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purchase", "variant"], name="purchase_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.label}"
