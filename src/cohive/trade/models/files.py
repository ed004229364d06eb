"""Files that are sold: they lie in the place's folder, and leave it only by a signed link."""

from django.db import models
from django.db.models import Q

from cohive.words.ids import new_id


class DigitalFile(models.Model):
    """A file one gets for a variant; the same bytes are kept once, under their digest.

    A removed file is not sold any more; whoever bought it before still gets it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    variant = models.UUIDField()
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=80)
    size_bytes = models.BigIntegerField()
    added_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "name"],
                condition=Q(removed_at__isnull=True),
                name="digital_file_name_once",
            ),
            models.CheckConstraint(name="digital_file_has_bytes", condition=Q(size_bytes__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class Entitlement(models.Model):
    """Somebody bought this file with this order line: how often it was fetched, and when last."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey("trade.OrderLine", models.PROTECT, related_name="entitlements")
    file = models.ForeignKey(DigitalFile, models.PROTECT, related_name="+")
    fetched = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "file"], name="entitlement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} fetched {self.fetched} times"
