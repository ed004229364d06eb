"""What came of comparing the derived tables with the legs they are derived from."""

from django.db import models

from cohive.words.ids import new_id


class Comparison(models.Model):
    """One comparison; `fault` is the first difference, '' when there was none.

    The newest (by its id, whatever the clock said) says whether payouts are stopped.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    legs_count = models.BigIntegerField()
    fault = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.fault or "clean"
