"""What buyers say of what they bought, with every version of it, and what the makers answer."""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

REVIEW_STATES = StateGraph("review", {"shown": ("taken_down",), "taken_down": ()})
STARS_MAX = 5


class Review(models.Model):
    """One buyer's word on one product; there is none without the paid order it stands on.

    `buyer` is None for a guest. What she said is the newest `ReviewVersion`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.UUIDField()
    order = models.ForeignKey("trade.Order", models.PROTECT, related_name="reviews")
    buyer = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=12, choices=REVIEW_STATES.choices())
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "buyer"],
                condition=Q(buyer__isnull=False),
                name="review_once_of_a_buyer",
            ),
            models.UniqueConstraint(fields=["product", "order"], name="review_once_of_an_order"),
        ]
        indexes = [
            # the reviews of a product, newest first
            models.Index(F("product"), F("id").desc(), name="review_of_product"),
        ]

    def __str__(self) -> str:
        return f"review of {self.product}"


class ReviewVersion(models.Model):
    """What she said, at one time. `basis` is the interest a guest declared ('' for none)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    stars = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=2000, blank=True)
    language = models.CharField(max_length=16)
    basis = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="review_version_once"),
            models.CheckConstraint(
                name="review_one_to_five_stars", condition=Q(stars__gte=1, stars__lte=STARS_MAX)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stars} of {STARS_MAX}"


class ReviewAnswer(models.Model):
    """What the makers say to it; an earlier answer stays in the list."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="answers")
    text = models.CharField(max_length=2000)
    language = models.CharField(max_length=16)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answer to {self.review_id}"
