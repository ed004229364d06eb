"""What can be sold, as this room needs it: `create` decides what it is and under which terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from cohive.create import queries as create
from cohive.create.queries import ProductView, VariantView
from cohive.journal.remembered import remembered
from cohive.words.money import Money, round_half_up


@dataclass(frozen=True)
class Good:
    """One variant of a product: `price` is what a piece costs, `tax_rate` a fraction of the net.

    Both are the agreement's until a table of taxes or a voucher changes them; then `full_price` is
    the price without the voucher, and `discount_by` says who bears the difference.
    """

    variant: UUID
    product: UUID
    title: str
    label: str
    url: str
    price: Money
    tax_rate: Fraction
    agreement: UUID | None
    is_on_sale: bool
    full_price: Money | None = None
    discount_by: str = ""

    @property
    def tax_minor(self) -> int:
        """The tax inside the price of one piece, rounded half up as the agreement rounds it."""
        return tax_inside(self.price.minor, self.tax_rate)


def tax_inside(minor: int, rate: Fraction) -> int:
    """The tax contained in a gross amount: at 21/100 of the net, 21/121 of the gross."""
    return round_half_up(Fraction(minor) * rate / (1 + rate))


def find(variants: Iterable[UUID]) -> dict[UUID, Good]:
    """The goods of these variants; unknown ones are missing in the answer.

    One SQL query while nothing of what is sold changes, six after a change.
    """
    wanted = frozenset(variants)
    return remembered(("trade.goods", wanted), lambda: _find(wanted))


def _find(variants: Iterable[UUID]) -> dict[UUID, Good]:
    return {
        variant: _good(product, next(v for v in _all(product) if v.id == variant))
        for variant, product in create.products_of_variants(variants).items()
    }


def of_product(product: UUID) -> list[Good]:
    """A product's variants in their order; none for an unknown product. Five SQL queries."""
    view = create.product(product)
    return [] if view is None else of_view(view)


def of_view(product: ProductView) -> list[Good]:
    """The same for a product one has read already; no query."""
    return [_good(product, variant) for variant in product.variants]


def _all(product: ProductView) -> tuple[VariantView, ...]:
    return (*product.variants, *product.retired)


def _good(product: ProductView, variant: VariantView) -> Good:
    return Good(
        variant=variant.id,
        product=product.id,
        title=product.title,
        label=variant.label if len(_all(product)) > 1 else "",
        url=product.url,
        price=product.price,
        tax_rate=product.tax_rate,
        agreement=product.agreement,
        is_on_sale=product.state == "on_sale" and variant.is_active,
    )
