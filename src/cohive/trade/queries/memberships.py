"""Memberships as they are sold: prices, what one would pay now, what was bought, what came in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from cohive.bond import queries as bond
from cohive.bond.queries import TierPeriodView, TierView
from cohive.engine.membership import credit_minor, unused_days, whole_days
from cohive.trade.gift_codes import code_of, digest_of
from cohive.trade.means import ELSEWHERE
from cohive.trade.models import Dispute, MembershipGift, MembershipSale, TierPrice
from cohive.words.money import Money


@dataclass(frozen=True)
class CreditView:
    """What the unused whole days of a lower tier are worth: floor(price × unused / whole).

    At most what was paid less favours; nothing once a bank took of its payment. A year that is
    worth nothing gives way as well.
    """

    order: UUID
    tier: TierView | None
    price: Money
    unused_days: int
    whole_days: int
    amount: Money


@dataclass(frozen=True)
class MembershipQuote:
    """What a member pays now for a year of a tier. `kind`: join, renew, upgrade or downgrade.

    `starts_at` None: now. `end` is the end of what she holds of it, or of the higher tier before.
    """

    kind: str
    price: Money
    credits: tuple[CreditView, ...]
    starts_at: datetime | None

    @property
    def credit(self) -> Money:
        """All credits together, at most the price."""
        whole = sum((one.amount for one in self.credits), Money.zero(self.price.currency))
        return min(whole, self.price, key=lambda amount: amount.minor)

    @property
    def due(self) -> Money:
        """What is left to pay."""
        return self.price - self.credit


@dataclass(frozen=True)
class GiftView:
    """A gift by its order. `state` at an instant: unpaid, waiting, redeemed, over or returned."""

    order: UUID
    tier: UUID
    email: str
    code: str
    expires_at: datetime | None
    redeemed_by: UUID | None
    redeemed_at: datetime | None
    is_returned: bool

    def state(self, at: datetime) -> str:
        """Where it stands."""
        if self.is_returned:
            return "returned"
        if self.redeemed_at is not None:
            return "redeemed"
        if self.expires_at is None:
            return "unpaid"
        return "waiting" if at < self.expires_at else "over"


@dataclass(frozen=True)
class MembershipView:
    """What an order of a membership bought."""

    order: UUID
    tier: UUID
    kind: str
    price: Money
    credit: Money
    credits: tuple[CreditView, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    gift: GiftView | None


@dataclass(frozen=True)
class TierIncome:
    """What a tier brought: sales that stand, paid without tax, earned by now, still to run."""

    sales: int
    paid: Money
    earned: Money

    @property
    def ahead(self) -> Money:
        """Paid, and not earned yet."""
        return self.paid - self.earned


def prices(tier_ids: Iterable[UUID]) -> dict[UUID, Money]:
    """What a year of each costs now; those not sold are missing. One SQL query."""
    found: dict[UUID, Money | None] = {}
    rows = TierPrice.objects.filter(tier__in=list(tier_ids)).order_by("id")
    for tier_id, minor, currency in rows.values_list("tier", "amount_minor", "currency"):
        found[tier_id] = None if minor is None else Money(minor, currency)
    return {tier_id: price for tier_id, price in found.items() if price is not None}


@dataclass(frozen=True)
class TierOffer:
    """A tier and what a year of it costs, for the front page. `price` None: not sold."""

    tier: TierView
    price: Money | None


def tier_offers() -> list[TierOffer]:
    """The tiers there are, the lowest first. One SQL query, two when there are any."""
    found = bond.tiers()
    costs = prices(tier.id for tier in found) if found else {}
    return [TierOffer(tier, costs.get(tier.id)) for tier in found]


def price_of(tier_id: UUID) -> Money | None:
    """What a year costs now; None: it is not sold. One SQL query."""
    row = TierPrice.objects.filter(tier=tier_id).order_by("-id").first()
    return Money(row.amount_minor, row.currency) if row and row.amount_minor else None


def quote(
    tier: TierView, price: Money, periods: list[TierPeriodView], *, at: datetime
) -> MembershipQuote:
    """What it costs her who holds these periods (`bond.periods_of`). At most one SQL query."""
    own = [period for period in periods if period.tier.id == tier.id]
    if own:
        return MembershipQuote("renew", price, (), max(period.ends_at for period in own))
    higher = [one.ends_at for one in periods if one.tier.rank > tier.rank and one.ends_at > at]
    if higher:
        return MembershipQuote("downgrade", price, (), max(higher))
    off = _credits(tier, price, periods, at=at)
    return MembershipQuote("upgrade" if off else "join", price, off, None)


def _credits(
    tier: TierView, price: Money, periods: list[TierPeriodView], *, at: datetime
) -> tuple[CreditView, ...]:
    lower = {
        one.source: one
        for one in periods
        if one.source and one.tier.rank < tier.rank and one.ends_at > at
    }
    if not lower:
        return ()
    found = []
    for sale in _creditable(lower, price.currency):
        period = lower[sale.order]
        unused = credit_minor(sale.price_minor, period.starts_at, period.ends_at, at)
        found.append(
            CreditView(
                order=sale.order,
                tier=period.tier,
                price=Money(sale.price_minor, price.currency),
                unused_days=unused_days(period.starts_at, period.ends_at, at),
                whole_days=whole_days(period.starts_at, period.ends_at),
                amount=Money(min(unused, sale.most_minor), price.currency),
            )
        )
    return tuple(found)


class _Creditable(NamedTuple):
    """A sale that can be credited, at most so much: what was paid less favours."""

    order: UUID
    price_minor: int
    most_minor: int


def creditable_minor(order: UUID, currency: str) -> int | None:
    """The most a sale can be credited with now: what was paid less favours. One SQL query.

    0 once a bank took of its payment; None for what was given back, and while a bank decides: that
    gives way to nothing.
    """
    return next((sale.most_minor for sale in _creditable([order], currency)), None)


def _creditable(orders: Iterable[UUID], currency: str) -> list[_Creditable]:
    """Those that stand and about whose payment no bank decides, by order. One SQL query."""
    disputes = Dispute.objects.filter(order=OuterRef("order"), payment__is_surplus=False)
    favours = Sum("order__refunds__goods_minor", filter=Q(order__refunds__reason=ELSEWHERE))
    rows = (
        MembershipSale.objects.filter(
            ~Exists(disputes.filter(state="open")),
            order__in=list(orders),
            currency=currency,
            ended_at__isnull=True,
        )
        .annotate(favours=Coalesce(favours, 0), is_taken=Exists(disputes.filter(state="lost")))
        .order_by("order")
    )
    return [
        _Creditable(order, price, 0 if is_taken else max(0, price - gone))
        for order, price, gone, is_taken in rows.values_list(
            "order_id", "price_minor", "favours", "is_taken"
        )
    ]


def membership_of_order(order: UUID) -> MembershipView | None:
    """What an order of a membership bought; None for any other. At most three SQL queries."""
    row = MembershipSale.objects.filter(order=order).select_related("gift").first()
    if row is None:
        return None
    rows = row.credits.select_related("of").order_by("id")
    lower = {view.id: view for view in bond.tiers(with_closed=True)} if rows else {}
    gift: MembershipGift | None = getattr(row, "gift", None)
    return MembershipView(
        order=row.order_id,
        tier=row.tier,
        kind=row.kind,
        price=Money(row.price_minor, row.currency),
        credit=Money(row.credit_minor, row.currency),
        credits=tuple(
            CreditView(
                order=one.of_id,
                tier=lower.get(one.of.tier),
                price=Money(one.of.price_minor, row.currency),
                unused_days=one.unused_days,
                whole_days=one.whole_days,
                amount=Money(one.amount_minor, row.currency),
            )
            for one in rows
        ),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        gift=_gift(gift, row) if gift else None,
    )


def gift_by_code(code: str) -> GiftView | None:
    """The gift of a code, however it is written. One SQL query."""
    row = MembershipGift.objects.filter(code_digest=digest_of(code)).select_related("sale").first()
    return _gift(row, row.sale) if row else None


def gifts_of(buyer: UUID) -> list[GiftView]:
    """The gifts a member bought, the newest first. One SQL query."""
    rows = MembershipGift.objects.filter(sale__order__buyer=buyer).select_related("sale")
    return [_gift(row, row.sale) for row in rows.order_by("-sale")]


def membership_orders(orders: Iterable[UUID]) -> dict[UUID, tuple[str, Money]]:
    """(reference, what was paid) of orders of memberships. One SQL query."""
    rows = MembershipSale.objects.filter(order__in=list(orders)).select_related("order")
    return {
        row.order_id: (row.order.reference, Money(row.order.goods_minor, row.currency))
        for row in rows
    }


def has_limited_places(order: UUID) -> bool:
    """Whether an order is of a tier with so many places and no more. At most two SQL queries."""
    tier_id = MembershipSale.objects.filter(order=order).values_list("tier", flat=True).first()
    tier = bond.tier(tier_id) if tier_id else None
    return tier is not None and tier.places is not None


def open_membership_order(member: UUID) -> UUID | None:
    """The order of a membership she has not paid yet. One SQL query."""
    rows = MembershipSale.objects.filter(member=member, is_open=True).exclude(kind="gift")
    return rows.values_list("order_id", flat=True).first()


def income_of_tiers(tier_ids: Iterable[UUID], currency: str) -> dict[UUID, TierIncome]:
    """What each tier brought, in the place's currency. One SQL query."""
    rows = (
        MembershipSale.objects.filter(
            tier__in=list(tier_ids), currency=currency, order__paid_at__isnull=False
        )
        .values("tier")
        .annotate(
            sales=Count("order", filter=Q(ended_at__isnull=True)),
            worth=Sum(F("net_minor") + F("carried_minor") - F("given_up_minor")),
            earned=Sum("earned_minor"),
        )
    )
    return {
        row["tier"]: TierIncome(
            row["sales"], Money(row["worth"] or 0, currency), Money(row["earned"] or 0, currency)
        )
        for row in rows
    }


def sales_to_earn() -> list[UUID]:
    """Orders of memberships that have not earned all yet. One SQL query."""
    worth = F("net_minor") + F("carried_minor") - F("given_up_minor")
    rows = MembershipSale.objects.filter(earned_minor__lt=worth, ended_at__isnull=True)
    return list(rows.order_by("order").values_list("order_id", flat=True))


def _gift(row: MembershipGift, sale: MembershipSale) -> GiftView:
    return GiftView(
        order=sale.order_id,
        tier=sale.tier,
        email=row.email,
        code=code_of(sale.order_id),
        expires_at=row.expires_at,
        redeemed_by=row.redeemed_by_id,
        redeemed_at=row.redeemed_at,
        is_returned=sale.ended_at is not None,
    )
