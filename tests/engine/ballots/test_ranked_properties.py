"""What must hold for every election, whoever stands in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cohive.engine.ballots.forms import RankedBallot
from cohive.engine.ballots.instant_runoff import count_instant_runoff
from cohive.engine.ballots.results import Count
from cohive.engine.ballots.schulze import count_schulze
from cohive.engine.ballots.scottish import count_scottish
from tests.engine.ballots.elections import RULES, Ballots, elections, patient

EVERY_RULE = pytest.mark.parametrize("method", RULES)


def seats_of(names: dict[str, str], wish: int) -> int:
    return 1 + wish % len(names)


def relabelled(ballots: Ballots, new: dict[str, str]) -> list[RankedBallot]:
    return [
        replace(each, ranking=tuple(tuple(new[c] for c in rank) for rank in each.ranking))
        for each in ballots
    ]


def figures(count: Count) -> list[tuple[dict[str, object], set[str], set[str]]]:
    return [(dict(stage.totals), set(stage.elected), set(stage.excluded)) for stage in count.stages]


@EVERY_RULE
@patient
@given(elections(equal=True), st.integers(0, 5))
def test_every_seat_is_filled_once(method, election, wish):
    ballots, names = election
    count = RULES[method](ballots, names, seats_of(names, wish))
    assert len(set(count.winners)) == len(count.winners) == count.seats
    assert [one for stage in count.stages for one in stage.elected] == list(count.winners)
    assert [stage.n for stage in count.stages] == list(range(1, len(count.stages) + 1))
    assert not set(count.winners) & {one for stage in count.stages for one in stage.excluded}


@EVERY_RULE
@patient
@given(elections(equal=True), st.integers(0, 5), st.randoms(use_true_random=False))
def test_order_and_merging_of_ballots_change_nothing(method, election, wish, chance):
    ballots, names = election
    seats = seats_of(names, wish)
    once = RULES[method](ballots, names, seats)
    single = [replace(each, count=1) for each in ballots for _ in range(each.count)]
    chance.shuffle(single)
    assert RULES[method](single, names, seats) == once
    merged = Counter(single)
    assert RULES[method]([replace(b, count=n) for b, n in merged.items()], names, seats) == once


@EVERY_RULE
@patient
@given(elections(equal=True), st.integers(0, 5), st.permutations("uvwxyz"))
def test_other_names_give_the_same_count_under_other_names(method, election, wish, letters):
    ballots, names = election
    seats = seats_of(names, wish)
    count = RULES[method](ballots, names, seats)
    assume(count.ties == ())  # lots follow ids
    new = dict(zip(names, letters, strict=False))
    listed = {new[one]: name for one, name in reversed(names.items())}
    other = RULES[method](relabelled(ballots, new), listed, seats)
    assert {new[one] for one in count.winners} == set(other.winners)
    assert figures(other) == [
        ({new[k]: v for k, v in totals.items()}, {new[k] for k in won}, {new[k] for k in lost})
        for totals, won, lost in figures(count)
    ]


@EVERY_RULE
@patient
@given(elections(equal=True))
def test_a_candidate_nobody_names_changes_no_winner(method, election):
    ballots, names = election
    before = RULES[method](ballots, names, 1)
    assume(before.ties == ())
    after = RULES[method](ballots, {**names, "nobody": "N."}, 1)
    assert after.winners == before.winners


@pytest.mark.parametrize("method", ["irv", "stv-scottish"])
@patient
@given(elections(equal=True), st.integers(0, 5))
def test_no_vote_is_lost_at_any_stage(method, election, wish):
    ballots, names = election
    count = RULES[method](ballots, names, seats_of(names, wish))
    valid = sum(each.count for each in ballots if len(each.ranking[0]) == 1)
    for stage in count.stages:
        assert sum(stage.totals.values()) + stage.exhausted == valid
        assert stage.exhausted >= 0
        assert all(
            total >= 0 and 100_000 % total.denominator == 0 for total in stage.totals.values()
        )


@patient
@given(elections(), st.integers(0, 5))
def test_nobody_below_the_quota_is_elected_while_others_are_excluded(election, wish):
    ballots, names = election
    count = count_scottish(ballots, names, seats=seats_of(names, wish))
    gone: set[str] = set()
    for stage in count.stages:
        below = [one for one in stage.elected if stage.totals[one] < count.quota]
        standing = set(names) - gone - {one for s in count.stages[: stage.n] for one in s.elected}
        assert not below or not standing
        gone |= set(stage.excluded)


@patient
@given(elections())
def test_whoever_has_more_than_half_wins_at_once(election):
    ballots, names = election
    firsts = Counter({each.ranking[0][0]: 0 for each in ballots})
    for each in ballots:
        firsts[each.ranking[0][0]] += each.count
    leader, votes = firsts.most_common(1)[0]
    assume(2 * votes > firsts.total())
    for rule in RULES.values():
        assert rule(ballots, names, 1).winners == (leader,)
    assert len(count_instant_runoff(ballots, names).stages) == 1


@patient
@given(elections())
def test_one_seat_by_the_scottish_rule_is_instant_runoff(election):
    ballots, names = election
    runoff = count_instant_runoff(ballots, names)
    assume(runoff.ties == ())
    transferable = count_scottish(ballots, names, seats=1)
    assume(transferable.ties == ())
    assert transferable.winners == runoff.winners


def beats_all(ballots: Ballots, names: dict[str, str]) -> str | None:
    """The Condorcet winner, asked of every pair one by one."""

    def place(ballot: RankedBallot, one: str) -> int:
        return next((n for n, rank in enumerate(ballot.ranking) if one in rank), len(names))

    def margin(one: str, other: str) -> int:
        ahead = [place(b, other) - place(b, one) for b in ballots]
        return sum(
            (d > 0) * b.count - (d < 0) * b.count for d, b in zip(ahead, ballots, strict=True)
        )

    winners = [a for a in names if all(margin(a, b) > 0 for b in names if b != a)]
    return winners[0] if winners else None


@patient
@given(elections(equal=True))
def test_schulze_elects_whoever_beats_all_others(election):
    ballots, names = election
    count = count_schulze(ballots, names)
    expected = beats_all(ballots, names)
    assert count.condorcet_winner == expected
    if expected is not None:
        assert count.winners == (expected,)
        assert count.smith_set == (expected,)


@patient
@given(elections(equal=True))
def test_schulze_elects_from_the_smith_set(election):
    ballots, names = election
    count = count_schulze(ballots, names)
    assert set(count.winners) <= set(count.smith_set)
    outside = [c for c in names if c not in count.smith_set]
    numbers = {one: n for n, one in enumerate(names)}
    for one in count.smith_set:
        for other in outside:
            i, j = numbers[one], numbers[other]
            assert count.pairwise[i][j] > count.pairwise[j][i]


@patient
@given(elections(equal=True))
def test_paths_are_as_strong_as_their_weakest_victory(election):
    """Every path without a circle, walked one by one."""
    ballots, names = election
    count = count_schulze(ballots, names)
    size = len(names)
    won = [
        [v if v > count.pairwise[j][i] else 0 for j, v in enumerate(row)]
        for i, row in enumerate(count.pairwise)
    ]

    def strongest(here: int, there: int, seen: frozenset[int]) -> int:
        direct = won[here][there]
        through = [
            min(won[here][k], strongest(k, there, seen | {k}))
            for k in range(size)
            if k not in seen and k != there and won[here][k]
        ]
        return max([direct, *through])

    for i in range(size):
        for j in range(size):
            if i != j:
                assert count.strengths[i][j] == strongest(i, j, frozenset({i}))


@patient
@given(elections(), st.data())
def test_being_raised_never_hurts_under_schulze(election, data):
    ballots, names = election
    count = count_schulze(ballots, names)
    first = [one for one, rank in count.ranks.items() if rank == 1]
    raised = data.draw(st.sampled_from(first))
    changed = list(ballots)
    place = data.draw(st.integers(0, len(ballots) - 1))
    others = tuple(rank for rank in ballots[place].ranking if rank != (raised,))
    before = [n for n, rank in enumerate(ballots[place].ranking) if rank == (raised,)]
    new_place = data.draw(st.integers(0, before[0] if before else len(others)))
    order = (*others[:new_place], (raised,), *others[new_place:])
    changed[place] = replace(ballots[place], ranking=order)
    assert count_schulze(changed, names).ranks[raised] == 1


@patient
@given(st.data())
def test_blank_ballots_are_told_and_change_nothing(data):
    ballots, names = data.draw(elections())
    blank = RankedBallot((), data.draw(st.integers(1, 9)))
    for method, rule in RULES.items():
        plain, with_blank = rule(ballots, names, 1), rule([*ballots, blank], names, 1)
        assert figures(with_blank) == figures(plain), method
        assert f"Blank ballots, not counted: {blank.count}." in map(str, with_blank.explanation)


@patient
@given(elections())
def test_doubling_every_ballot_elects_the_same(election):
    ballots, names = election
    twice = [replace(each, count=2 * each.count) for each in ballots]
    for method in ("plurality", "irv", "schulze"):
        once = RULES[method](ballots, names, 1)
        assert RULES[method](twice, names, 1).winners == once.winners
