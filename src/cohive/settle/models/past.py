"""Past sales: sales made elsewhere, read from a file, and the statements that follow from them."""

from __future__ import annotations

from django.db import models

from cohive.settle.models.distributions import Distribution
from cohive.words.ids import new_id


class SalesImport(models.Model):
    """One sales file that was read in; `digest` is of its rows, `rows_new` of them were new."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    rows_count = models.PositiveIntegerField()
    rows_new = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class PastProduct(models.Model):
    """A product as the sales file names it; `key` is its name without case and outer space."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class PastTerms(models.Model):
    """How the money of a past product is divided: the house's part and the frozen lineage.

    `lineage` is the graph as JSON (see `past_terms.graph_to_json`); `digest` tells whether a later
    file says the same. Changed makers make a new version; what was divided stays as it was.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(PastProduct, models.PROTECT, related_name="terms")
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    house_numerator = models.BigIntegerField()
    house_denominator = models.BigIntegerField()
    lineage = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "version"], name="past_terms_version_once"),
        ]

    def __str__(self) -> str:
        return f"terms {self.version} of {self.product_id}"


class PastSale(models.Model):
    """One row of a sales file; `key` is the file's own number of the row, so none counts twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=200, unique=True)
    sales_import = models.ForeignKey(SalesImport, models.PROTECT, related_name="sales")
    distribution = models.ForeignKey(
        Distribution, models.PROTECT, related_name="past_sales", null=True
    )
    product = models.ForeignKey(PastProduct, models.PROTECT, related_name="sales")
    sold_on = models.DateField()
    quantity = models.IntegerField()
    gross_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        indexes = [
            # the rows behind one line of a statement
            models.Index(fields=["distribution", "sold_on"], name="past_sale_of_distribution"),
        ]

    def __str__(self) -> str:
        return self.key


class StatementLink(models.Model):
    """A private link to one maker's statement; the address carries the id, signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payee = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payee"],
                condition=models.Q(claimed_at__isnull=True),
                name="statement_link_once",
            ),
        ]

    def __str__(self) -> str:
        return f"statement of {self.payee_id}"


class SalesDraft(models.Model):
    """A sales file that was uploaded and is not read in yet; its bytes lie in the home's folder.

    `mapping` is the chosen columns of a file that is none of the known shops' (JSON, or '').
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    mapping = models.TextField(blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class RememberedMapping(models.Model):
    """The columns somebody chose for files with this header, so that next month needs no asking."""

    header_digest = models.CharField(max_length=64, primary_key=True)
    mapping = models.TextField()
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.header_digest
