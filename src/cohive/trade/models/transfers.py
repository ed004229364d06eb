"""What a bank's statements said, line by line, and what was made of it."""

from django.db import models
from django.db.models import Q

from cohive.words.ids import new_id
from cohive.words.states import StateGraph

LINE_STATES = StateGraph(
    "bank line",
    {"review": ("matched", "settled", "put_aside"), "matched": (), "settled": (), "put_aside": ()},
)
FINDINGS = ("matched", "wrong_amount", "unknown_reference", "paid_twice", "reversal")


class BankStatement(models.Model):
    """One file a steward gave; its digest refuses the same file twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    account = models.CharField(max_length=34, blank=True)
    lines = models.PositiveIntegerField()
    known = models.PositiveIntegerField(default=0)
    outgoing = models.PositiveIntegerField(default=0)
    imported_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"statement of {self.imported_at:%Y-%m-%d}"


class BankLine(models.Model):
    """Money that came in by transfer, and what was found: nothing is guessed.

    `matched` paid its order by itself; everything else is in `review` until a steward has
    `settled` it or `put_aside` what has nothing to do with orders. Payer and text are personal and
    are erased sixty days after.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="rows")
    fingerprint = models.CharField(max_length=64, unique=True)
    booked_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=35, blank=True)
    text = models.CharField(max_length=500, blank=True)
    payer_name = models.CharField(max_length=140, blank=True)
    payer_account = models.CharField(max_length=34, blank=True)
    found = models.CharField(max_length=20, choices=[(each, each) for each in FINDINGS])
    state = models.CharField(max_length=12, choices=LINE_STATES.choices())
    payment = models.ForeignKey(
        "trade.Payment", models.PROTECT, related_name="bank_lines", null=True
    )
    decided_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="bank_line_came_in", condition=Q(amount_minor__gt=0)),
        ]
        indexes = [
            # the review list, and lines whose payer is to be erased
            models.Index(fields=["state", "booked_on", "id"], name="bank_line_to_review"),
        ]

    def __str__(self) -> str:
        return f"{self.found} {self.amount_minor} {self.currency}"
