"""What somebody is about to buy, in words, and the form for what she fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from cohive.create import queries as create
from cohive.trade import goods, queries
from cohive.trade.baskets import Basket
from cohive.trade.forms_making import FillForm
from cohive.trade.goods import Good
from cohive.trade.operations.orders import WEB_QUANTITY_MAX
from cohive.trade.queries import OptionView, PreOrderView


@dataclass(frozen=True)
class Contents:
    """A basket: its goods, with what is asked of each variant."""

    goods: Mapping[UUID, Good]
    counts: Mapping[UUID, int]
    asked: Mapping[UUID, list[OptionView]]
    is_posted: bool

    @property
    def asks_work(self) -> bool:
        """Whether a work of the buyer is asked for, who then has to be a member."""
        return any(option.kind == "work" for asked in self.asked.values() for option in asked)


@dataclass(frozen=True)
class Shown:
    """The basket on the page: its lines, and the pre-order that makes them."""

    lines: list[dict[str, object]]
    preorder: PreOrderView | None


def contents(basket: Basket) -> Contents:
    """The basket; what is unknown stands out by being refused when it is posted."""
    found = goods.find(variant for variant, _ in basket.lines)
    is_web = basket.location is None
    asked = queries.options_of({good.product for good in found.values()}) if is_web else {}
    digital = queries.digital_among(found) if is_web else set()
    return Contents(
        goods=found,
        counts={variant: quantity for variant, quantity in basket.lines if variant in found},
        asked={key: asked[good.product] for key, good in found.items() if good.product in asked},
        is_posted=is_web and not (digital and len(digital) == len(found)),
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
            "quantity": quantity,
            "left": free.left.get(variant, 0) if free.is_counted(what.goods[variant]) else quantity,
            "total": what.goods[variant].price * quantity,
        }
        for variant, quantity in basket.lines
        if variant in what.goods
    ]
    return Shown(lines, queries.preorder(ahead) if ahead else None)


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
        pieces=[
            (variant, what.goods[variant].title, min(max(count, 0), WEB_QUANTITY_MAX))
            for variant, count in what.counts.items()
        ],
        asked=what.asked,
        works=works,
    )
