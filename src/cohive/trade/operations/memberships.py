"""Selling tiers of membership: prices, ordering a year, giving one, redeeming, giving back."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.bond.queries import TierView
from cohive.journal.operations import record
from cohive.trade.contact import Contact, checked
from cohive.trade.events import OrderPlaced
from cohive.trade.events_memberships import TierPriced
from cohive.trade.gift_codes import code_of, digest_of
from cohive.trade.goods import tax_inside
from cohive.trade.models import (
    MembershipCredit,
    MembershipGift,
    MembershipSale,
    Order,
    OrderContact,
    OrderLine,
    TierPrice,
)
from cohive.trade.operations.orders import HELD_MINUTES, expire_order, insert_order, locked
from cohive.trade.operations.parties import founded
from cohive.trade.operations.pricing import tax_table
from cohive.trade.queries.memberships import MembershipQuote, price_of, quote
from cohive.trade.queries.rules import shop_rules
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused

NO_TIER = "There is no such tier."
NOT_SOLD = "This tier is not sold now."
AHEAD_MAX = timedelta(days=400)
"""A year and a month: who has longer than that ahead renews later."""


@transaction.atomic
def set_tier_price(*, tier: UUID, amount: Money | None, by: UUID, at: datetime) -> None:
    """Say what a year of a tier costs from now on; None: it is not sold. Stewards do this.

    What was bought keeps what was paid. The same price again changes nothing.
    """
    if "steward" not in people.roles_of(by):
        raise Forbidden("Stewards of this place do this.")
    if people.tier(tier) is None:
        raise Missing(NO_TIER)
    currency = founded().currency
    if amount is not None and (amount.minor < 1 or amount.currency != currency):
        raise Refused("Write an amount above zero, or nothing.", field="price")
    if price_of(tier) == amount:
        return
    minor = amount.minor if amount else None
    TierPrice.objects.create(
        tier=tier, amount_minor=minor, currency=currency, set_by_id=by, set_at=at
    )
    record(
        TierPriced(tier=tier, amount_minor=minor, currency=currency),
        by=by,
        at=at,
        object_kind="tier",
        object=tier,
    )


@transaction.atomic
def order_membership(*, tier: UUID, by: UUID, at: datetime, key: str, language: str = "en") -> UUID:
    """Order a year of a tier for oneself: joining, renewing, going higher or lower; the order's id.

    What it costs is frozen, and its place kept, for half an hour. A member has one such order at a
    time: ordering the same again gives it, something else lets it go. Nothing begins before it is
    paid.
    """
    known = _known(key, by)
    if known is not None:
        return known
    view = _tier(tier)
    periods = people.periods_of(by, at=at)
    is_held = any(period.tier.id == view.id for period in periods)
    price = _check_sold(view, at, is_held=is_held)
    if view.questions and not is_held and not people.is_admitted(by, view.id, at=at):
        raise Refused(
            "Answer the questions of this tier first: a steward admits you, then you pay."
        )
    asked = quote(view, price, periods, at=at)
    if asked.starts_at is not None and asked.starts_at > at + AHEAD_MAX:
        raise Refused(
            "You have it until %(day)s. Renew when less than a year is left.",
            day=asked.starts_at.date(),
        )
    same = _open_before(by, view.id, asked.due, at=at)
    if same is not None:
        return same
    email = people.email_of(by)
    if email is None:
        raise Missing("There is no such member.")
    order = _insert(view, asked, kind=asked.kind, email=email, by=by, at=at, key=key, to=language)
    if order is None:  # the same form came twice at the same instant
        return Order.objects.values_list("id", flat=True).get(key=key, buyer=by)
    sale = _sale(order, asked, tier=view.id, kind=asked.kind, member=by)
    MembershipCredit.objects.bulk_create(
        [
            MembershipCredit(
                sale=sale,
                of_id=credit.order,
                unused_days=credit.unused_days,
                whole_days=credit.whole_days,
                amount_minor=credit.amount.minor,
            )
            for credit in asked.credits
        ]
    )
    bond.keep_tier_place(tier=view.id, member=by, source=order.id, until=None, at=at)
    _placed(order, by=by, at=at)
    return order.id


@transaction.atomic
def give_membership(
    *, tier: UUID, email: str, by: UUID, at: datetime, key: str, language: str = "en"
) -> UUID:
    """Order a year of a tier for somebody else; return the order's id.

    Once it is paid a mail with a code goes to the address; whoever redeems it holds the tier for a
    year from then. A tier with questions cannot be given: nobody answers for another. A member has
    one gift at a time that waits for its payment.
    """
    known = _known(key, by)
    if known is not None:
        return known
    view = _tier(tier)
    price = _check_sold(view, at, is_held=False)
    if view.questions:
        raise Refused("This tier asks questions of who joins, so it cannot be given.")
    to = checked(Contact(email=email), wants_address=False, wants_email=True).email
    own = people.email_of(by)
    if own is None:
        raise Missing("There is no such member.")
    _check_no_open_gift(by, at=at)
    asked = MembershipQuote("gift", price, (), None)
    order = _insert(view, asked, kind="gift", email=own, by=by, at=at, key=key, to=language)
    if order is None:
        return Order.objects.values_list("id", flat=True).get(key=key, buyer=by)
    sale = _sale(order, asked, tier=view.id, kind="gift", member=None)
    MembershipGift.objects.create(sale=sale, email=to, code_digest=digest_of(code_of(order.id)))
    bond.keep_tier_place(tier=view.id, member=None, source=order.id, until=None, at=at)
    _check_no_open_gift(by, at=at, besides=order.id)  # a form of the same instant is seen now
    _placed(order, by=by, at=at)
    return order.id


def _known(key: str, by: UUID) -> UUID | None:
    row = Order.objects.filter(key=key).first()
    if row is None:
        return None
    if row.buyer_id != by:  # a key is no door to what somebody else ordered
        raise Refused("This order was placed by somebody else. Begin a new one.")
    return row.id


def _tier(tier: UUID) -> TierView:
    view = people.tier(tier)
    if view is None:
        raise Missing(NO_TIER)
    return view


def _check_sold(view: TierView, at: datetime, *, is_held: bool) -> Money:
    """Its price; Refused when nobody can join now. Who holds it renews outside of the window."""
    state = view.joining(at)
    if state == "closed" or (state != "open" and not is_held):
        raise Refused("Nobody can join this tier now.")
    price = price_of(view.id)
    if price is None:
        raise Refused(NOT_SOLD)
    return price


def _open_before(member: UUID, tier: UUID, due: Money, *, at: datetime) -> UUID | None:
    """The order she has not paid: the same is given again, another is refused until it is gone."""
    sale = (
        MembershipSale.objects.filter(member=member, is_open=True)
        .exclude(kind="gift")
        .select_related("order")
        .first()
    )
    if sale is None:
        return None
    order = locked(sale.order_id)
    if order.state != "placed" or (order.expires_at and at >= order.expires_at):
        expire_order(order=order.id, at=at)
        return None
    if sale.tier == tier and Money(order.goods_minor, order.currency) == due:
        return order.id
    raise Refused(
        "You ordered a membership a moment ago that waits for its payment. Pay it or cancel it "
        "first; it stands among your orders."
    )


def _check_no_open_gift(buyer: UUID, *, at: datetime, besides: UUID | None = None) -> None:
    """Unpaid gifts keep places: one at a time, and none whose time is over."""
    rows = MembershipSale.objects.filter(kind="gift", is_open=True, order__buyer=buyer)
    rows = rows.exclude(order=besides).order_by("order")
    for order_id in rows.values_list("order_id", flat=True):
        order = locked(order_id)
        if order.state == "placed" and (order.expires_at is None or at < order.expires_at):
            raise Refused(
                "You ordered a gift a moment ago that waits for its payment. Pay it or cancel it "
                "first; it stands among your orders."
            )
        expire_order(order=order_id, at=at)


def _insert(
    view: TierView,
    asked: MembershipQuote,
    *,
    kind: str,
    email: str,
    by: UUID,
    at: datetime,
    key: str,
    to: str,
) -> Order | None:
    """The order with its line and contact; None when its key was used a moment ago."""
    rate = tax_table("", at=at).post_rate
    mark = f"{kind} {view.id.hex} {asked.due.minor}"
    order = insert_order(
        Order(
            key=key,
            fingerprint=hashlib.sha256(mark.encode()).hexdigest(),
            channel="web",
            needs_parcel=False,
            is_membership=True,
            buyer_id=by,
            state="placed",
            currency=asked.price.currency,
            goods_minor=asked.due.minor,
            tax_minor=tax_inside(asked.due.minor, rate),
            return_days=shop_rules().return_days,
            language=to,
            placed_at=at,
            expires_at=at + timedelta(minutes=HELD_MINUTES),
        )
    )
    if order is None:
        return None
    OrderLine.objects.create(
        order=order,
        position=0,
        product=view.id,
        variant=view.id,
        title=view.name_in(to),
        label=_label(kind, to),
        quantity=1,
        unit_price_minor=asked.due.minor,
        tax_numerator=rate.numerator,
        tax_denominator=rate.denominator,
    )
    OrderContact.objects.create(order=order, email=email)
    return order


def _label(kind: str, language: str) -> str:
    """What the line of an order and of its invoice says, in the buyer's language."""
    with translation.override(language):
        if kind == "gift":
            return gettext("membership for a year, a gift")
        if kind == "upgrade":
            return gettext("membership for a year, less what was left of the lower tier")
        return gettext("membership for a year")


def _sale(
    order: Order, asked: MembershipQuote, *, tier: UUID, kind: str, member: UUID | None
) -> MembershipSale:
    try:
        with transaction.atomic():
            return MembershipSale.objects.create(
                order=order,
                tier=tier,
                kind=kind,
                member_id=member,
                price_minor=asked.price.minor,
                credit_minor=asked.credit.minor,
                currency=asked.price.currency,
            )
    except IntegrityError:  # another form of hers came at the same instant
        raise Refused(
            "You ordered a membership a moment ago that waits for its payment. Pay it or cancel it "
            "first; it stands among your orders."
        ) from None


def _placed(order: Order, *, by: UUID, at: datetime) -> None:
    record(
        OrderPlaced(order=order.id, channel="web"),
        by=by,
        at=at,
        object_kind="order",
        object=order.id,
    )
