"""What somebody is about to buy, in words, and the form for what she fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from cohive.create import queries as create
from cohive.trade import goods, queries
from cohive.trade.baskets import Basket, plain_query
from cohive.trade.forms_making import FillForm
from cohive.trade.goods import Good
from cohive.trade.operations.orders import LINES_MAX, WEB_QUANTITY_MAX
from cohive.trade.queries import OptionView, PreOrderView
from cohive.trade.wholesale import wholesale

ADDED_PRODUCTS = 6


@dataclass(frozen=True)
class Contents:
    """A basket: its goods, with what is asked of each variant."""

    goods: Mapping[UUID, Good]
    counts: Mapping[UUID, int]
    asked: Mapping[UUID, list[OptionView]]
    is_posted: bool
    has_files: bool

    @property
    def asks_work(self) -> bool:
        """Whether a work of the buyer is asked for, who then has to be a member."""
        return any(option.kind == "work" for asked in self.asked.values() for option in asked)


@dataclass(frozen=True)
class Shown:
    """The basket on the page: its lines, and the pre-order that makes them."""

    lines: list[dict[str, object]]
    preorder: PreOrderView | None


def contents(basket: Basket, *, discount: Fraction | None = None) -> Contents:
    """The basket; what is unknown stands out by being refused when it is posted.

    `discount` is off each price when it is bought to be sold on.
    """
    found = goods.find(variant for variant, _ in basket.lines)
    if discount is not None:
        found = {variant: wholesale(good, discount) for variant, good in found.items()}
    is_web = basket.location is None
    asked = queries.options_of({good.product for good in found.values()}) if is_web else {}
    digital = queries.digital_among(found) if is_web else set()
    return Contents(
        goods=found,
        counts={variant: quantity for variant, quantity in basket.lines if variant in found},
        asked={key: asked[good.product] for key, good in found.items() if good.product in asked},
        is_posted=is_web and not (digital and len(digital) == len(found)),
        has_files=bool(digital),
    )


def shown(what: Contents, basket: Basket, *, at: datetime) -> Shown:
    """What the page says of it: what is left, and when it is made. Not read for an order."""
    free = queries.availability(what.goods.values(), at=at, location=basket.location)
    ahead = next(iter(free.ahead.values()), None)
    lines: list[dict[str, object]] = [
        {
            "title": what.goods[variant].title,
            "label": what.goods[variant].label,
            "url": what.goods[variant].url,
            "without_url": _with(*(line for line in basket.lines if line[0] != variant))
            if basket.location is None and len(basket.lines) > 1
            else "",
            "quantity": quantity,
            "left": free.left.get(variant, 0) if free.is_counted(what.goods[variant]) else quantity,
            "total": what.goods[variant].price * quantity,
        }
        for variant, quantity in basket.lines
        if variant in what.goods
    ]
    return Shown(lines, queries.preorder(ahead) if ahead else None)


def additions(
    basket: Basket, what: Contents, page: Shown, *, at: datetime
) -> list[dict[str, object]]:
    """What else is on sale and can come along: each with the way to the same order with it.

    Nothing at a stall, and beside what is made to order, which goes by itself. Eight SQL queries.
    """
    if basket.location is not None or page.preorder or len(basket.lines) >= LINES_MAX:
        return []
    sold = [
        good
        for product in create.products(limit=ADDED_PRODUCTS)
        for good in goods.of_view(product)
        if good.variant not in what.counts and good.is_on_sale
    ]
    free = queries.availability(sold, at=at)
    return [
        {
            "title": good.title,
            "label": good.label,
            "price": good.price,
            "is_file": good.variant in free.digital,
            "url": _with(*basket.lines, (good.variant, 1)),
        }
        for good in sold
        if free.left.get(good.variant) and good.product not in free.ahead
    ]


def _with(*lines: tuple[UUID, int]) -> str:
    """The checkout of these lines."""
    return f"{reverse('trade:checkout')}?{plain_query(lines)}"


def fill_form(request: HttpRequest, what: Contents, *, viewer: UUID | None) -> FillForm:
    """One field for each thing asked of each piece; without any, a form that is always right."""
    works: list[tuple[UUID, str]] = []
    if viewer is not None and what.asks_work:
        works = [
            (card.id, card.title)
            for card in create.works_of_maker(viewer)
            if card.picture and card.state == "published"
        ]
    return FillForm(
        request.POST or ({} if request.method == "POST" else None),
        request.FILES or None,
        pieces=[
            (variant, what.goods[variant].title, min(max(count, 0), WEB_QUANTITY_MAX))
            for variant, count in what.counts.items()
        ],
        asked=what.asked,
        works=works,
    )
