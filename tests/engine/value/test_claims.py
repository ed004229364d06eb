"""Claims: what comes back first, what is paid once, until paid off, forever; and refunds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.allotment import allot
from cohive.engine.claim_lines import advances_of
from cohive.engine.claims import (
    Claim,
    Forever,
    Once,
    Recoup,
    Terms,
    UntilPaid,
    allot_changes,
    allot_claims,
    claims_at,
    explained,
)
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.engine.strategies import PAYEES, divisions, minor_amounts, patient
from tests.engine.value.agreements import (
    agreements,
    amounts,
    eur,
    limits,
    renamed,
    terms,
    totals,
)

HALF = Fraction(1, 2)


RECORD = terms(
    Recoup("studio", eur(30_000)),
    Once("drummer", eur(5_000)),
    UntilPaid("producer", Fraction(1, 4), eur(10_000)),
    Forever("ann", HALF),
    Forever("bob", Fraction(1, 4)),
)
"""A record: 300.00 of studio, 50.00 for a drummer, a producer's quarter up to 100.00, the band."""


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (0, (0, 0, 0, 0, 0)),
        (20_000, (20_000, 0, 0, 0, 0)),
        (30_000, (30_000, 0, 0, 0, 0)),
        (33_000, (30_000, 3_000, 0, 0, 0)),
        (35_000, (30_000, 5_000, 0, 0, 0)),
        (55_000, (30_000, 5_000, 5_000, 10_000, 5_000)),
        # The producer's quarter of 400.00 is her 100.00: from here on the band has all, 2 to 1.
        (75_000, (30_000, 5_000, 10_000, 20_000, 10_000)),
        (105_000, (30_000, 5_000, 10_000, 40_000, 20_000)),
    ],
)
def test_a_record_by_hand(total: int, expected: tuple[int, ...]) -> None:
    names = ("studio", "drummer", "producer", "ann", "bob")
    assert amounts(RECORD, total) == dict(sorted(zip(names, expected, strict=True)))
    assert claims_at(RECORD, eur(total)).waiting == 0


def test_who_laid_out_more_has_more_back_while_it_is_not_enough() -> None:
    two = terms(Recoup("ann", eur(300)), Recoup("bob", eur(100)), Forever("cho", Fraction(1)))
    assert amounts(two, 101) == {"ann": 75, "bob": 25, "cho": 0}
    assert claims_at(two, eur(101)).waiting == 1
    assert amounts(two, 500) == {"ann": 300, "bob": 100, "cho": 100}


def test_a_cap_ends_a_part_as_a_debt_does() -> None:
    capped = terms(Forever("ann", HALF, eur(100)), Forever("bob", HALF))
    owed = terms(UntilPaid("ann", HALF, eur(100)), Forever("bob", HALF))
    for total in range(0, 500, 7):
        assert amounts(capped, total) == amounts(owed, total)
    assert amounts(capped, 500) == {"ann": 100, "bob": 400}


def test_the_part_of_who_is_paid_off_goes_to_the_rest_by_their_parts() -> None:
    three = terms(
        UntilPaid("ann", HALF, eur(100)),
        UntilPaid("bob", Fraction(1, 4), eur(100)),
        Forever("cho", Fraction(1, 4)),
    )
    assert amounts(three, 200) == {"ann": 100, "bob": 50, "cho": 50}
    assert amounts(three, 300) == {"ann": 100, "bob": 100, "cho": 100}
    assert amounts(three, 400) == {"ann": 100, "bob": 100, "cho": 200}


def test_when_all_are_paid_off_the_rest_waits_for_new_terms() -> None:
    done = claims_at(terms(UntilPaid("ann", Fraction(1), eur(100))), eur(250))
    assert done.amounts == {"ann": 100}
    assert done.waiting == 150


def test_a_fraction_that_is_nobodys_waits_even_when_somebody_is_paid_off() -> None:
    loose = terms(UntilPaid("ann", Fraction(1, 4), eur(25)), Forever("bob", Fraction(1, 4)))
    assert amounts(loose, 1_000) == {"ann": 25, "bob": 475}
    assert claims_at(loose, eur(1_000)).waiting == 500


def test_several_claims_of_one_payee_are_summed_before_they_are_floored() -> None:
    twice = terms(Forever("ann", Fraction(1, 3)), Forever("ann", Fraction(1, 6)))
    assert amounts(twice, 3) == {"ann": 1}
    same = Forever("ann", Fraction(1, 4), eur(10))
    assert amounts(terms(same, same), 100) == {"ann": 20}


