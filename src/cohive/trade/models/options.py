"""What a buyer fills in: a name, a colour, a work of her own; and what was filled in an order."""

from django.db import models
from django.db.models import Q

from cohive.words.ids import new_id

OPTION_KINDS = ("text", "choice", "work", "file")
SIGNS = ("any", "latin", "digits")


class Option(models.Model):
    """A question on a product: `text` to be written, `choice` to be made, a `work`, or a `file`.

    A work is one of the buyer's; a file is printed. `length` and `signs` limit a text. A retired
    option is not asked any more; orders keep it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.UUIDField()
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in OPTION_KINDS])
    label = models.CharField(max_length=60)
    is_required = models.BooleanField(default=True)
    length = models.PositiveSmallIntegerField(default=0)
    signs = models.CharField(max_length=8, choices=[(kind, kind) for kind in SIGNS], default="any")
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "label"],
                condition=Q(retired_at__isnull=True),
                name="option_label_once",
            ),
            models.CheckConstraint(
                name="option_text_has_a_length", condition=~Q(kind="text") | Q(length__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.label


class OptionChoice(models.Model):
    """One of the things to choose; `surcharge_minor` is added to the price of each piece."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    option = models.ForeignKey(Option, models.CASCADE, related_name="choices")
    label = models.CharField(max_length=60)
    surcharge_minor = models.BigIntegerField(default=0)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "label"], name="option_choice_once"),
            models.CheckConstraint(
                name="option_surcharge_not_below_zero", condition=Q(surcharge_minor__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Filling(models.Model):
    """What the buyer filled in for an order line, as it was then.

    `choice` is the label chosen; `work` and `picture` are the work and the digest of the picture
    to print. A text stands in `FillingText`, where it can be erased.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey("trade.OrderLine", models.PROTECT, related_name="fillings")
    option = models.ForeignKey(Option, models.PROTECT, related_name="+")
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in OPTION_KINDS])
    choice = models.CharField(max_length=60, blank=True)
    surcharge_minor = models.BigIntegerField(default=0)
    work = models.UUIDField(null=True)
    picture = models.CharField(max_length=64, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "option"], name="filling_once"),
            models.CheckConstraint(
                name="filling_work_has_its_print",
                condition=(Q(work__isnull=True, picture="")) | (Q(kind="work") & ~Q(picture="")),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class FillingText(models.Model):
    """The vault of what buyers wrote: a name, a dedication. Erased with the order's address."""

    filling = models.OneToOneField(
        Filling, models.PROTECT, primary_key=True, related_name="written"
    )
    text = models.CharField(max_length=200, blank=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"text of {self.filling_id}"
