"""A resale plan is legal or refused with its rule named; commissions stay within cap and house."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.engine.resale import (
    CAP_MAX,
    DEPTH_MAX,
    RULES,
    Plan,
    Tree,
    commissions,
    examine,
    trees,
)
from cohive.words.refusals import Refused

TRIED = 1_000
PERCENT = Fraction(1, 100)

# What the law and the house forbid, each written as the one thing a legal plan is changed by. The
# oracle of the random plans is this list: a plan breaks exactly the rules it was spoiled with.
SPOIL = {
    "entry-fee": lambda plan, n: replace(plan, entry_fee_minor=n),
    "forced-purchase": lambda plan, n: replace(plan, first_purchase_minor=n),
    "per-head": lambda plan, n: replace(plan, per_head_minor=n),
    "downline": lambda plan, n: replace(plan, second="upline"),
    "own-purchases": lambda plan, n: replace(plan, pays_own_purchases=True),
    "too-early": lambda plan, n: replace(plan, pays_early=True),
    "label": lambda plan, n: replace(plan, hides_label=True),
}
SPOIL_COMMISSION = {
    "depth": lambda plan, n: replace(plan, rates=(*plan.rates, PERCENT, PERCENT, PERCENT)),
    "cap": lambda plan, n: replace(plan, cap=CAP_MAX + Fraction(n, 20_000)),
    "nothing-paid": lambda plan, n: replace(plan, rates=(Fraction(0), *plan.rates[1:])),
}
SPOIL_WHOLESALE = {
    "wholesale-pays-once": lambda plan, n: replace(plan, rates=(PERCENT,)),
    "discount": lambda plan, n: replace(plan, discount=Fraction(n % 2)),
    "unsold": lambda plan, n: replace(plan, return_days=n % 14),
}


@st.composite
def legal_plans(draw: st.DrawFn) -> Plan:
    if draw(st.booleans()):
        first = draw(st.integers(1, 150)) * PERCENT / 10
        second = draw(st.integers(1, 80)) * PERCENT / 10
        deep = draw(st.booleans())
        rates = (first, second) if deep else (first,)
        least = sum(rates) + 3 * PERCENT
        cap = max(least, draw(st.integers(1, 300)) * PERCENT / 10)
        return Plan("commission", rates, "link" if deep else "", cap=cap)
    return Plan(
        "wholesale",
        discount=draw(st.integers(1, 999)) * PERCENT / 10,
        return_days=draw(st.integers(14, 365)),
    )


@st.composite
def spoiled_plans(draw: st.DrawFn) -> tuple[Plan, set[str]]:
    plan = draw(legal_plans())
    of_mode = SPOIL_COMMISSION if plan.mode == "commission" else SPOIL_WHOLESALE
    ways = {**SPOIL, **of_mode}
    names = draw(st.sets(st.sampled_from(sorted(ways))))
    for name in sorted(names):
        plan = ways[name](plan, draw(st.integers(1, 9_999)))
    return plan, names


@settings(max_examples=TRIED)
@given(spoiled_plans())
def test_of_a_thousand_random_plans_exactly_the_broken_rules_are_named(case):
    plan, names = case
    assert {breach.rule for breach in examine(plan)} == names


@settings(max_examples=TRIED // 5)
@given(legal_plans())
def test_a_legal_plan_is_accepted(plan):
    assert examine(plan) == ()


def test_every_rule_can_be_broken_and_names_its_law():
    assert set(RULES) == {*SPOIL, *SPOIL_COMMISSION, *SPOIL_WHOLESALE}
    for name, rule in RULES.items():
        assert rule.rule == name
        assert rule.source
        assert str(rule.sentence).endswith(".")
    by_law = {name for name, rule in RULES.items() if "禁止传销条例" in rule.source}
    assert by_law == {
        *("entry-fee", "forced-purchase", "per-head", "downline", "depth", "own-purchases")
    }


def test_two_levels_are_the_most_and_the_second_is_never_who_brought_her():
    assert DEPTH_MAX == 2
    rates = (PERCENT, PERCENT)
    assert examine(Plan("commission", rates, "link", cap=CAP_MAX)) == ()
    for second, rule in (("upline", "downline"), ("", "depth")):
        found = examine(Plan("commission", rates, second, cap=CAP_MAX))
        assert [breach.rule for breach in found] == [rule]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("mode", {"mode": "shares"}),
        ("second", {"second": "everybody"}),
        ("rates", {"rates": (0.1,)}),
        ("rates", {"rates": (Fraction(-1),)}),
        ("cap", {"cap": Fraction(2)}),
        ("discount", {"discount": Fraction(-1, 2)}),
        ("return_days", {"return_days": -1}),
        ("entry_fee_minor", {"entry_fee_minor": 1.5}),
    ],
)
def test_what_is_no_plan_at_all_is_refused_at_its_field(field, given):
    with pytest.raises(Refused) as refusal:
        Plan(**{"mode": "commission", **given})
    assert refusal.value.field == field


# ---- money

MINOR = st.integers(0, 10**9)
RATES = st.dictionaries(
    st.integers(1, DEPTH_MAX), st.fractions(0, Fraction(3, 20), max_denominator=1000), max_size=2
)


@settings(max_examples=TRIED)
@given(RATES, MINOR, st.integers(-(10**6), 10**9), st.integers(0, 500), st.integers(0, 500))
def test_all_commissions_of_a_line_stay_within_cap_and_house(rates, net, house, units, back):
    paid = commissions(rates, net_minor=net, house_minor=house, units=units)
    assert set(paid) == set(rates)
    assert all(minor >= 0 for minor in paid.values())
    total = sum(paid.values())
    assert total <= sum(rates.values(), Fraction(0)) * net * units
    assert total <= CAP_MAX * net * units
    assert total <= max(house, 0) * units
    kept = max(units - back, 0)
    left = commissions(rates, net_minor=net, house_minor=house, units=kept)
    assert all(0 <= left[level] <= paid[level] for level in rates)
    if not kept:
        assert sum(left.values()) == 0


@settings(max_examples=300)
@given(RATES, MINOR, MINOR, st.lists(st.integers(1, 20), min_size=1, max_size=8))
def test_returns_in_any_steps_take_back_to_the_cent_what_the_sale_brought(rates, net, house, steps):
    given_back = dict.fromkeys(rates, 0)
    left = sum(steps)
    first = commissions(rates, net_minor=net, house_minor=house, units=left)
    before = first
    for step in steps:
        left -= step
        after = commissions(rates, net_minor=net, house_minor=house, units=left)
        for level in rates:
            given_back[level] += before[level] - after[level]
        before = after
    assert given_back == first


def test_a_worked_example():
    """Two prints at 25.00 with 21 % VAT: net 20.66 each, the house's line is 3.10 each.

    Eight per cent of 2 x 20.66 = 3.3056: 3.30. Five more for the link: 2.066: 2.06. One print comes
    back: 1.6528 and 1.033 stay hers, so 3.30 - 1.65 = 1.65 and 2.06 - 1.03 = 1.03 go back.
    """
    rates = {1: 8 * PERCENT, 2: 5 * PERCENT}
    assert commissions(rates, net_minor=2066, house_minor=310, units=2) == {1: 330, 2: 206}
    assert commissions(rates, net_minor=2066, house_minor=310, units=1) == {1: 165, 2: 103}


def test_where_the_house_has_less_all_levels_are_cut_alike():
    """13 % of 20.66 would be 2.69, the house has 2.07: 8/13 and 5/13 of it, 1.2738 and 0.7961."""
    rates = {1: 8 * PERCENT, 2: 5 * PERCENT}
    assert commissions(rates, net_minor=2066, house_minor=207, units=1) == {1: 127, 2: 79}
    assert commissions(rates, net_minor=2066, house_minor=-40, units=3) == {1: 0, 2: 0}


# ---- the tree


def test_three_levels_or_thirty_people_alarm():
    chain = {"ada": None, "bo": "ada", "cy": "bo"}
    assert trees(chain, active=chain) == (Tree("ada", 3, 3),)
    assert trees(chain, active=chain)[0].is_alarming
    assert not trees(chain, active={"ada", "bo"})[0].is_alarming
    wide = {"top": None, **{f"p{n}": "top" for n in range(29)}}
    assert trees(wide, active=wide) == (Tree("top", 2, 30),)
    assert trees(wide, active=wide)[0].is_alarming
    assert not trees(wide, active=set(wide) - {"p0"})[0].is_alarming


def test_who_left_still_joins_the_others():
    chain = {"ada": None, "bo": "ada", "cy": "bo"}
    assert trees(chain, active={"ada", "cy"}) == (Tree("ada", 3, 2),)
    assert trees(chain, active=set()) == ()


@given(st.lists(st.integers(0, 60), max_size=60))
def test_everybody_active_stands_in_one_tree(parents):
    brought = {str(n): None if parent >= n else str(parent) for n, parent in enumerate(parents)}
    found = trees(brought, active=brought)
    assert sum(tree.people for tree in found) == len(brought)
    assert {tree.top for tree in found} == {who for who, above in brought.items() if above is None}
    for tree in found:
        assert tree.levels == max(
            (height(who, brought) for who in brought if top(who, brought) == tree.top), default=0
        )


def top(who, brought):
    return who if brought[who] is None else top(brought[who], brought)


def height(who, brought):
    return 1 if brought[who] is None else 1 + height(brought[who], brought)


def test_nobody_stands_above_herself():
    with pytest.raises(Refused):
        trees({"ada": "bo", "bo": "ada"}, active={"ada"})