def test_each_rule_says_what_it_gave() -> None:
    both = replace(RECORD, claims=(*RECORD.claims, Once("ann", eur(101))))
    assert [str(one) for one in explained(both, eur(40_000), "ann")] == [
        f"{eur(101)}: of the fixed {eur(101)}, paid once.",
        f"{eur(2449)}: the part 1/2 of all that is divided.",
        f"Rounded down that is {eur(2550)}; 1/2 of the smallest unit waits.",
    ]
    assert [str(one) for one in explained(RECORD, eur(80_000), "producer")] == [
        f"{eur(10_000)}: the part 1/4, until it had brought {eur(10_000)}. It is paid off, and "
        "goes to the other parts in proportion."
    ]
    alone = terms(UntilPaid("ann", HALF, eur(100)), UntilPaid("bob", HALF, eur(100)))
    assert claims_at(alone, eur(1_000)).waiting == 800
    assert [str(one) for one in explained(alone, eur(1_000), "ann")] == [
        f"{eur(100)}: the part 1/2, until it had brought {eur(100)}. It is paid off, no part is "
        "left, and what remains waits."
    ]
    [before] = explained(RECORD, eur(60_000), "producer")
    assert "until it has brought" in str(before)
    [studio] = explained(RECORD, eur(60_000), "studio")
    assert "laid out before" in str(studio)
    [capped] = explained(terms(Forever("ann", HALF, eur(5))), eur(60), "ann")
    assert str(capped) == f"{eur(5)}: the part 1/2, at most {eur(5)}."
    assert explained(RECORD, eur(1), "stranger") == ()


