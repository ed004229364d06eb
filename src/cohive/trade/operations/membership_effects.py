"""What paying, letting go and giving back an order of a membership does; inside its transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.trade import books_memberships as books
from cohive.trade.models import Dispute, MembershipCredit, MembershipGift, MembershipSale, Order
from cohive.trade.operations.parties import founded
from cohive.trade.operations.planning import plan_membership_mail
from cohive.trade.queries.memberships import creditable_minor
from cohive.words.refusals import Forbidden, Refused


def still_buys(order: Order) -> bool:
    """Whether money for this order still buys what was ordered; holds its sale.

    The buyer is still here; what is credited was not given back, used or charged back meanwhile,
    and no bank decides about it.
    """
    if not order.is_membership:
        return True
    sale = MembershipSale.objects.select_for_update().get(order=order)
    if sale.kind == "gift":
        return True
    if order.buyer_id is None or people.email_of(order.buyer_id) is None:
        return False
    for credit in sale.credits.select_related("of"):
        period = people.period_of_source(credit.of_id)
        if period is None or period.ended_at is not None:
            return False
        most = creditable_minor(credit.of_id, sale.currency)
        if most is None or credit.amount_minor > most:
            return False
    return True


def let_go(order: Order, *, at: datetime) -> None:
    """Nobody pays it any more: its place is free again, and its member may order anew."""
    MembershipSale.objects.filter(order=order).update(is_open=False)
    bond.let_tier_place_go(source=order.id, at=at)


def take_again(order: Order, *, at: datetime) -> None:
    """Keep the place of an expired order once more, for money that came late; else Refused."""
    sale = MembershipSale.objects.get(order=order)
    try:
        with transaction.atomic():
            MembershipSale.objects.filter(order=order).update(is_open=True)
    except IntegrityError:
        raise Refused("Another membership was ordered meanwhile.") from None
    bond.keep_tier_place(tier=sale.tier, member=sale.member_id, source=order.id, until=None, at=at)


def take_effect(order: Order, *, act: UUID, at: datetime) -> None:
    """The money came: its year begins, or its gift waits for who redeems it.

    Lower tiers it credits give way now; what they had not earned goes on with it.
    """
    sale = MembershipSale.objects.select_for_update().get(order=order)
    sale.is_open, sale.net_minor = False, order.goods_minor - order.tax_minor
    MembershipSale.objects.filter(order=order).update(is_open=False, net_minor=sale.net_minor)
    if sale.kind == "gift":
        until = bond.year_after(at)
        bond.keep_tier_place(tier=sale.tier, member=None, source=order.id, until=until, at=at)
        MembershipGift.objects.filter(sale=sale).update(expires_at=until)
        plan_membership_mail("gift", order.id, at=at)
        return
    buyer = order.buyer_id
    if buyer is None:
        raise Refused("A membership is bought by a member.")
    for credit in sale.credits.select_related("of"):
        _give_way(credit, order, act=act, by=buyer, at=at)
    begin(sale, member=buyer, reason="bought", by=buyer, at=at)


def begin(sale: MembershipSale, *, member: UUID, reason: str, by: UUID, at: datetime) -> UUID:
    """Let the member hold what was sold, and remember from when until when it is earned."""
    period = bond.begin_period(
        tier=sale.tier, member=member, why=bond.Why(reason, source=sale.order_id), by=by, at=at
    )
    held = people.period_of_source(sale.order_id)
    if held is not None:
        MembershipSale.objects.filter(order=sale.order_id).update(
            member=member, starts_at=held.starts_at, ends_at=held.ends_at
        )
    return period


def refuse_kept(order: Order, *, by: UUID, at: datetime) -> None:
    """Refused while its unused days are a credit, or a later year follows it that would be early.

    Forbidden for who bought it or holds it: somebody else decides. Holds its sale.
    """
    if not order.is_membership:
        return
    sale = MembershipSale.objects.select_for_update().get(order=order)
    if by in (order.buyer_id, sale.member_id):
        raise Forbidden("Another steward decides about your own membership.")
    if has_moved(order):
        raise Refused("Its unused days were credited to a higher tier. Give that one back first.")
    if sale.member_id is None or sale.ends_at is None or sale.ends_at <= at:
        return
    later = MembershipSale.objects.filter(
        member=sale.member_id, tier=sale.tier, starts_at__gte=sale.ends_at, ended_at__isnull=True
    )
    if later.exists():
        raise Refused("Give the later year back first.")


def has_moved(order: Order) -> bool:
    """Whether its unused days went on to a higher tier that was paid and stands."""
    credited = MembershipCredit.objects.filter(
        of=order.id, sale__order__paid_at__isnull=False, sale__ended_at__isnull=True
    )
    given_up = MembershipSale.objects.filter(order=order, given_up_minor__gt=0)
    return credited.exists() or given_up.exists()


def take_back(order: Order, *, by: UUID, at: datetime) -> None:
    """Its money goes back: what it bought ends now, and what had given way for it goes on."""
    if not order.is_membership:
        return
    moved = MembershipSale.objects.filter(order=order, ended_at__isnull=True).update(ended_at=at)
    if not moved:
        return
    period = people.period_of_source(order.id)
    if period is not None:
        bond.end_period(period=period.id, by=by, at=at)
    bond.let_tier_place_go(source=order.id, at=at)
    bond.resume_periods(ended_for=order.id, by=by, at=at, besides=_taken_meanwhile(order))


def _taken_meanwhile(order: Order) -> list[UUID]:
    """Lower years whose payment a bank took after they had given way: they stay ended.

    What it had taken of one before then was a part, for which nothing was credited.
    """
    gone = MembershipCredit.objects.filter(sale=order.id)
    lost = Dispute.objects.filter(
        state="lost", payment__is_surplus=False, order__in=gone.values("of")
    )
    credited = gone.filter(amount_minor__gt=0).values("of")
    meanwhile = lost.filter(
        Q(order__in=credited) | Q(closed_at__gte=order.paid_at or order.placed_at)
    )
    return list(meanwhile.values_list("order_id", flat=True))


def _give_way(credit: MembershipCredit, order: Order, *, act: UUID, by: UUID, at: datetime) -> None:
    """A lower tier ends now: what it earned is written, the rest goes on with the higher one."""
    lower = MembershipSale.objects.select_for_update().get(order=credit.of_id)
    books.earn(lower, through=at, firm=founded().agent, act=act, at=at)
    rest = lower.worth_minor - lower.earned_minor
    MembershipSale.objects.filter(order=lower.order_id).update(
        given_up_minor=F("given_up_minor") + rest
    )
    MembershipCredit.objects.filter(id=credit.id).update(carried_minor=rest)
    MembershipSale.objects.filter(order=order).update(carried_minor=F("carried_minor") + rest)
    period = people.period_of_source(lower.order_id)
    if period is not None:
        bond.end_period(period=period.id, by=by, at=at, for_source=order.id)
