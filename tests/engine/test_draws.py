"""The draw: the same for whoever repeats it, fair by tickets, blind to the order of entries."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from cohive.engine.draws import TICKETS_MAX, DrawEntry, commitment_of, draw, key_of

CHOICES = ("S", "M", "L")
entries_of_a_draw = st.lists(
    st.builds(
        DrawEntry,
        number=st.integers(1, 10**6),
        choice=st.sampled_from(CHOICES),
        tickets=st.integers(0, 5),
    ),
    max_size=30,
    unique_by=lambda entry: entry.number,
)
stocks = st.fixed_dictionaries({choice: st.integers(0, 10) for choice in CHOICES})


@given(entries_of_a_draw, stocks, st.text(max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_entering_changes_nothing(
    entries: list[DrawEntry], stock: dict[str, int], seed: str, random: Random
) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)

    assert draw(shuffled, stock, seed=seed) == draw(entries, stock, seed=seed)


@given(entries_of_a_draw, stocks, st.text(max_size=10))
def test_nobody_wins_twice_and_nothing_is_promised_twice(
    entries: list[DrawEntry], stock: dict[str, int], seed: str
) -> None:
    drawn = draw(entries, stock, seed=seed)
    choice_of = {entry.number: entry.choice for entry in entries}
    wanted = Counter(entry.choice for entry in entries if entry.tickets)

    assert sorted(drawn.order) == sorted(e.number for e in entries if e.tickets)
    assert len(set(drawn.winners)) == len(drawn.winners)
    assert Counter(choice_of[number] for number in drawn.winners) == Counter(
        {choice: min(wanted[choice], stock[choice]) for choice in CHOICES}
    )


@given(entries_of_a_draw, stocks, st.text(max_size=10))
def test_whoever_did_not_win_stands_behind_all_winners_of_her_choice(
    entries: list[DrawEntry], stock: dict[str, int], seed: str
) -> None:
    drawn = draw(entries, stock, seed=seed)
    for choice in CHOICES:
        line = [
            n for n in drawn.order if any(e.number == n and e.choice == choice for e in entries)
        ]
        assert [n for n in line if n in drawn.winners] == line[: stock[choice]]


def test_tickets_weigh_as_they_say() -> None:
    """Chi-square over 6,000 draws: who is first, by tickets 1, 2 and 3."""
    entries = [DrawEntry(7, "M", 1), DrawEntry(8, "M", 2), DrawEntry(9, "M", 3)]
    first = Counter(draw(entries, {"M": 1}, seed=f"draw {n}").winners[0] for n in range(6000))

    found = [first[entry.number] for entry in entries]
    assert chisquare(found, [1000, 2000, 3000]).pvalue > 0.01


def test_equal_entries_are_drawn_evenly_at_every_place() -> None:
    """Chi-square over 4,000 draws of 8: every number at every place equally often."""
    entries = [DrawEntry(number, "M") for number in range(1, 9)]
    orders = [draw(entries, {"M": 8}, seed=f"draw {n}").order for n in range(4000)]

    for place in range(8):
        counts = Counter(order[place] for order in orders)
        assert chisquare([counts[number] for number in range(1, 9)]).pvalue > 0.001


def test_the_second_place_follows_the_tickets_that_are_left() -> None:
    """After the one with three tickets, one and two are left: 1/3 and 2/3."""
    entries = [DrawEntry(7, "M", 1), DrawEntry(8, "M", 2), DrawEntry(9, "M", 3)]
    orders = [draw(entries, {"M": 1}, seed=f"again {n}").order for n in range(6000)]
    second = Counter(order[1] for order in orders if order[0] == 9)

    total = second[7] + second[8]
    assert chisquare([second[7], second[8]], [total / 3, total * 2 / 3]).pvalue > 0.01


def test_one_more_entry_makes_another_draw() -> None:
    entries = [DrawEntry(number, "M") for number in range(1, 9)]

    assert key_of(entries, seed="s") != key_of([*entries, DrawEntry(9, "M")], seed="s")
    assert key_of(entries, seed="s") != key_of(entries, seed="s", public_word="4711")
    assert key_of(entries, seed="s") != key_of([*entries[:-1], DrawEntry(8, "M", 2)], seed="s")


def test_a_known_draw_stays_as_it_was() -> None:
    """Written down once, so that no change of the code can change a draw of the past."""
    entries = [DrawEntry(number, "ML"[number % 2], 1 + number % 3) for number in range(101, 111)]
    drawn = draw(entries, {"M": 2, "L": 1}, seed="The ferry leaves at 23:40", public_word="1,902")

    assert commitment_of("The ferry leaves at 23:40") == (
        "fc4db049516551a49a35759b31342deb9b7ac7e01d46c65563c706deac36ed8c"
    )
    assert drawn.order == (104, 110, 105, 109, 103, 107, 106, 101, 108, 102)
    assert drawn.winners == (104, 110, 105)


@pytest.mark.parametrize(
    ("entries", "stock"),
    [
        ([DrawEntry(1, "M"), DrawEntry(1, "L")], {"M": 1, "L": 1}),
        ([DrawEntry(1, "M", TICKETS_MAX + 1)], {"M": 1}),
        ([DrawEntry(1, "M", -1)], {"M": 1}),
        ([DrawEntry(1, "M")], {"L": 1}),
        ([DrawEntry(1, "M")], {"M": -1}),
    ],
)
def test_what_cannot_be_drawn_is_refused(entries: list[DrawEntry], stock: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"a number|tickets|wants|fewer"):
        draw(entries, stock, seed="s")
