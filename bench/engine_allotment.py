"""A hundred thousand sales of one product allotted to twenty payees, beside its peers.

Run: python -m bench.engine_allotment. All engines are exact; the figure is what the first payee has
in the end and what waits. Then claims with what is recouped and paid off, at one total.
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial

import numpy as np

from bench.table import Engine, clock, compare
from cohive.engine.allotment import allot
from cohive.engine.catalogue.sales import allot_sales
from cohive.engine.claims import Forever, Once, Recoup, Terms, UntilPaid, claims_at
from cohive.words.money import Money

SALES = 100_000
PAYEES = 20
Work = tuple[float, object]


def sales() -> list[int]:
    """Prices of one to 200.00; every twentieth sale is refunded at once."""
    draw = random.Random(7)  # noqa: S311 - reproducible
    prices = [draw.randint(100, 20_000) for _ in range(SALES)]
    return [-prices[row - 1] if row % 20 == 19 else price for row, price in enumerate(prices)]


def fractions() -> dict[str, Fraction]:
    weights = [1 + row * row % 37 for row in range(PAYEES)]
    return {f"m{row:02}": Fraction(weight, sum(weights)) for row, weight in enumerate(weights)}


def ours() -> Work:
    changes, parts = np.array(sales()), fractions()
    started = clock()
    table = allot_sales(parts, changes)
    seconds = clock() - started
    return seconds, (int(table.amounts[0].sum()), int(table.waiting[-1]))


def one_after_the_other() -> Work:
    """`allot` for each sale, as a place does when it is paid."""
    changes, parts = sales(), fractions()
    started = clock()
    total = first = waiting = 0
    for change in changes:
        one = allot(parts, cumulative_before=total, cumulative_after=total + change)
        total += change
        first += one.amounts["m00"]
        waiting = one.waiting_after
    return clock() - started, (first, waiting)


def plain_python() -> Work:
    """The least a loop in pure Python can do: integers, no fractions, no checks."""
    changes = sales()
    parts = [(part.numerator, part.denominator) for part in fractions().values()]
    started = clock()
    total, rows = 0, []
    claims = [0] * PAYEES
    waiting = 0
    for change in changes:
        total += change
        after = [total * numerator // denominator for numerator, denominator in parts]
        rows.append([now - then for now, then in zip(after, claims, strict=True)])
        waiting = total - sum(after)
        claims = after
    return clock() - started, (sum(row[0] for row in rows), waiting)


def numpy_alone() -> Work:
    """The same arithmetic as one expression over a table, no checks."""
    changes, parts = np.array(sales()), list(fractions().values())
    numerators = np.array([part.numerator for part in parts])[:, None]
    denominators = np.array([part.denominator for part in parts])[:, None]
    started = clock()
    totals = np.concatenate(([0], np.cumsum(changes)))
    claims = totals * numerators // denominators
    amounts = np.diff(claims, axis=1)
    waiting = totals[1:] - claims[:, 1:].sum(axis=0)
    return clock() - started, (int(amounts[0].sum()), int(waiting[-1]))


def claims(many: int) -> Work:
    """One total under terms of `many` claims of all kinds, a thousand times."""
    whole = Fraction(1, 2 * many)
    terms = Terms(
        "EUR",
        (
            Recoup("studio", Money(30_000, "EUR")),
            Once("drummer", Money(5_000, "EUR")),
            *(UntilPaid(f"u{row:03}", whole, Money(100 * row, "EUR")) for row in range(many)),
            *(Forever(f"f{row:03}", whole) for row in range(many)),
        ),
    )
    started = clock()
    for total in range(1_000):
        found = claims_at(terms, Money(total * 1_585, "EUR"))
    return clock() - started, found.waiting


def main() -> None:
    """Print the table."""
    compare(
        f"Allotment of {SALES:,} sales to {PAYEES} payees",
        [
            Engine("Cohive, all at once", ours),
            Engine("numpy, no checks", numpy_alone, "the limit"),
            Engine("plain Python integers", plain_python),
            Engine("Cohive, one by one", one_after_the_other, "exact fractions, with checks"),
        ],
    )
    compare(
        "Claims at 1,000 totals",
        [Engine(f"{2 * many + 2} claims", partial(claims, many)) for many in (5, 50)],
    )


if __name__ == "__main__":
    main()
