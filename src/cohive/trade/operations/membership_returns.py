"""What becomes of a membership that was paid: its gift is redeemed, or its money given back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as people
from cohive.journal.operations import record
from cohive.trade.events_memberships import GiftRedeemed
from cohive.trade.gift_codes import digest_of
from cohive.trade.models import MembershipGift, MembershipSale, Order
from cohive.trade.operations.membership_effects import begin
from cohive.trade.operations.orders import locked
from cohive.trade.operations.parties import founded
from cohive.trade.operations.refunds import BackLine, grant_refund
from cohive.words.refusals import Forbidden, Missing, Refused


@transaction.atomic
def redeem_gift(*, code: str, by: UUID, at: datetime) -> UUID:
    """Take up a gift: hold its tier for a year; return the tier. A code works once.

    Redeeming one's own again changes nothing. The order is held before the gift, as by everybody
    who gives its money back: what is read afterwards is how it stands.
    """
    known = MembershipGift.objects.filter(code_digest=digest_of(code)).first()
    if known is None or known.expires_at is None:
        raise Refused("There is no such code. Look at it once more.", field="code")
    locked(known.sale_id)
    gift = MembershipGift.objects.select_for_update().get(sale=known.sale_id)
    sale = MembershipSale.objects.select_for_update().get(order=known.sale_id)
    if gift.redeemed_by_id == by:
        return sale.tier
    if gift.redeemed_at is not None:
        raise Refused("This code was redeemed already.", field="code")
    if sale.ended_at is not None:
        raise Refused("This gift was taken back: its money was returned.", field="code")
    if at >= known.expires_at:
        raise Refused("This code could be redeemed until %(day)s.", day=known.expires_at.date())
    moved = MembershipGift.objects.filter(sale=sale, redeemed_at__isnull=True).update(
        redeemed_by=by, redeemed_at=at
    )
    if not moved:
        raise Refused("This code was redeemed already.", field="code")
    begin(sale, member=by, reason="given", by=by, at=at)
    record(
        GiftRedeemed(order=sale.order_id, tier=sale.tier),
        by=by,
        at=at,
        object_kind="tier",
        object=sale.tier,
    )
    return sale.tier


@transaction.atomic
def give_membership_back(*, order: UUID, by: UUID, at: datetime) -> UUID:
    """The buyer changes her mind within the shop's days: all goes back, the tier ends now.

    A gift can be given back while nobody has redeemed it. A later year that was paid goes back
    first. Returns the refund's id.
    """
    row = _bought(order)
    if row.buyer_id != by:
        raise Missing("There is no such order.")
    until = (row.paid_at or at) + timedelta(days=row.return_days)
    if at > until:
        raise Refused("It could be given back until %(day)s.", day=until.date())
    gift = MembershipGift.objects.select_for_update().filter(sale=row.id).first()
    if gift is not None and gift.redeemed_at is not None:
        raise Refused("It was redeemed already: it belongs to who has it now.")
    return _give_back(row, by=founded().agent, at=at)


@transaction.atomic
def refund_membership(*, order: UUID, by: UUID, at: datetime) -> UUID:
    """A steward gives all of it back, at any time: the tier ends now. Returns the refund's id.

    Forbidden for who bought it or holds it: another steward decides about hers.
    """
    if "steward" not in people.roles_of(by):
        raise Forbidden("Stewards of this place do this.")
    return _give_back(_bought(order), by=by, at=at)


@transaction.atomic
def erase_gifts(*, agent: UUID, at: datetime) -> None:
    """Forget the addresses of gifts a member bought who leaves; their codes still work."""
    del at
    MembershipGift.objects.filter(sale__order__buyer=agent).update(email="")


def _give_back(row: Order, *, by: UUID, at: datetime) -> UUID:
    lines = [BackLine(line, 1) for line in row.lines.values_list("id", flat=True)]
    asked = row.refunds.filter(state="requested").values_list("id", flat=True).first()
    return grant_refund(order=row.id, refund=asked, lines=lines, by=by, at=at, reason="cancelled")


def _bought(order: UUID) -> Order:
    row = locked(order)
    if not row.is_membership or row.paid_at is None:
        raise Missing("There is no such order.")
    return row
