"""Orders, their lines, the parcel; names and addresses apart, where they can be erased."""

from fractions import Fraction

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

ORDER_STATES = StateGraph(
    "order",
    {
        "placed": ("paid", "waiting", "expired", "cancelled"),
        "expired": ("paid", "waiting"),
        "waiting": ("paid", "cancelled"),
        "paid": ("packed", "sent", "cancelled", "handed_over"),
        "packed": ("sent", "cancelled", "handed_over"),
        "sent": ("arrived",),
        "arrived": (),
        "handed_over": (),
        "cancelled": (),
    },
)


def _rate(numerator: int | None, denominator: int | None) -> Fraction | None:
    if numerator is None or denominator is None:
        return None
    return Fraction(numerator, denominator)


class Order(models.Model):
    """What somebody buys at once. Amounts are frozen when it is placed."""

    CHANNELS = [(kind, kind) for kind in ("web", "stall", "partner", "import")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=120, unique=True)
    preorder = models.ForeignKey("trade.PreOrder", models.PROTECT, related_name="orders", null=True)
    needs_parcel = models.BooleanField(default=True)
    is_membership = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64)
    channel = models.CharField(max_length=8, choices=CHANNELS)
    location = models.ForeignKey("trade.Location", models.PROTECT, related_name="+", null=True)
    buyer = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    sold_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    link = models.UUIDField(null=True)
    is_own_link = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=ORDER_STATES.choices())
    currency = models.CharField(max_length=3)
    goods_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    post_tax_numerator = models.PositiveIntegerField(null=True)
    post_tax_denominator = models.PositiveIntegerField(null=True)
    return_days = models.PositiveSmallIntegerField(default=14)
    language = models.CharField(max_length=12, default="en")
    door = models.PositiveIntegerField(default=1)
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_act = models.UUIDField(null=True)
    packed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_amounts_not_below_zero",
                condition=Q(goods_minor__gte=0, shipping_minor__gte=0, tax_minor__gte=0),
            ),
            models.CheckConstraint(
                name="order_waits_for_a_goal",
                condition=~Q(state="waiting") | Q(preorder__isnull=False, paid_at__isnull=True),
            ),
        ]
        indexes = [
            # orders to pack, parcels on the way, orders that expire
            models.Index(fields=["state", "placed_at", "id"], name="order_by_state"),
            # a member's own orders, newest first
            models.Index(F("buyer"), F("id").desc(), name="order_of_buyer"),
            # today's sales at a stall, newest first
            models.Index(F("location"), F("paid_at").desc(), name="order_of_location"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def total_minor(self) -> int:
        """What the buyer pays."""
        return self.goods_minor + self.shipping_minor

    @property
    def post_tax_rate(self) -> Fraction | None:
        """The rate inside the post, frozen when it was placed; None: the place's."""
        return _rate(self.post_tax_numerator, self.post_tax_denominator)


class OrderLine(models.Model):
    """So many pieces of one variant, with price, tax and agreement of that moment.

    `unit_price_minor` is what the buyer pays. With a voucher `full_price_minor` is the price
    without it and `discount_by` who bears the difference. Lines from before the table of taxes
    have no rate: theirs is the agreement's.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.UUIDField()
    variant = models.UUIDField()
    agreement = models.UUIDField(null=True)
    title = models.CharField(max_length=200)
    label = models.CharField(max_length=80, blank=True)
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.BigIntegerField()
    tax_numerator = models.PositiveIntegerField(null=True)
    tax_denominator = models.PositiveIntegerField(null=True)
    full_price_minor = models.BigIntegerField(null=True)
    discount_by = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_line_discount",
                condition=Q(full_price_minor__isnull=True, discount_by="")
                | Q(
                    full_price_minor__isnull=False,
                    full_price_minor__gte=F("unit_price_minor"),
                    discount_by__in=("house", "everyone"),
                ),
            ),
            models.CheckConstraint(
                name="order_line_tax",
                condition=Q(tax_numerator__isnull=True, tax_denominator__isnull=True)
                | Q(
                    tax_numerator__isnull=False,
                    tax_denominator__isnull=False,
                    tax_denominator__gte=1,
                ),
            ),
            models.UniqueConstraint(fields=["order", "position"], name="order_line_once"),
            models.CheckConstraint(
                name="order_line_counts", condition=Q(quantity__gte=1, unit_price_minor__gte=0)
            ),
        ]
        indexes = [
            # units sold of a product
            models.Index(fields=["product", "order"], name="order_line_of_product"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def tax_rate(self) -> Fraction | None:
        """The rate on the net, frozen when it was placed; None: the agreement's."""
        return _rate(self.tax_numerator, self.tax_denominator)


class OrderContact(models.Model):
    """The vault: who gets the parcel, where, and where mail goes. Can be erased at any time."""

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="contact")
    email = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    town = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"contact of {self.order_id}"


class Shipment(models.Model):
    """The parcel of an order: who carries it, its number, when it left."""

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="shipment")
    carrier = models.CharField(max_length=60, blank=True)
    tracking = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"parcel of {self.order_id}"
