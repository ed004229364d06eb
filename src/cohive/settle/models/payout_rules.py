"""How payouts are made here: what stewards decided, and what each member wants (the vault)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cohive.words.ids import new_id


class PayoutRules(models.Model):
    """One decision of the stewards on payouts; the newest is in force. Rows are never changed.

    `threshold_minor` is the least that is sent; `wait_above_minor` is the batch sum above which
    open questions must be answered first. `fee_minor` is what one transfer costs, and `fee_by` who
    bears it. The account is the firm's own, from which a bank sends.
    """

    SCHEDULES = [(kind, kind) for kind in ("monthly", "quarterly", "by_hand")]
    BEARERS = [(kind, kind) for kind in ("house", "payee")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    currency = models.CharField(max_length=3)
    threshold_minor = models.BigIntegerField()
    wait_above_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    fee_by = models.CharField(max_length=5, choices=BEARERS)
    schedule = models.CharField(max_length=9, choices=SCHEDULES)
    day_of_month = models.PositiveSmallIntegerField(default=1)
    debtor_name = models.CharField(max_length=70, blank=True)
    debtor_iban = models.CharField(max_length=34, blank=True)
    debtor_bic = models.CharField(max_length=11, blank=True)
    firm_address = models.CharField(max_length=300, blank=True)
    firm_tax_number = models.CharField(max_length=40, blank=True)
    decided_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payout_rules_not_below_zero",
                condition=Q(threshold_minor__gte=1, wait_above_minor__gte=0, fee_minor__gte=0),
            ),
            models.CheckConstraint(
                name="payout_rules_day_of_month",
                condition=Q(day_of_month__gte=1, day_of_month__lte=28),
            ),
        ]
        indexes = [
            # the rules in force of one currency
            models.Index(fields=["currency", "-decided_at"], name="payout_rules_in_force"),
        ]

    def __str__(self) -> str:
        return f"payouts {self.schedule} from {self.threshold_minor} {self.currency}"


class Withholding(models.Model):
    """What is kept back for the tax office of pay to one country; the newest row is in force.

    The rate is `rate_numerator`/`rate_denominator` of what is paid; zero ends it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    country = models.CharField(max_length=2)
    label = models.CharField(max_length=80)
    rate_numerator = models.BigIntegerField()
    rate_denominator = models.BigIntegerField()
    decided_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="withholding_is_a_part",
                condition=Q(
                    rate_numerator__gte=0,
                    rate_denominator__gte=1,
                    rate_numerator__lte=models.F("rate_denominator"),
                ),
            ),
        ]
        indexes = [
            # the rate in force of each country
            models.Index(fields=["country", "-decided_at"], name="withholding_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.rate_numerator}/{self.rate_denominator}"


class PayoutDetails(models.Model):
    """The vault: where a member's money goes. Erased when she leaves.

    `way` "keep" leaves it with the firm; "bank" needs name and IBAN, "provider" an account there.
    """

    WAYS = [(kind, kind) for kind in ("bank", "provider", "keep")]

    agent = models.OneToOneField(
        "journal.Agent", models.PROTECT, primary_key=True, related_name="+"
    )
    way = models.CharField(max_length=8, choices=WAYS)
    legal_name = models.CharField(max_length=70, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    account = models.CharField(max_length=80, blank=True)
    street = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    tax_number = models.CharField(max_length=40, blank=True)
    self_billing_from = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payout_details_are_whole",
                condition=Q(way="keep")
                | (Q(way="bank") & ~Q(iban="") & ~Q(legal_name="") & ~Q(country=""))
                | (Q(way="provider") & ~Q(account="") & ~Q(legal_name="") & ~Q(country="")),
            ),
            models.CheckConstraint(
                name="payout_details_agree_to_notes",
                condition=Q(way="keep") | Q(self_billing_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} of {self.agent_id}"


class NoteParty(models.Model):
    """The vault: who a credit note was written to, kept as long as tax law asks, then erased."""

    note = models.OneToOneField(
        "settle.CreditNote", models.PROTECT, primary_key=True, related_name="party"
    )
    agent = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    legal_name = models.CharField(max_length=70)
    street = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2)
    tax_number = models.CharField(max_length=40, blank=True)
    account_end = models.CharField(max_length=4, blank=True)
    keep_until = models.DateTimeField()

    class Meta:
        indexes = [
            # whose time is over
            models.Index(fields=["keep_until"], name="note_party_kept_until"),
        ]

    def __str__(self) -> str:
        return f"party of {self.note_id}"
