"""Vouchers: a code that lowers a price, how often it holds, and who bears it."""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id

THOUSANDTHS = 1000


class Voucher(models.Model):
    """`amount_minor` off the goods, or `thousandths` of them; one of the two.

    `uses` counts orders that hold it. The database refuses more than `uses_max`. `borne_by` says
    whose money the discount is: "house" or "everyone".
    """

    BEARERS = [(kind, kind) for kind in ("everyone", "house")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=32, unique=True)
    amount_minor = models.BigIntegerField(null=True)
    thousandths = models.PositiveSmallIntegerField(null=True)
    currency = models.CharField(max_length=3)
    minimum_minor = models.BigIntegerField(default=0)
    product = models.UUIDField(null=True)
    uses_max = models.PositiveIntegerField(null=True)
    uses_each_max = models.PositiveIntegerField(null=True)
    uses = models.PositiveIntegerField(default=0)
    borne_by = models.CharField(max_length=8, choices=BEARERS)
    valid_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="voucher_one_kind",
                condition=Q(
                    amount_minor__isnull=False, amount_minor__gte=1, thousandths__isnull=True
                )
                | Q(
                    amount_minor__isnull=True,
                    thousandths__isnull=False,
                    thousandths__gte=1,
                    thousandths__lte=THOUSANDTHS,
                ),
            ),
            models.CheckConstraint(
                name="voucher_never_used_more",
                condition=Q(uses_max__isnull=True) | Q(uses__lte=F("uses_max")),
            ),
            models.CheckConstraint(
                name="voucher_minimum_not_below_zero", condition=Q(minimum_minor__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class VoucherUse(models.Model):
    """An order that holds a voucher. `person` is a keyed digest of the buyer's e-mail address.

    It is emptied with the address; a member is counted by her order's buyer as well.
    """

    order = models.OneToOneField(
        "trade.Order", models.PROTECT, primary_key=True, related_name="voucher_use"
    )
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="used_by")
    person = models.CharField(max_length=64, blank=True)
    discount_minor = models.BigIntegerField()
    used_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="voucher_use_gives", condition=Q(discount_minor__gte=0)),
        ]
        indexes = [
            # how often a person used a voucher
            models.Index(fields=["voucher", "person"], name="voucher_use_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id} in {self.order_id}"
