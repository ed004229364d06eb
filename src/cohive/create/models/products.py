"""Products: what is made to be sold, its sizes, costs and pictures, and what its stages come from.

Price, tax rate and costs here are the *plan*. What a product is sold at stands in the agreement in
force (agreements.py): a change of the plan is sold only after the next version was accepted.
"""

from django.db import models
from django.db.models import Q

from cohive.create.models.fractions import FractionField
from cohive.words.ids import new_id
from cohive.words.states import StateGraph
from cohive.words.verbs import Stage

PRODUCT_STATES = StateGraph("product", {"draft": ("on_sale",), "on_sale": ("ended",), "ended": ()})
SOURCE_KINDS = ("idea", "work")
PICTURE_KINDS = ("work", "upload")
STAGES = tuple(stage.value for stage in Stage)


class Product(models.Model):
    """One thing to be sold, and the way it went through six stages."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=16, default="en")
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    tax_rate = FractionField()
    state = models.CharField(max_length=8, choices=PRODUCT_STATES.choices())
    decision = models.ForeignKey(
        "create.Decision", models.PROTECT, related_name="products", null=True
    )
    made_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    on_sale_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="product_price_above_zero", condition=Q(price_minor__gt=0)),
            models.CheckConstraint(
                name="product_on_sale_since_when",
                condition=Q(state="draft") | Q(on_sale_at__isnull=False),
            ),
        ]
        indexes = [
            # the shop: what is on sale, newest first
            models.Index(fields=["state", "id"], name="product_by_state"),
        ]

    def __str__(self) -> str:
        return self.title


class Variant(models.Model):
    """What one buys of a product: a size, or the thing itself. Retired ones are not sold again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="variants")
    label = models.CharField(max_length=60)
    sku = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "label"], name="variant_label_once"),
        ]

    def __str__(self) -> str:
        return self.label


class UnitCost(models.Model):
    """A planned cost of each unit: cloth, a bag, a card fee."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, models.CASCADE, related_name="costs")
    label = models.CharField(max_length=80)
    minor = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="unit_cost_not_negative", condition=Q(minor__gte=0)),
            models.UniqueConstraint(fields=["product", "label"], name="unit_cost_label_once"),
        ]

    def __str__(self) -> str:
        return self.label


class ProductPicture(models.Model):
    """A picture of a product: a work's newest picture (`work`), or one of its own.

    `picture` is the digest under which the picture store keeps it; empty when it is a work's.
    `said` is what the picture shows, for who cannot see it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="pictures")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in PICTURE_KINDS])
    work = models.ForeignKey("create.Work", models.PROTECT, related_name="+", null=True)
    picture = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="product_picture_is_one_of_two",
                condition=Q(kind="work", work__isnull=False, picture="")
                | (Q(kind="upload", work__isnull=True) & ~Q(picture="")),
            ),
        ]
        indexes = [
            # "does a product show this picture?"
            models.Index(fields=["picture"], name="product_picture_shown"),
        ]

    def __str__(self) -> str:
        return self.said


class StageSource(models.Model):
    """An idea or a work that a stage of a product comes from, with its weight in that stage.

    Weight 0 names it and pays nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="sources")
    stage = models.CharField(max_length=16, choices=[(stage, stage) for stage in STAGES])
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in SOURCE_KINDS])
    object_id = models.UUIDField()
    weight = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "stage", "object_id"], name="stage_source_once"
            ),
        ]
        indexes = [
            # "which products came of this idea or work"
            models.Index(fields=["object_id"], name="stage_source_of"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} from {self.kind} {self.object_id}"
