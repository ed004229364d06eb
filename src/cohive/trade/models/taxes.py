"""Rates of tax by country and class, and what of a product tax and parcels depend on."""

from django.db import models
from django.db.models import Q

from cohive.words.ids import new_id

TAX_CLASSES = ("standard", "reduced", "low")
BASIS_POINTS = 10_000
"""A rate is a whole number of hundredths of a per cent: 21 % is 2100."""


class TaxRate(models.Model):
    """A country's rate for a class of goods from a day on, until a later row of the same two.

    Orders keep the rate of their day on their lines, so a row may go when it was a mistake.
    """

    CLASSES = [(kind, kind) for kind in TAX_CLASSES]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    country = models.CharField(max_length=2)
    tax_class = models.CharField(max_length=8, choices=CLASSES)
    basis_points = models.PositiveIntegerField()
    valid_from = models.DateField()

    class Meta:
        constraints = [
            # also serves "the newest rate of a country and class on a day"
            models.UniqueConstraint(
                fields=["country", "tax_class", "valid_from"], name="tax_rate_once"
            ),
            models.CheckConstraint(
                name="tax_rate_below_whole", condition=Q(basis_points__lt=BASIS_POINTS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.tax_class} {self.basis_points}"


class ProductFacts(models.Model):
    """Of a product: its class of tax and what one piece weighs packed, in grams."""

    product = models.UUIDField(primary_key=True)
    tax_class = models.CharField(max_length=8, choices=TaxRate.CLASSES, default="standard")
    weight_grams = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.product}: {self.tax_class}, {self.weight_grams} g"
