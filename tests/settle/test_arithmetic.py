"""The sums of sales and refunds, for every order of events: nothing is lost, nothing is made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.allotment import UnitLine
from cohive.settle.arithmetic import divide, line_amounts, state_of
from cohive.settle.composition import Path, Step, compose, path_from_json, path_to_json
from cohive.words.refusals import Refused
from tests.engine import night_ferry
from tests.settle.shirt import ShirtTerms

weights = st.lists(st.integers(1, 97), min_size=1, max_size=8)


def parts(given_weights: list[int]) -> dict[str, Fraction]:
    total = sum(given_weights)
    return {f"p{n}": Fraction(weight, total) for n, weight in enumerate(given_weights)}


@given(weights, st.lists(st.integers(0, 10**7), min_size=1, max_size=12))
def test_credits_and_waiting_cents_are_everything_that_came_in(given_weights, sales):
    fractions = parts(given_weights)
    cumulative, waiting, owed = 0, 0, dict.fromkeys(fractions, 0)
    for pool in sales:
        division = divide(fractions, cumulative_before=cumulative, pool_minor=pool)
        assert division.waiting_before == waiting
        waiting, cumulative = division.waiting_after, division.cumulative_after
        for payee in fractions:
            assert division.amount(payee) >= 0
            owed[payee] += division.amount(payee)
            assert division.claims[payee][1] == owed[payee]
        assert sum(owed.values()) + waiting == cumulative
        assert 0 <= waiting < len(fractions)
    assert cumulative == sum(sales)


@given(
    weights,
    st.lists(st.tuples(st.integers(1, 10**5), st.booleans()), min_size=1, max_size=12),
)
def test_after_all_is_returned_nobody_holds_a_cent_whatever_came_between(given_weights, events):
    fractions = parts(given_weights)
    cumulative, open_sales, owed = 0, [], dict.fromkeys(fractions, 0)

    def change(pool: int) -> int:
        division = divide(fractions, cumulative_before=cumulative, pool_minor=pool)
        for payee in fractions:
            owed[payee] += division.amount(payee)
        assert sum(owed.values()) + division.waiting_after == division.cumulative_after
        return division.cumulative_after

    for pool, is_refund in events:
        if is_refund and open_sales:
            cumulative = change(-open_sales.pop())
        else:
            open_sales.append(pool)
            cumulative = change(pool)
    while open_sales:
        cumulative = change(-open_sales.pop(0))
    assert cumulative == 0
    assert set(owed.values()) == {0}


@given(weights, st.integers(0, 10**6), st.integers(1, 10**5))
def test_a_refund_differs_from_its_sale_by_at_most_one_cent_each(given_weights, between, pool):
    fractions = parts(given_weights)
    sale = divide(fractions, cumulative_before=0, pool_minor=pool)
    refund = divide(fractions, cumulative_before=pool + between, pool_minor=-pool)
    for payee in fractions:
        assert abs(sale.amount(payee) + refund.amount(payee)) <= 1


def test_more_cannot_be_taken_back_than_came_in():
    with pytest.raises(Refused):
        divide({"mei": Fraction(1)}, cumulative_before=5, pool_minor=-6)


def test_lines_are_rounded_per_unit_and_mirrored_for_a_refund():
    lines = (UnitLine("price", "", 4000), UnitLine("tax", "", 694), UnitLine("link", "", 0))
    lines += (UnitLine("pool", "", 1585),)
    assert [line.minor for line in line_amounts(lines, 2)] == [1388, 3170]
    assert [line.minor for line in line_amounts(lines, -2)] == [-1388, -3170]


def test_the_paths_of_mei_read_from_the_pool_to_her():
    terms = ShirtTerms(
        night_ferry.HALF,
        {stage: (night_ferry.WEIGHTS[stage], graph) for stage, graph in night_ferry.STAGES.items()},
        {},
    )
    composition = compose(terms)
    assert composition.fractions["mei"] == Fraction(1, 10)
    first, second = composition.paths["mei"]
    assert first == Path(
        (
            Step("design", Fraction(2, 5)),
            Step("Two Harbours", Fraction(1)),
            Step("Low tide at Hoek", Fraction(1, 4)),
            Step("Low tide timetable", Fraction(1, 2)),
        ),
        Fraction(1),
    )
    assert second.fraction == Fraction(1, 20)
    assert path_from_json(path_to_json(first)) == first


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "is_held", "state"),
    [
        (0, False, "provisional"),
        (1.99, False, "provisional"),
        (2, False, "open"),
        (13.99, False, "open"),
        (14, False, "final"),
        (3, True, "held"),
        (40, True, "held"),
    ],
)
def test_the_state_of_a_line_follows_from_its_instants(days, is_held, state):
    assert (
        state_of(
            provisional_until=NOON + timedelta(days=2),
            final_from=NOON + timedelta(days=14),
            is_held=is_held,
            at=NOON + timedelta(days=days),
        )
        == state
    )
