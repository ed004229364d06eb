"""What the shop answers to campaigns: orders, pre-orders, vouchers in words, ends of sales."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from cohive.look import formats
from cohive.spread.campaign_answers import Buyers, Voucher, Wanted
from cohive.spread.moments import Moment
from cohive.trade.queries.campaigns import (
    buyers_between,
    orders_between,
    preorders_between,
    voucher_of_code,
)
from cohive.trade.queries.drops import current_drops
from cohive.trade.queries.preorders import preorders


def orders(wanted: Wanted) -> int | None:
    """Paid orders of a product, or all of the place; None for other things."""
    return _counted(wanted, is_preorder=False)


def pre_orders(wanted: Wanted) -> int | None:
    """Paid pre-orders of a product, or all of the place; None for other things."""
    return _counted(wanted, is_preorder=True)


def _counted(wanted: Wanted, *, is_preorder: bool) -> int | None:
    if wanted.target_kind not in ("product", "place"):
        return None
    product: UUID | None = wanted.target if wanted.target_kind == "product" else None
    count = preorders_between if is_preorder else orders_between
    return count(product=product, since=wanted.since, until=wanted.until)


def buyers(wanted: Wanted) -> Buyers | None:
    """Who ordered a product, or anything of the place, and paid; None for other things."""
    return _bought(wanted, is_preorder=False)


def pre_buyers(wanted: Wanted) -> Buyers | None:
    """Who pre-ordered and paid; None for other things."""
    return _bought(wanted, is_preorder=True)


def _bought(wanted: Wanted, *, is_preorder: bool) -> Buyers | None:
    if wanted.target_kind not in ("product", "place"):
        return None
    product: UUID | None = wanted.target if wanted.target_kind == "product" else None
    found = buyers_between(
        product=product, since=wanted.since, until=wanted.until, is_preorder=is_preorder
    )
    return Buyers(*found)


def voucher(code: str, at: datetime) -> Voucher | None:
    """What a code takes off, in words."""
    found = voucher_of_code(code, at=at)
    if found is None:
        return None
    parts = []
    if found.amount is not None:
        parts.append(_("%(amount)s off") % {"amount": formats.money(found.amount)})
    if found.part is not None:
        parts.append(_("%(part)s off") % {"part": formats.percent(found.part, 1)})
    if found.minimum:
        parts.append(_("from %(amount)s") % {"amount": formats.money(found.minimum)})
    if found.uses_max is not None:
        used = {"uses": formats.number(found.uses), "most": formats.number(found.uses_max)}
        parts.append(_("used %(uses)s of %(most)s times") % used)
    if found.valid_until:
        parts.append(_("until %(day)s") % {"day": formats.moment(found.valid_until)})
    return Voucher(" · ".join(parts), found.holds)


def ends_of_sales(since: datetime, until: datetime) -> list[Moment]:
    """When drops open and close and pre-orders end. Six SQL queries."""
    found = []
    for each in current_drops():
        opens = _("Opens: %(title)s") % {"title": each.title}
        closes = _("Closes: %(title)s") % {"title": each.title}
        found += [
            Moment(each.opens_at, opens, url=each.url),
            Moment(each.closes_at, closes, url=each.url),
        ]
    found += [
        Moment(each.until, _("A pre-order ends"), url=each.desk_url)
        for each in preorders()
        if each.state == "open"
    ]
    return [moment for moment in found if since <= moment.at < until]
