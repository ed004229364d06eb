"""Whole cents: claims that only grow, cents that wait, refunds that reverse."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.allotment import allot, claim
from cohive.words.refusals import Refused
from tests.engine.strategies import divisions, fractions, minor_amounts, patient

THIRDS = {"ann": Fraction(1, 3), "bob": Fraction(1, 3), "cho": Fraction(1, 3)}


def test_a_claim_is_the_floor_of_the_fraction() -> None:
    assert claim(Fraction(1, 10), 119 * 1585) == 18861
    assert claim(Fraction(1, 3), 0) == 0
    assert claim(Fraction(2, 3), 10**15 + 1) == 666_666_666_666_667


def test_one_cent_among_three_waits_and_the_third_cent_pays_all() -> None:
    first = allot(THIRDS, cumulative_before=0, cumulative_after=1)
    assert first.amounts == {"ann": 0, "bob": 0, "cho": 0}
    assert (first.waiting_before, first.waiting_after) == (0, 1)
    third = allot(THIRDS, cumulative_before=2, cumulative_after=3)
    assert third.amounts == {"ann": 1, "bob": 1, "cho": 1}
    assert (third.waiting_before, third.waiting_after) == (2, 0)


def test_what_is_undivided_waits() -> None:
    allotment = allot({"ann": Fraction(1, 2)}, cumulative_before=0, cumulative_after=101)
    assert allotment.amounts == {"ann": 50}
    assert allotment.waiting_after == 51


def test_a_total_below_zero_is_refused() -> None:
    with pytest.raises(Refused, match="More was taken back than ever came in"):
        claim(Fraction(1, 2), -1)
    with pytest.raises(Refused):
        allot(THIRDS, cumulative_before=5, cumulative_after=-1)
    with pytest.raises(Refused):
        allot(THIRDS, cumulative_before=-1, cumulative_after=5)


@pytest.mark.parametrize("fraction", [Fraction(-1, 3), Fraction(4, 3)])
def test_a_part_outside_the_whole_is_refused(fraction: Fraction) -> None:
    with pytest.raises(Refused):
        claim(fraction, 100)


def test_parts_above_the_whole_are_refused() -> None:
    with pytest.raises(Refused, match="add up to more than the whole"):
        allot(
            {"ann": Fraction(2, 3), "bob": Fraction(1, 2)}, cumulative_before=0, cumulative_after=1
        )


@patient
@given(divisions(), minor_amounts, minor_amounts)
def test_every_minor_unit_is_paid_or_waits(
    parts: dict[str, Fraction], before: int, after: int
) -> None:
    allotment = allot(parts, cumulative_before=before, cumulative_after=after)
    change = allotment.waiting_after - allotment.waiting_before
    assert sum(allotment.amounts.values()) + change == after - before


@patient
@given(divisions(), minor_amounts)
def test_less_than_one_minor_unit_per_payee_waits_beyond_what_is_undivided(
    parts: dict[str, Fraction], total: int
) -> None:
    allotment = allot(parts, cumulative_before=0, cumulative_after=total)
    undivided = (1 - sum(parts.values())) * total
    assert 0 <= allotment.waiting_after - undivided < len(parts)
    for payee, amount in allotment.amounts.items():
        assert 0 <= parts[payee] * total - amount < 1


@patient
@given(fractions, minor_amounts, st.integers(0, 10**6))
def test_more_sales_never_lower_a_claim(fraction: Fraction, total: int, more: int) -> None:
    assert claim(fraction, total + more) >= claim(fraction, total)


@patient
@given(
    divisions(),
    st.lists(st.integers(1, 10**7), max_size=12),
    st.randoms(use_true_random=False),
)
def test_whatever_is_sold_and_refunded_each_has_her_claim_of_what_remains(
    parts: dict[str, Fraction], sales: list[int], draw: random.Random
) -> None:
    changes: list[int] = []
    outstanding: list[int] = []
    for sale in sales:
        changes.append(sale)
        outstanding.append(sale)
        while outstanding and draw.random() < 0.4:
            changes.append(-outstanding.pop(draw.randrange(len(outstanding))))
    credited = dict.fromkeys(parts, 0)
    total = waiting = 0
    for change in changes:
        allotment = allot(parts, cumulative_before=total, cumulative_after=total + change)
        assert allotment.waiting_before == waiting
        waiting = allotment.waiting_after
        total += change
        for payee, amount in allotment.amounts.items():
            assert amount * change >= 0
            credited[payee] += amount
        assert credited == {payee: claim(part, total) for payee, part in parts.items()}
        assert sum(credited.values()) + waiting == total


@patient
@given(divisions(), st.lists(st.integers(0, 10**9), min_size=1, max_size=10), st.integers(0, 9))
def test_a_refund_of_any_prefix_reverses_it_exactly(
    parts: dict[str, Fraction], sales: list[int], length: int
) -> None:
    credited = dict.fromkeys(parts, 0)
    total = 0
    for change in (*sales, *(-sale for sale in sales[:length])):
        for payee, amount in allot(
            parts, cumulative_before=total, cumulative_after=total + change
        ).amounts.items():
            credited[payee] += amount
        total += change
    only_the_others = allot(parts, cumulative_before=0, cumulative_after=sum(sales[length:]))
    assert credited == only_the_others.amounts


@patient
@given(divisions(), minor_amounts, minor_amounts)
def test_a_refund_takes_back_what_the_sale_paid(
    parts: dict[str, Fraction], before: int, after: int
) -> None:
    there = allot(parts, cumulative_before=before, cumulative_after=after)
    back = allot(parts, cumulative_before=after, cumulative_after=before)
    assert back.amounts == {payee: -amount for payee, amount in there.amounts.items()}
    assert (back.waiting_before, back.waiting_after) == (there.waiting_after, there.waiting_before)


@patient
@given(fractions, st.lists(st.integers(1, 50), min_size=1, max_size=20), minor_amounts)
def test_splitting_an_identity_never_gains_a_cent_at_any_time(
    fraction: Fraction, weights: list[int], total: int
) -> None:
    whole = claim(fraction, total)
    parts = [claim(fraction * Fraction(weight, sum(weights)), total) for weight in weights]
    assert sum(parts) <= whole
    assert sum(parts) > whole - len(weights)
