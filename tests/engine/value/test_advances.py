"""Advances: what was paid before to one payee comes back out of her part, and out of no other."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.claim_lines import advances_of
from cohive.engine.claims import (
    Advance,
    Claim,
    Forever,
    Terms,
    UntilPaid,
    allot_changes,
    claims_at,
    explained,
)
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.engine.strategies import patient
from tests.engine.value.agreements import agreements, amounts, eur, terms, totals

QUARTER = Fraction(1, 4)
HALF = Fraction(1, 2)

SONG = terms(
    Forever("ann", QUARTER, advances=(Advance("label", eur(100_000)),)),
    Forever("bob", QUARTER),
    Forever("label", HALF),
)
"""The label has half, Ann and Bob a quarter each; Ann had 1,000.00 from the label beforehand."""


@pytest.mark.parametrize(
    ("total", "ann", "bob", "label"),
    [
        (0, 0, 0, 0),
        (200_000, 0, 50_000, 150_000),
        (400_000, 0, 100_000, 300_000),
        (400_004, 1, 100_001, 300_002),
        (600_000, 50_000, 150_000, 400_000),
    ],
)
def test_a_quarter_goes_to_the_label_until_the_advance_is_back(
    total: int, ann: int, bob: int, label: int
) -> None:
    assert amounts(SONG, total) == {"ann": ann, "bob": bob, "label": label}
    assert claims_at(SONG, eur(total)).waiting == 0


def test_a_refund_puts_the_advance_back_to_where_it_stood() -> None:
    changes = [eur(300_000), eur(300_000), eur(-400_000)]
    paid = [dict(one.amounts) for _, one in allot_changes([SONG], changes)]
    assert paid == [
        {"ann": 0, "bob": 75_000, "label": 225_000},
        {"ann": 50_000, "bob": 75_000, "label": 175_000},
        {"ann": -50_000, "bob": -100_000, "label": -250_000},
    ]


def test_several_advances_come_back_one_after_the_other() -> None:
    chain = terms(
        Forever("ann", HALF, advances=(Advance("bank", eur(100)), Advance("label", eur(200)))),
        Forever("bob", HALF),
    )
    found = [amounts(chain, total) for total in (100, 200, 400, 600, 800)]
    assert [one["bank"] for one in found] == [50, 100, 100, 100, 100]
    assert [one["label"] for one in found] == [0, 0, 100, 200, 200]
    assert [one["ann"] for one in found] == [0, 0, 0, 0, 100]
    assert [one["bob"] for one in found] == [50, 100, 200, 300, 400]


def test_two_who_advance_something_to_each_other_are_no_circle() -> None:
    each_other = terms(
        Forever("ann", HALF, advances=(Advance("bob", eur(100)),)),
        Forever("bob", HALF, advances=(Advance("ann", eur(50)),)),
    )
    assert amounts(each_other, 80) == {"ann": 40, "bob": 40}
    assert amounts(each_other, 160) == {"ann": 50, "bob": 110}
    assert amounts(each_other, 400) == {"ann": 150, "bob": 250}


def test_a_cap_is_the_most_a_part_brings_whoever_has_it() -> None:
    capped = terms(
        Forever("ann", HALF, eur(150), (Advance("label", eur(100)),)), Forever("bob", HALF)
    )
    assert amounts(capped, 1_000) == {"ann": 50, "bob": 850, "label": 100}
    less = terms(Forever("ann", HALF, eur(60), (Advance("label", eur(100)),)), Forever("bob", HALF))
    assert amounts(less, 1_000) == {"ann": 0, "bob": 940, "label": 60}


def test_who_is_paid_off_brings_an_advance_back_sooner() -> None:
    three = terms(
        UntilPaid("producer", HALF, eur(100)),
        Forever("ann", QUARTER, advances=(Advance("label", eur(100)),)),
        Forever("bob", QUARTER),
    )
    assert amounts(three, 200) == {"ann": 0, "bob": 50, "label": 50, "producer": 100}
    assert amounts(three, 300) == {"ann": 0, "bob": 100, "label": 100, "producer": 100}
    assert amounts(three, 400) == {"ann": 50, "bob": 150, "label": 100, "producer": 100}


def test_what_is_still_to_be_recouped_is_said_to_both() -> None:
    assert [str(one) for one in explained(SONG, eur(200_001), "ann")] == [
        f"{eur(0)}: the part 1/4 of all that is divided.",
        f"Before that, the part brought {eur(50_000)} for “label”, who had advanced "
        f"{eur(100_000)}; {eur(50_000)} is still to be recouped.",
    ]
    assert [str(one) for one in explained(SONG, eur(200_001), "label")] == [
        f"{eur(50_000)}: of the {eur(100_000)} advanced to “ann”, out of the part 1/4; "
        f"{eur(50_000)} is still to be recouped.",
        f"{eur(100_000)}: the part 1/2 of all that is divided.",
        f"Rounded down that is {eur(150_000)}; 3/4 of the smallest unit waits.",
    ]
    assert [str(one) for one in explained(SONG, eur(600_000), "ann")] == [
        f"{eur(50_000)}: the part 1/4 of all that is divided.",
        f"Before that, the part brought {eur(100_000)} for “label”, who had advanced it. All of "
        "it is recouped.",
    ]
    [first, _] = explained(SONG, eur(600_000), "label")
    assert str(first) == (
        f"{eur(100_000)}: what was advanced to “ann”, out of the part 1/4. All of it is recouped."
    )


def test_claims_that_are_the_same_each_say_their_own_advances() -> None:
    same = Forever("ann", QUARTER, advances=(Advance("bank", eur(10)), Advance("label", eur(10))))
    said = " ".join(str(one) for one in explained(terms(same, same), eur(60), "ann"))
    assert said.count(f"brought {eur(10)} for “bank”") == 2
    assert said.count(f"brought {eur(5)} for “label”") == 2
    assert amounts(terms(same, same), 60) == {"ann": 0, "bank": 20, "label": 10}


def test_a_part_whose_advance_is_open_still_takes_what_others_leave() -> None:
    agreed = terms(
        UntilPaid("bob", HALF, eur(100)),
        Forever("ann", HALF, eur(500), (Advance("label", eur(500)),)),
    )
    [bob] = explained(agreed, eur(300), "bob")
    assert "goes to the other parts in proportion" in str(bob)
    [bob] = explained(agreed, eur(700), "bob")
    assert "no part is left, and what remains waits" in str(bob)


def test_each_currency_has_its_own_advances() -> None:
    dollars = Terms(
        "USD", (Forever("ann", Fraction(1), None, (Advance("label", Money(10, "USD")),)),)
    )
    changes = [eur(400), Money(15, "USD")]
    paid = [dict(one.amounts) for _, one in allot_changes([SONG, dollars], changes)]
    assert paid == [{"ann": 0, "bob": 100, "label": 300}, {"ann": 5, "label": 10}]


@pytest.mark.parametrize(
    ("advance", "sentence"),
    [
        (Advance("ann", eur(1)), "“ann” has an advance against her own part from herself"),
        (Advance("label", eur(-1)), "“label” claims an amount below zero"),
        (Advance("label", Money(1, "USD")), "“label” claims an amount in USD"),
    ],
)
def test_what_nobody_can_advance_is_refused_by_name(advance: Advance, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        terms(Forever("ann", HALF, advances=(Advance("bank", eur(1)), advance)))


def without_advances(agreed: Terms) -> Terms:
    claims = (
        replace(claim, advances=()) if isinstance(claim, Forever) else claim
        for claim in agreed.claims
    )
    return Terms(agreed.currency, tuple(claims))


@patient
@given(agreements(), totals)
def test_an_advance_moves_money_within_its_own_part_alone(agreed: Terms, total: int) -> None:
    def brought(of: Terms) -> dict[Claim, Fraction]:
        """What each claim brought, whoever has it."""
        sums: dict[Claim, Fraction] = {}
        for line in claims_at(of, eur(total)).lines:
            claim = replace(line.claim, advances=()) if advances_of(line.claim) else line.claim
            sums[claim] = sums.get(claim, Fraction(0)) + line.exact
        return sums

    assert brought(agreed) == brought(without_advances(agreed))


@patient
@given(agreements(), totals)
def test_nobody_has_anything_of_a_part_before_the_earlier_advances_are_back(
    agreed: Terms, total: int
) -> None:
    lines = claims_at(agreed, eur(total)).lines
    for before, line in pairwise(lines):
        if before.advance is None:
            continue
        assert line.claim == before.claim
        assert before.exact <= before.advance.amount.minor
        if before.exact < before.advance.amount.minor:
            assert (line.exact, line.rate) == (0, 0)


@patient
@given(agreements(), totals, st.data())
def test_an_advance_of_nothing_changes_nothing(
    agreed: Terms, total: int, data: st.DataObject
) -> None:
    def more(claim: Claim) -> Claim:
        if not isinstance(claim, Forever):
            return claim
        place = data.draw(st.integers(0, len(claim.advances)))
        nothing = Advance("stranger", eur(0))
        return replace(claim, advances=(*claim.advances[:place], nothing, *claim.advances[place:]))

    found = dict(amounts(Terms("EUR", tuple(map(more, agreed.claims))), total))
    assert found.pop("stranger", 0) == 0
    assert found == amounts(agreed, total)


@patient
@given(agreements(), totals, st.integers(0, 3_000), st.integers(0, 3_000))
def test_who_divides_her_advance_among_names_never_gains(
    agreed: Terms, total: int, one: int, other: int
) -> None:
    def with_first(*advances: Advance) -> Terms:
        claims = [
            replace(claim, advances=(*advances, *claim.advances))
            if isinstance(claim, Forever)
            else claim
            for claim in agreed.claims
        ]
        return Terms("EUR", tuple(claims))

    honest = amounts(with_first(Advance("sock 1", eur(one + other))), total)
    split = amounts(with_first(Advance("sock 1", eur(one)), Advance("sock 2", eur(other))), total)
    hers = split.get("sock 1", 0) + split.get("sock 2", 0)
    assert hers <= honest.get("sock 1", 0)
    assert {who: had for who, had in split.items() if not who.startswith("sock")} == {
        who: had for who, had in honest.items() if not who.startswith("sock")
    }


@patient
@given(
    agreements(),
    st.integers(0, 4),
    st.integers(0, 30),
    st.none() | st.integers(0, 600),
    st.lists(st.integers(0, 300), max_size=3),
    totals,
)
def test_a_part_divided_with_its_advances_among_names_never_gains(
    agreed: Terms, first: int, part: int, cap: int | None, advanced: list[int], total: int
) -> None:
    """The names "new 1" and "new 2" have first/4 and the rest of everything one name would have."""

    def hers(name: str, quarters: int) -> Forever:
        return Forever(
            name,
            Fraction(part * quarters, 400),
            None if cap is None else eur(cap * quarters),
            tuple(
                Advance(f"lender {row}", eur(amount * quarters))
                for row, amount in enumerate(advanced)
            ),
        )

    room = sum(claim.part for claim in agreed.claims if isinstance(claim, Forever | UntilPaid))
    if room + Fraction(part, 100) > 1:
        return
    honest = amounts(Terms("EUR", (*agreed.claims, hers("new 1", 4))), total)
    split = amounts(
        Terms("EUR", (*agreed.claims, hers("new 1", first), hers("new 2", 4 - first))), total
    )
    assert split["new 1"] + split["new 2"] <= honest["new 1"]
    assert {who: had for who, had in split.items() if not who.startswith("new")} == {
        who: had for who, had in honest.items() if not who.startswith("new")
    }


@patient
@given(
    st.lists(st.integers(0, 60), max_size=3),
    st.none() | st.integers(0, 150),
    st.none() | st.integers(0, 150),
    st.integers(0, 60),
)
def test_served_coin_by_coin_it_comes_to_the_same(
    advanced: list[int], cap: int | None, other_cap: int | None, coins: int
) -> None:
    """Ann and Bob have halves; of each two coins each has one, and the first lender takes Ann's."""
    halves = terms(
        Forever(
            "ann",
            HALF,
            None if cap is None else eur(cap),
            tuple(Advance(f"lender {row}", eur(amount)) for row, amount in enumerate(advanced)),
        ),
        Forever("bob", HALF, None if other_cap is None else eur(other_cap)),
    )
    have = dict.fromkeys(("ann", "bob", *(f"lender {row}" for row in range(len(advanced)))), 0)
    brought = {"ann": 0, "bob": 0}
    most = {
        "ann": 2 * coins if cap is None else cap,
        "bob": 2 * coins if other_cap is None else other_cap,
    }
    ends = list(accumulate(advanced))
    for half, other in (("ann", "bob"), ("bob", "ann")) * coins:
        takers = [who for who in (half, other) if brought[who] < most[who]]
        if not takers:
            break
        taker = takers[0]
        brought[taker] += 1
        row = sum(end < brought["ann"] for end in ends)
        have[f"lender {row}" if taker == "ann" and row < len(ends) else taker] += 1
    assert amounts(halves, 2 * coins) == have
