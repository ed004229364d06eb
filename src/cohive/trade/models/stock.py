"""Where things lie, how many, and every reason a number changed."""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id


class Location(models.Model):
    """A place things are sold from: the web shop's shelf, a stall, a partner's shop."""

    KINDS = [(kind, kind) for kind in ("web", "stall", "partner")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=8, choices=KINDS)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="web"), name="location_one_web_shelf"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stock(models.Model):
    """How many pieces of a variant lie free at a location.

    Taken pieces (an order waits for its payment, or to be packed) are not counted here. The number
    only changes by a guarded UPDATE with a StockMove in the same transaction; the database refuses
    to go below nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    variant = models.UUIDField()
    location = models.ForeignKey(Location, models.PROTECT, related_name="stock")
    on_hand = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            # also serves "how many of this variant, where"
            models.UniqueConstraint(fields=["variant", "location"], name="stock_once"),
            models.CheckConstraint(name="stock_never_below_zero", condition=Q(on_hand__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} of {self.variant}"


class StockMove(models.Model):
    """One reason a number changed. Append-only; a variant's moves sum to what is on hand."""

    KINDS = [
        (kind, kind)
        for kind in ("received", "corrected", "moved", "taken", "given_back", "returned")
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    variant = models.UUIDField()
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=KINDS)
    quantity = models.IntegerField()
    reason = models.CharField(max_length=200, blank=True)
    order = models.ForeignKey("trade.Order", models.PROTECT, related_name="+", null=True)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="stock_move_moves", condition=~Q(quantity=0)),
        ]
        indexes = [
            # the history of a variant at a location, newest first
            models.Index(F("variant"), F("location"), F("id").desc(), name="stock_move_history"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"


class ShippingRate(models.Model):
    """The price of a parcel to a group of countries; no row at all means post is free.

    With a `measure` the steps hold for parcels up to their size and `amount_minor` above the last;
    from `free_from_minor` of goods on, post is free.
    """

    MEASURES = [(kind, kind) for kind in ("pieces", "grams")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    label = models.CharField(max_length=60)
    countries = models.CharField(max_length=1000, help_text="ISO 3166 codes, or * for all others")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    position = models.PositiveSmallIntegerField(default=0)
    measure = models.CharField(max_length=8, choices=MEASURES, blank=True)
    free_from_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shipping_is_not_below_zero", condition=Q(amount_minor__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ShippingStep(models.Model):
    """What a parcel of at most `up_to` pieces or grams costs, of a price with a measure."""

    rate = models.ForeignKey(ShippingRate, models.CASCADE, related_name="steps")
    up_to = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rate", "up_to"], name="shipping_step_once"),
            models.CheckConstraint(
                name="shipping_step_not_below_zero", condition=Q(amount_minor__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"up to {self.up_to}"
