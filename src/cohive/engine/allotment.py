"""Allotment: from a price to the pool, and from the pool to whole cents for each payee.

The waterfall. Of the price of one unit go, in this order: the tax it contains, fixed costs, a part
of the net for the house, a part of the net for whoever passed on the link. What is left is the
pool. Every line is rounded half up to the minor unit *per unit sold*, so that n units cost exactly
n times one unit and anybody can redo the sum by hand.

The claim. What a payee may claim of everything that has come into the pool is the floor of her
fraction of it; a sale pays the difference of the claim after and before. What cannot be divided
yet waits, and is at most one minor unit per payee. The floor was chosen because more sales then
never lower a claim, a name split in two never gains a cent, and a refund reverses exactly what
the sale did (largest remainders break the first two).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from cohive.engine.exact import is_exact, is_whole
from cohive.words.money import floor_fraction, round_half_up
from cohive.words.refusals import Refused

__all__ = [
    "Allotment",
    "FixedCost",
    "UnitLine",
    "Waterfall",
    "allot",
    "claim",
    "sale_lines",
    "unit_lines",
]

LineKind = Literal["price", "tax", "fixed", "house", "link", "pool"]


@dataclass(frozen=True)
class FixedCost:
    """A cost of each unit that does not depend on its price: cloth, a bag, a card fee.

    Attributes
    ----------
    label : str
        What it is called.
    minor : int
        Minor units, from 0.
    """

    label: str
    minor: int


@dataclass(frozen=True)
class Waterfall:
    """What leaves the price before anything is divided.

    Attributes
    ----------
    tax : Fraction
        Of the *gross* price, 0 to 1; 21 % on top of the net is Fraction(21, 121).
    fixed : tuple[FixedCost, ...]
        Costs per unit.
    house, link : Fraction
        Of the net, 0 to 1, which is the price less the tax line.
    link_default : Literal[house, pool]
        Who gets the link's part when nobody passed on a link.

    Raises
    ------
    Refused
        At the field, for a fraction that is not exact or outside 0 to 1, a cost that is negative
        or no whole number, an unknown `link_default`.
    """

    tax: Fraction
    fixed: tuple[FixedCost, ...]
    house: Fraction
    link: Fraction
    link_default: Literal["house", "pool"]

    def __post_init__(self) -> None:
        for field in ("tax", "house", "link"):
            _check_part(getattr(self, field), field)
        for cost in self.fixed:
            if not is_whole(cost.minor):
                raise Refused(
                    "The cost “%(label)s” is %(minor)s. Write whole minor units, 0 or more.",
                    field="fixed",
                    label=cost.label,
                    minor=cost.minor,
                )
            if cost.minor < 0:
                raise Refused(
                    "The cost “%(label)s” is below zero. Write 0 or more.",
                    field="fixed",
                    label=cost.label,
                )
        if self.link_default not in ("house", "pool"):
            raise Refused(
                "Without a link, its part goes to the house or to the pool.", field="link_default"
            )


@dataclass(frozen=True)
class UnitLine:
    """One line of the waterfall of one unit.

    Attributes
    ----------
    kind : LineKind
        Which line it is.
    label : str
        The name of a fixed cost; "" for all other kinds, which pages name themselves.
    minor : int
        Minor units, from 0; the house's line may be below 0 where it bears a discount.
    """

    kind: LineKind
    label: str
    minor: int


@dataclass(frozen=True)
class Allotment:
    """What a change of the pool's total pays to each payee.

    Σ amounts + waiting_after − waiting_before is the change exactly.

    Attributes
    ----------
    amounts : Mapping[str, int]
        Minor units by payee; below 0 where a refund takes back. Payees whose claim does not move
        are listed with 0.
    waiting_before, waiting_after : int
        What cannot be divided yet, minor units, from 0.
    """

    amounts: Mapping[str, int]
    waiting_before: int
    waiting_after: int


def unit_lines(waterfall: Waterfall, *, price_minor: int, linked: bool) -> tuple[UnitLine, ...]:
    """Return the lines of one unit: price, tax, each fixed cost, house, link, pool.

    price = tax + fixed + house + link + pool, always. Terms are checked with `linked=True`, which
    is never the easier case.

    Parameters
    ----------
    waterfall : Waterfall
        The terms.
    price_minor : int
        The gross price, minor units, from 0.
    linked : bool
        Whether somebody passed on a link. Without one the link line is 0 and its part, rounded on
        its own, stands in the house line or stays in the pool, as `link_default` says.

    Returns
    -------
    tuple[UnitLine, ...]
        All lines are there, also those of 0.

    Raises
    ------
    Refused
        For a price that is negative or no whole number, and for one that does not cover what
        leaves it before the pool.
    """
    _check_whole(price_minor, "price")
    if price_minor < 0:
        raise Refused("A price cannot be below zero.", field="price")
    tax = round_half_up(waterfall.tax * price_minor)
    net = price_minor - tax
    house = round_half_up(waterfall.house * net)
    link = round_half_up(waterfall.link * net)
    if not linked:
        if waterfall.link_default == "house":
            house += link
        link = 0
    pool = net - sum(cost.minor for cost in waterfall.fixed) - house - link
    if pool < 0:
        raise Refused("The price does not cover tax, costs and house.", field="price")
    return (
        UnitLine("price", "", price_minor),
        UnitLine("tax", "", tax),
        *(UnitLine("fixed", cost.label, cost.minor) for cost in waterfall.fixed),
        UnitLine("house", "", house),
        UnitLine("link", "", link),
        UnitLine("pool", "", pool),
    )


def sale_lines(
    waterfall: Waterfall,
    *,
    price_minor: int,
    full_price_minor: int,
    tax_rate: Fraction | None,
    is_house_bearing: bool,
    linked: bool,
) -> tuple[UnitLine, ...]:
    """Return the lines of one unit as it was really sold: with its own tax, and a discount.

    The tax is always that of what was paid. When everyone bears a discount, the waterfall runs
    from the price that was paid. When the house bears it, link and pool are those of the full
    price and the house's line is what remains, also below 0: it pays from what it has elsewhere.

    price = tax + fixed + house + link + pool, always.

    Parameters
    ----------
    waterfall : Waterfall
        The agreed terms.
    price_minor, full_price_minor : int
        What was paid for the unit, and its price without a discount; gross, minor units, from 0.
    tax_rate : Fraction or None
        Of the *net* price (21/100), as it was when it was sold; None for the agreed one.
    is_house_bearing : bool
        Whether the house alone bears the discount.
    linked : bool
        Whether somebody passed on a link.

    Returns
    -------
    tuple[UnitLine, ...]
        As `unit_lines`.

    Raises
    ------
    Refused
        For what `unit_lines` refuses, and a price above the full one.
    """
    if price_minor > full_price_minor:
        raise Refused("A discount cannot raise a price.", field="price")
    terms = waterfall
    if tax_rate is not None:
        terms = replace(waterfall, tax=tax_rate / (1 + tax_rate))
    if not is_house_bearing:
        return unit_lines(terms, price_minor=price_minor, linked=linked)
    whole = unit_lines(terms, price_minor=full_price_minor, linked=linked)
    tax = round_half_up(terms.tax * price_minor)
    kept = sum(line.minor for line in whole if line.kind in ("fixed", "link", "pool"))
    paid = {"price": price_minor, "tax": tax, "house": price_minor - tax - kept}
    return tuple(replace(line, minor=paid.get(line.kind, line.minor)) for line in whole)


def claim(fraction: Fraction, cumulative_minor: int) -> int:
    """Return the whole minor units that a fraction of everything so far comes to.

    Parameters
    ----------
    fraction : Fraction
        0 to 1.
    cumulative_minor : int
        What has come into the pool less what was refunded, minor units, from 0.

    Returns
    -------
    int
        The floor, minor units.

    Raises
    ------
    Refused
        For a total that is negative or no whole number, and a fraction that is not exact or
        outside 0 to 1.
    """
    _check_total(cumulative_minor)
    _check_part(fraction, "fraction")
    return floor_fraction(fraction, cumulative_minor)


def allot(
    fractions: Mapping[str, Fraction], *, cumulative_before: int, cumulative_after: int
) -> Allotment:
    """Pay each payee the difference of her claims after and before; see the module's text.

    Parameters
    ----------
    fractions : Mapping[str, Fraction]
        By payee, each from 0 to 1. They may sum to less than 1 (something undivided): the rest
        waits.
    cumulative_before, cumulative_after : int
        What has come into the pool less what was refunded, minor units, from 0. After a refund it
        is smaller: that takes back to the cent what had been paid.

    Returns
    -------
    Allotment
        In minor units.

    Raises
    ------
    Refused
        For what `claim` refuses, and fractions whose sum is above 1.
    """
    _check_total(cumulative_before)
    _check_total(cumulative_after)
    for part in fractions.values():
        _check_part(part, "fractions")
    if sum(fractions.values(), Fraction(0)) > 1:
        raise Refused("The parts add up to more than the whole.", field="fractions")
    before = {payee: floor_fraction(part, cumulative_before) for payee, part in fractions.items()}
    after = {payee: floor_fraction(part, cumulative_after) for payee, part in fractions.items()}
    return Allotment(
        amounts={payee: after[payee] - before[payee] for payee in fractions},
        waiting_before=cumulative_before - sum(before.values()),
        waiting_after=cumulative_after - sum(after.values()),
    )


def _check_whole(minor: object, field: str) -> None:
    """Refuse minor units that are no whole number."""
    if not is_whole(minor):
        raise Refused(
            "This amount is %(minor)s. Write whole minor units.", field=field, minor=minor
        )


def _check_total(minor: int) -> None:
    """Refuse a total of a pool that cannot be."""
    _check_whole(minor, "amount")
    if minor < 0:
        raise Refused("More was taken back than ever came in.", field="amount")


def _check_part(part: Fraction, field: str) -> None:
    """Refuse what is no exact part of a whole."""
    if not is_exact(part):
        raise Refused(
            "This part is %(part)s. Write an exact fraction: a float is none.",
            field=field,
            part=part,
        )
    if not 0 <= part <= 1:
        raise Refused(
            "This part is %(fraction)s. It can be from 0 to 1.", field=field, fraction=part
        )
