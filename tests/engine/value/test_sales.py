"""A hundred thousand sales in one pass: the same cents as one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.allotment import allot
from cohive.engine.attribution import attribute
from cohive.engine.catalogue.sales import SaleTable, allot_sales
from cohive.words.refusals import Refused
from tests.engine.night_ferry import DESIGN, SALES, pool
from tests.engine.strategies import divisions, patient

THIRDS = {"ann": Fraction(1, 3), "bob": Fraction(1, 3), "cho": Fraction(1, 3)}


def assert_same(
    fractions: Mapping[str, Fraction], changes: Sequence[int], found: SaleTable, before: int = 0
) -> None:
    """Sale by sale, payee by payee."""
    assert found.payees == tuple(fractions)
    assert found.amounts.shape == (len(fractions), len(changes))
    total = before
    for sale, change in enumerate(changes):
        one = allot(fractions, cumulative_before=total, cumulative_after=total + change)
        total += change
        amounts = [int(amount) for amount in found.amounts[:, sale]]
        assert dict(zip(found.payees, amounts, strict=True)) == one.amounts
        assert int(found.waiting[sale]) == one.waiting_after


@st.composite
def histories(draw: st.DrawFn, most: int = 10**9) -> list[int]:
    """Sales and refunds whose total is never below zero."""
    changes: list[int] = []
    total = 0
    for _ in range(draw(st.integers(0, 12))):
        change = draw(st.integers(-min(total, most), most))
        changes.append(change)
        total += change
    return changes


@patient
@given(divisions(), histories(), st.integers(0, 10**12))
def test_all_at_once_is_one_after_the_other(
    fractions: dict[str, Fraction], changes: list[int], before: int
) -> None:
    assert_same(fractions, changes, allot_sales(fractions, changes, before=before), before)


@patient
@given(st.integers(1, 10**30), st.integers(1, 10**30), histories(10**17))
def test_no_product_ever_leaves_its_bits(top: int, bottom: int, changes: list[int]) -> None:
    part = Fraction(min(top, bottom), top + bottom)
    fractions = {"ann": part, "bob": 1 - part}
    assert_same(fractions, changes, allot_sales(fractions, changes))


@pytest.mark.parametrize(
    ("fraction", "changes"),
    [
        (Fraction(2, 3), [2**62 - 1, 1]),
        (Fraction(2**31 - 1, 2**31), [2**61, 2**60 + 7, -5]),
        (Fraction(2**62 - 1, 2**62 + 1), [2**61, 12345]),
        (Fraction(1, 3), [2**63, 2**200, -(2**199)]),
    ],
)
def test_at_the_edge_of_64_bits_the_sums_stay_exact(fraction: Fraction, changes: list[int]) -> None:
    assert_same({"ann": fraction}, changes, allot_sales({"ann": fraction}, changes))


def test_the_sales_of_night_ferry_come_out_to_the_cent() -> None:
    fractions = pool().fractions
    changes = [1585 * units for units in SALES]
    found = allot_sales(fractions, changes)
    assert_same(fractions, changes, found)
    design = attribute(DESIGN).fractions
    assert allot_sales(design, np.array([1268], np.int32)).amounts[:, 0].tolist() == [
        317,
        158,
        317,
        317,
        158,
    ]


def test_a_refund_of_any_prefix_leaves_what_was_there_on_the_way_up() -> None:
    changes = [1, 5, 7, 100, 3]
    found = allot_sales(THIRDS, [*changes, *(-change for change in reversed(changes))])
    paid = found.amounts.cumsum(axis=1)
    for sale in range(len(changes) - 1):
        np.testing.assert_array_equal(paid[:, sale], paid[:, -sale - 2])
    assert not paid[:, -1].any()


def test_no_sales_are_an_empty_table() -> None:
    found = allot_sales(THIRDS, [])
    assert found.amounts.shape == (3, 0)
    assert allot_sales({}, [5, -2]).waiting.tolist() == [5, 3]


@pytest.mark.parametrize(
    ("fractions", "changes", "sentence"),
    [
        (THIRDS, [5, -6, 9], "More was taken back than ever came in, at change 2."),
        (THIRDS, [2**70, -(2**71)], "More was taken back than ever came in, at change 2."),
        ({"ann": Fraction(3, 2)}, [1], "This part is 3/2."),
        ({"ann": Fraction(-1, 2)}, [1], "This part is -1/2."),
        ({"ann": Fraction(2, 3), "bob": Fraction(2, 3)}, [1], "add up to more than the whole"),
        (THIRDS, [1.5], "Write each change as a whole number"),
        (THIRDS, [True], "Write each change as a whole number"),
        (THIRDS, [[1, 2]], "Write each change as a whole number"),
        (THIRDS, [2**70, 1.5], "Write each change as a whole number"),
    ],
)
def test_what_cannot_be_allotted_is_refused(
    fractions: dict[str, Fraction], changes: list[int], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        allot_sales(fractions, changes)


def test_a_total_before_that_is_below_zero_is_refused() -> None:
    with pytest.raises(Refused, match="at change 0"):
        allot_sales(THIRDS, [5], before=-1)
