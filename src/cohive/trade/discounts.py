"""A discount over the lines of a basket, to the last unit. Pure.

Each piece bears its part by its price, rounded down; the units that are left go one by one to the
first pieces, so that a voucher of 10.00 takes exactly 10.00. A line whose pieces then differ by a
unit becomes two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Lowered(NamedTuple):
    """So many pieces of the `line`th line, each at `price` minor units."""

    line: int
    quantity: int
    price: int


def lower(lines: Sequence[tuple[int, int]], discount: int) -> list[Lowered]:
    """Take `discount` off lines of (price, quantity), in their order; minor units.

    `discount` lies between 0 and what the lines cost together.
    """
    whole = sum(price * quantity for price, quantity in lines)
    if not 0 <= discount <= whole:
        raise ValueError("a discount lies between nothing and everything")
    parts = [discount * price // whole if whole else 0 for price, _ in lines]
    left = discount - sum(part * quantity for part, (_, quantity) in zip(parts, lines, strict=True))
    found = []
    for index, ((price, quantity), part) in enumerate(zip(lines, parts, strict=True)):
        more = min(left, quantity) if price > part else 0
        left -= more
        if more:
            found.append(Lowered(index, more, price - part - 1))
        if quantity > more:
            found.append(Lowered(index, quantity - more, price - part))
    return found
