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
    """A basket: its lines for the page, its goods with what is asked of each variant."""

    lines: list[dict[str, object]]
    goods: Mapping[UUID, Good]
    counts: Mapping[UUID, int]
    asked: Mapping[UUID, list[OptionView]]
    preorder: PreOrderView | None
    is_posted: bool
    has_files: bool

    @property
    def asks_work(self) -> bool:
        """Whether a work of the buyer is asked for, who then has to be a member."""
        return any(option.kind == "work" for asked in self.asked.values() for option in asked)


def contents(basket: Basket, *, at: datetime, discount: Fraction | None = None) -> Contents:
    """The basket; what is unknown stands out by being refused when it is posted.

    `discount` is off each price when it is bought to be sold on.
    """
    found = goods.find(variant for variant, _ in basket.lines)
    if discount is not None:
        found = {variant: wholesale(good, discount) for variant, good in found.items()}
    free = queries.availability(found.values(), at=at, location=basket.location)
    ahead = next(iter(free.ahead.values()), None)
    is_web = basket.location is None
    asked = queries.options_of({good.product for good in found.values()}) if is_web else {}
    return Contents(
        lines=[
            {
                "title": found[variant].title,
                "label": found[variant].label,
                "url": found[variant].url,
                "quantity": quantity,
                "without_url": _with(*(line for line in basket.lines if line[0] != variant))
                if is_web and len(basket.lines) > 1
                else "",
                "left": quantity
                if not free.is_counted(found[variant])
                else free.left.get(variant, 0),
                "total": found[variant].price * quantity,
            }
            for variant, quantity in basket.lines
            if variant in found
        ],
        goods=found,
        counts={variant: quantity for variant, quantity in basket.lines if variant in found},
        asked={key: asked[good.product] for key, good in found.items() if good.product in asked},
        preorder=queries.preorder(ahead) if ahead else None,
        is_posted=is_web and not (free.digital and len(free.digital) == len(found)),
        has_files=bool(free.digital),
    )


def additions(basket: Basket, what: Contents, *, at: datetime) -> list[dict[str, object]]:
    """What else is on sale and can come along: each with the way to the same order with it.

    Nothing at a stall, and beside what is made to order, which goes by itself. Eight SQL queries.
    """
    if basket.location is not None or what.preorder or len(basket.lines) >= LINES_MAX:
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