def test_currencies_are_accounts_of_their_own() -> None:
    dollars = Terms("USD", (Recoup("studio", Money(500, "USD")), Forever("ann", Fraction(1))))
    euros = terms(Forever("ann", Fraction(1)))
    changes = [Money(400, "USD"), eur(70), Money(300, "USD"), eur(-20), Money(-650, "USD")]
    paid = [(change, dict(one.amounts)) for change, one in allot_changes([dollars, euros], changes)]
    assert [amounts for _, amounts in paid] == [
        {"ann": 0, "studio": 400},
        {"ann": 70},
        {"ann": 200, "studio": 100},
        {"ann": -20},
        {"ann": -200, "studio": -450},
    ]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: terms(Once("ann", Money(1, "USD"))), "“ann” claims an amount in USD"),
        (lambda: terms(Forever("ann", HALF, Money(1, "CNY"))), "“ann” claims an amount in CNY"),
        (lambda: terms(Recoup("ann", eur(-1))), "“ann” claims an amount below zero"),
        (lambda: terms(UntilPaid("ann", Fraction(3, 2), eur(1))), "“ann” has the part 3/2"),
        (lambda: terms(Forever("ann", Fraction(-1, 2))), "“ann” has the part -1/2"),
        (
            lambda: terms(Forever("ann", HALF), UntilPaid("bob", Fraction(2, 3), eur(1))),
            "The parts add up to more than the whole",
        ),
        (lambda: claims_at(RECORD, Money(1, "USD")), "The total is in USD"),
        (lambda: claims_at(RECORD, eur(-1)), "More was taken back than ever came in"),
        (lambda: list(allot_changes([RECORD, RECORD], [])), "two terms in EUR"),
        (lambda: list(allot_changes([RECORD], [Money(1, "USD")])), "There are no terms in USD"),
        (lambda: list(allot_changes([RECORD], [eur(5), eur(-6)])), "More was taken back"),
    ],
)
def test_what_cannot_be_claimed_is_refused_by_name(act: object, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        act()  # type: ignore[operator]


@patient
@given(agreements(), totals)
def test_everything_is_claimed_or_waits_and_lines_add_up_to_claims(
    agreed: Terms, total: int
) -> None:
    claimed = claims_at(agreed, eur(total))
    assert sum(claimed.amounts.values()) + claimed.waiting == total
    assert claimed.waiting >= 0
    advanced = [claim.advances for claim in agreed.claims if isinstance(claim, Forever)]
    assert len(claimed.lines) == len(agreed.claims) + sum(map(len, advanced))
    for payee, amount in claimed.amounts.items():
        exact = sum(line.exact for line in claimed.lines if line.payee == payee)
        assert 0 <= exact - amount < 1


@patient
@given(agreements(), totals, st.integers(0, 3_000))
def test_more_income_lowers_nobodys_claim_nor_any_line(
    agreed: Terms, total: int, more: int
) -> None:
    less, greater = claims_at(agreed, eur(total)), claims_at(agreed, eur(total + more))
    for payee in less.amounts:
        assert greater.amounts[payee] >= less.amounts[payee]
    for one, other in zip(less.lines, greater.lines, strict=True):
        assert (one.claim, one.advance) == (other.claim, other.advance)
        assert other.exact >= one.exact


@patient
@given(agreements(), st.lists(st.integers(0, 3_000), max_size=8), st.randoms(use_true_random=False))
def test_back_at_a_total_everybody_stands_where_she_stood(
    agreed: Terms, sales: Sequence[int], draw: random.Random
) -> None:
    changes: list[int] = []
    outstanding: list[int] = []
    for sale in sales:
        changes.append(sale)
        outstanding.append(sale)
        while outstanding and draw.random() < 0.5:
            changes.append(-outstanding.pop(draw.randrange(len(outstanding))))
    paid = dict.fromkeys(amounts(agreed, 0), 0)
    total = 0
    for change, one in allot_changes([agreed], [eur(change) for change in changes]):
        total += change.minor
        for payee, amount in one.amounts.items():
            paid[payee] += amount
        assert paid == claims_at(agreed, eur(total)).amounts
        assert sum(paid.values()) + one.waiting_after == total


@patient
@given(agreements(), totals, st.data())
def test_a_claim_divided_among_several_names_never_gains(
    agreed: Terms, total: int, data: st.DataObject
) -> None:
    plain = [row for row, claim in enumerate(agreed.claims) if not advances_of(claim)]
    if not plain:
        return
    row = data.draw(st.sampled_from(plain))
    whole = agreed.claims[row]
    one, other = data.draw(st.integers(0, 9)), data.draw(st.integers(0, 9))
    share = Fraction(one, one + other) if one + other else HALF
    pieces: list[Claim] = []
    limit = whole.cap if isinstance(whole, Forever) else whole.amount
    first = None if limit is None else data.draw(st.integers(0, limit.minor))
    for name, part, amount in (
        ("sock 1", share, first),
        ("sock 2", 1 - share, None if limit is None or first is None else limit.minor - first),
    ):
        if isinstance(whole, Forever):
            cap = None if amount is None else eur(amount)
            pieces.append(Forever(name, whole.part * part, cap))
        elif isinstance(whole, UntilPaid):
            pieces.append(UntilPaid(name, whole.part * part, eur(amount or 0)))
        else:
            pieces.append(type(whole)(name, eur(amount or 0)))
    rest = agreed.claims[:row] + agreed.claims[row + 1 :]
    split = amounts(Terms("EUR", (*rest, *pieces)), total)
    honest = amounts(Terms("EUR", (*rest, replace(whole, payee="sock 1"))), total)
    assert split["sock 1"] + split["sock 2"] <= honest["sock 1"]


@patient
@given(
    st.lists(st.tuples(st.integers(1, 9), st.none() | limits), min_size=2, max_size=5),
    st.integers(1, 20),
    totals,
    limits,
)
def test_more_recorded_work_never_lowers_ones_own_pay(
    drawn: list[tuple[int, Money | None]], more: int, total: int, laid_out: Money
) -> None:
    def agreed(weights: Sequence[int], *extra: Claim) -> Terms:
        whole = sum(weights)
        parts = [
            Forever(PAYEES[row], Fraction(weight, whole), drawn[row][1])
            for row, weight in enumerate(weights)
        ]
        return terms(*parts, *extra)

    weights = [weight for weight, _ in drawn]
    before = amounts(agreed(weights), total)["ann"]
    assert amounts(agreed([weights[0] + more, *weights[1:]]), total)["ann"] >= before
    assert amounts(agreed(weights, Once("ann", laid_out)), total)["ann"] >= before
    assert amounts(agreed(weights, Recoup("ann", laid_out)), total)["ann"] >= before


@patient
@given(agreements(), totals, st.randoms(use_true_random=False))
def test_neither_the_order_of_claims_nor_names_matter(
    agreed: Terms, total: int, draw: random.Random
) -> None:
    found = claims_at(agreed, eur(total))
    shuffled = Terms("EUR", tuple(draw.sample(agreed.claims, len(agreed.claims))))
    assert claims_at(shuffled, eur(total)) == found
    assert list(claims_at(shuffled, eur(total)).amounts) == sorted(found.amounts)
    names = dict(zip(PAYEES, draw.sample(PAYEES, len(PAYEES)), strict=True))
    other = amounts(renamed(agreed, names), total)
    assert other == {names[payee]: amount for payee, amount in found.amounts.items()}


@patient
@given(agreements(), totals)
def test_the_rate_is_what_the_next_unit_brings(agreed: Terms, total: int) -> None:
    here = claims_at(agreed, eur(total))
    assert sum(line.rate for line in here.lines) <= 1
    # Where no claim is filled within the next unit, every line grows by its rate exactly.
    after = claims_at(agreed, eur(total + 1))
    if [line.rate for line in after.lines] == [line.rate for line in here.lines]:
        for line, later in zip(here.lines, after.lines, strict=True):
            assert later.exact - line.exact == line.rate


@patient
@given(divisions(), minor_amounts, minor_amounts)
def test_forever_parts_alone_are_the_simple_allotment(
    fractions: dict[str, Fraction], before: int, after: int
) -> None:
    agreed = terms(*(Forever(payee, part) for payee, part in fractions.items()))
    assert allot_claims(agreed, before=eur(before), after=eur(after)) == allot(
        fractions, cumulative_before=before, cumulative_after=after
    )
