"""Payments, the provider's messages, and refunds."""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

PAYMENT_STATES = StateGraph(
    "payment",
    {"open": ("paid", "closed"), "closed": ("paid",), "paid": ()},
)
REFUND_STATES = StateGraph(
    "refund",
    {
        "requested": ("granted", "declined"),
        "granted": ("asked", "done"),
        "asked": ("done",),
        "done": (),
        "declined": (),
    },
)


class Payment(models.Model):
    """One way an order is paid: an intent at the provider, or cash and card at a stall.

    `provider` took it ('' at a stall); `intent` is the provider's id of what was asked for, known
    once it answered, and `provider_payment` its id of the money, where that is another. A payment
    that came for an order nobody can deliver any more, or came twice, is `is_surplus`: it is given
    back by itself.
    """

    METHODS = [
        (kind, kind)
        for kind in ("card", "qr", "phone", "transfer", "cash", "terminal", "elsewhere")
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey("trade.Order", models.PROTECT, related_name="payments")
    method = models.CharField(max_length=10, choices=METHODS)
    provider = models.CharField(max_length=12, blank=True)
    intent = models.CharField(max_length=80, unique=True, null=True)  # noqa: DJ001 - unique
    provider_payment = models.CharField(  # noqa: DJ001 - unique
        max_length=80, unique=True, null=True
    )
    state = models.CharField(max_length=8, choices=PAYMENT_STATES.choices())
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_surplus = models.BooleanField(default=False)
    failed_at = models.DateTimeField(null=True)
    captured_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_not_below_zero", condition=Q(amount_minor__gte=0)),
        ]
        indexes = [
            # payments whose end we do not know yet
            models.Index(fields=["state", "created_at"], name="payment_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.state}"


class WebhookReceipt(models.Model):
    """A message of the provider we acted on: written with its effect, so that twice is once."""

    id = models.CharField(max_length=120, primary_key=True)
    kind = models.CharField(max_length=40)
    intent = models.CharField(max_length=80)
    effect = models.CharField(max_length=40)
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.effect}"


class Refund(models.Model):
    """Money that goes back: asked for by the buyer, decided by a maker, done by the provider.

    `is_surplus` gives back a payment that bought nothing; it has no lines. `given_before_minor` is
    what of it the buyer had already, by a favour made at the provider: that is asked for no second
    time. `failed_at` is when the provider said that the buyer's bank did not take it (its act is
    `failed_act`); then, and where no provider gives it back, a steward sends it by hand, at
    `sent_at` (`sent_act` where the bank takes the provider's place).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey("trade.Order", models.PROTECT, related_name="refunds")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    state = models.CharField(max_length=10, choices=REFUND_STATES.choices())
    reason = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    is_surplus = models.BooleanField(default=False)
    goods_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    given_before_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    provider_refund = models.CharField(max_length=80, blank=True)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    done_at = models.DateTimeField(null=True)
    done_act = models.UUIDField(null=True)
    failed_at = models.DateTimeField(null=True)
    failed_act = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_act = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="refund_not_below_zero",
                condition=Q(goods_minor__gte=0, shipping_minor__gte=0),
            ),
            models.CheckConstraint(
                name="refund_given_before_is_a_part",
                condition=Q(
                    given_before_minor__gte=0,
                    given_before_minor__lte=F("goods_minor") + F("shipping_minor"),
                ),
            ),
        ]
        indexes = [
            # refunds to decide, and those the provider still has to be asked for
            models.Index(fields=["state", "requested_at"], name="refund_by_state"),
        ]

    def __str__(self) -> str:
        return f"refund {self.state}"

    @property
    def amount_minor(self) -> int:
        """What the buyer gets back."""
        return self.goods_minor + self.shipping_minor


class RefundLine(models.Model):
    """How many pieces of an order line are given back, and whether they lie on the shelf again."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="lines")
    line = models.ForeignKey("trade.OrderLine", models.PROTECT, related_name="refund_lines")
    quantity = models.PositiveIntegerField()
    is_back_on_shelf = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "line"], name="refund_line_once"),
            models.CheckConstraint(name="refund_line_counts", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} back"
