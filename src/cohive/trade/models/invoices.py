"""Invoices and credit notes: frozen, numbered without gaps, and the buyer's address apart."""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id


class ShopRules(models.Model):
    """What the firm says of itself on invoices, and its rules; one row.

    `invoices_from` is the day from which paid orders get an invoice here. Invoices from
    `names_from_minor` on keep the buyer's name for `kept_years` after their year.
    """

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    seller_name = models.CharField(max_length=120, blank=True)
    seller_address = models.CharField(max_length=400, blank=True)
    vat_number = models.CharField(max_length=40, blank=True)
    registration = models.CharField(max_length=120, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    invoices_from = models.DateField(null=True)
    names_from_minor = models.BigIntegerField(default=0)
    kept_years = models.PositiveSmallIntegerField(default=10)
    return_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints = [
            models.CheckConstraint(name="shop_rules_one_row", condition=Q(id=1)),
            models.CheckConstraint(
                name="shop_rules_names_from_zero", condition=Q(names_from_minor__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.seller_name


class InvoiceSeries(models.Model):
    """The last number given in a year. Its row is held until the invoice is committed."""

    kind = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="invoice_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class Invoice(models.Model):
    """An invoice of a paid order, or a credit note of a refund or a lost dispute. Append-only.

    `content` is all that is printed but the buyer (see `invoices.py`). A trigger refuses a number
    that is not the next of its kind and year, so no number is missing and none is given twice.
    """

    KINDS = [(kind, kind) for kind in ("invoice", "credit")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=KINDS)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    order = models.ForeignKey("trade.Order", models.PROTECT, related_name="invoices")
    refund = models.OneToOneField(
        "trade.Refund", models.PROTECT, related_name="credit_note", null=True
    )
    dispute = models.OneToOneField(
        "trade.Dispute", models.PROTECT, related_name="credit_note", null=True
    )
    corrects = models.ForeignKey("self", models.PROTECT, related_name="credit_notes", null=True)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    language = models.CharField(max_length=12)
    content = models.JSONField()
    issued_on = models.DateField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            # also serves the list of a year, newest first
            models.UniqueConstraint(fields=["kind", "year", "number"], name="invoice_number_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(kind="invoice"), name="invoice_once_an_order"
            ),
            models.CheckConstraint(
                name="credit_note_corrects",
                condition=Q(
                    kind="invoice",
                    refund__isnull=True,
                    dispute__isnull=True,
                    corrects__isnull=True,
                )
                | Q(
                    kind="credit",
                    refund__isnull=False,
                    dispute__isnull=True,
                    corrects__isnull=False,
                )
                | Q(
                    kind="credit",
                    refund__isnull=True,
                    dispute__isnull=False,
                    corrects__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="invoice_amounts",
                condition=Q(total_minor__gte=0, tax_minor__gte=0, tax_minor__lte=F("total_minor")),
            ),
        ]
        indexes = [
            # a period on the desk, newest first
            models.Index(F("issued_on").desc(), F("id").desc(), name="invoice_by_day"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as it is printed: '2026-0012', 'C2026-0003'."""
        return f"{'C' if self.kind == 'credit' else ''}{self.year}-{self.number:04}"


class InvoiceBuyer(models.Model):
    """The vault of an invoice: whom it names. Kept as long as the law asks, then erased."""

    invoice = models.OneToOneField(Invoice, models.PROTECT, primary_key=True, related_name="buyer")
    name = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    town = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    kept_until = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # whose time is over
            models.Index(fields=["kept_until"], name="invoice_buyer_kept_until"),
        ]

    def __str__(self) -> str:
        return f"buyer of {self.invoice_id}"
