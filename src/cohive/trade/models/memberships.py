"""Selling tiers of membership: prices, what was sold for how long, credits, gifts.

What a sale earned is told over time: `net_minor` is what was paid without tax, `carried_minor` what
came from a lower tier that gave way, `given_up_minor` what went on to a higher one, and
`earned_minor` what the books have as income by now.
"""

from django.db import models
from django.db.models import F, Q

from cohive.words.ids import new_id

KINDS = ("join", "renew", "upgrade", "downgrade", "gift")


class TierPrice(models.Model):
    """What a year of a tier costs from an instant on; the newest holds. None: not sold.

    Append-only: a new price changes nothing that was bought.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tier = models.UUIDField()
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    set_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tier_price_above_zero",
                condition=Q(amount_minor__isnull=True) | Q(amount_minor__gte=1),
            ),
        ]
        indexes = [
            # the price that holds
            models.Index(F("tier"), F("id").desc(), name="tier_price_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


class MembershipSale(models.Model):
    """One year of a tier, sold by an order; frozen when it was placed.

    `is_open` while its order waits for payment: a member has one at a time, so that no credit is
    counted twice. `member` holds it; a gift's is None until it is redeemed. `ended_at` is when its
    money was given back.
    """

    order = models.OneToOneField(
        "trade.Order", models.PROTECT, primary_key=True, related_name="membership"
    )
    tier = models.UUIDField()
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    member = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    price_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    is_open = models.BooleanField(default=True)
    net_minor = models.BigIntegerField(default=0)
    carried_minor = models.BigIntegerField(default=0)
    given_up_minor = models.BigIntegerField(default=0)
    earned_minor = models.BigIntegerField(default=0)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(is_open=True) & ~Q(kind="gift"),
                name="membership_sale_one_open",
            ),
            models.CheckConstraint(
                name="membership_sale_credit",
                condition=Q(credit_minor__gte=0, credit_minor__lte=F("price_minor")),
            ),
            models.CheckConstraint(
                name="membership_sale_earns_what_it_has",
                condition=Q(
                    earned_minor__gte=0,
                    earned_minor__lte=F("net_minor") + F("carried_minor") - F("given_up_minor"),
                ),
            ),
            models.CheckConstraint(
                name="membership_sale_for_a_member",
                condition=Q(kind="gift") | Q(member__isnull=False),
            ),
        ]
        indexes = [
            # income of a tier, by its sales
            models.Index(fields=["tier", "order"], name="membership_sale_of_tier"),
            # what this member bought
            models.Index(fields=["member", "order"], name="membership_sale_of_member"),
            # what still has to be earned
            models.Index(
                fields=["order"],
                condition=Q(
                    earned_minor__lt=F("net_minor") + F("carried_minor") - F("given_up_minor")
                ),
                name="membership_sale_to_earn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.tier}"

    @property
    def worth_minor(self) -> int:
        """What it earns in the end."""
        return self.net_minor + self.carried_minor - self.given_up_minor


class MembershipCredit(models.Model):
    """What the unused days of a lower tier were worth, when a higher one was ordered.

    `carried_minor` is what of its income had not been earned and went on with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sale = models.ForeignKey(MembershipSale, models.PROTECT, related_name="credits")
    of = models.ForeignKey(MembershipSale, models.PROTECT, related_name="credited_to")
    unused_days = models.PositiveIntegerField()
    whole_days = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    carried_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sale", "of"], name="membership_credit_once"),
            models.CheckConstraint(
                name="membership_credit_of_days",
                condition=Q(
                    whole_days__gte=1, unused_days__lte=F("whole_days"), amount_minor__gte=0
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unused_days} of {self.whole_days} days"


class MembershipGift(models.Model):
    """A year of a tier bought for somebody: redeemed once with its code, until its day.

    The address is the vault's and can be erased; of the code only a digest is kept.
    """

    sale = models.OneToOneField(
        MembershipSale, models.PROTECT, primary_key=True, related_name="gift"
    )
    email = models.CharField(max_length=254, blank=True)
    code_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True)
    redeemed_by = models.ForeignKey("journal.Agent", models.PROTECT, related_name="+", null=True)
    redeemed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_gift_redeemed_by_somebody",
                condition=Q(redeemed_by__isnull=True, redeemed_at__isnull=True)
                | Q(redeemed_by__isnull=False, redeemed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"gift {self.sale_id}"
