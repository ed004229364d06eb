"""Exchange between currencies: an entry, and the rate and source it was done at."""

from django.db import models

from cohive.ledger.models.entries import Entry
from cohive.words.ids import new_id


class Conversion(models.Model):
    """What was given and taken in one entry; append-only, and sealed.

    The rate is two whole numbers, of the taken currency's unit for one unit of the given one:
    1.0842 dollars for a euro is 10842 / 10000.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="conversion")
    given_minor = models.BigIntegerField()
    given_currency = models.CharField(max_length=3)
    taken_minor = models.BigIntegerField()
    taken_currency = models.CharField(max_length=3)
    rate_numerator = models.BigIntegerField()
    rate_denominator = models.BigIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="conversion_above_zero",
                condition=models.Q(
                    given_minor__gt=0,
                    taken_minor__gt=0,
                    rate_numerator__gt=0,
                    rate_denominator__gt=0,
                ),
            ),
            models.CheckConstraint(
                name="conversion_between_two",
                condition=~models.Q(given_currency=models.F("taken_currency")),
            ),
            models.CheckConstraint(name="conversion_has_source", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.given_minor} {self.given_currency} → {self.taken_minor}"
