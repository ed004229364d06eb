"""What hypothesis draws: small elections, with and without ties within a ballot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hypothesis import settings
from hypothesis import strategies as st

from cohive.engine.ballots.forms import RankedBallot
from cohive.engine.ballots.instant_runoff import count_instant_runoff
from cohive.engine.ballots.plurality import count_plurality
from cohive.engine.ballots.results import Count
from cohive.engine.ballots.schulze import count_schulze
from cohive.engine.ballots.scottish import count_scottish

Ballots = Sequence[RankedBallot]
Rule = Callable[[Ballots, Mapping[str, str], int], Count]

NAMES = ("a", "b", "c", "d", "e", "f")
patient = settings(deadline=None, max_examples=60)


def called(candidates: Sequence[str]) -> dict[str, str]:
    """Names by id, told from ids at sight."""
    return {one: one.upper() for one in candidates}


def rank(count: int, order: str) -> RankedBallot:
    """`rank(5, "A B=C")`: five voters, A first, then B and C equal."""
    return RankedBallot(tuple(tuple(each.split("=")) for each in order.split()), count)


RULES: dict[str, Rule] = {
    "plurality": lambda ballots, names, seats: count_plurality(ballots, names, seats=seats),
    "irv": lambda ballots, names, seats: count_instant_runoff(ballots, names),
    "stv-scottish": lambda ballots, names, seats: count_scottish(ballots, names, seats=seats),
    "schulze": lambda ballots, names, seats: count_schulze(ballots, names, seats=seats),
}


@st.composite
def orders(draw: st.DrawFn, names: Sequence[str], *, equal: bool) -> tuple[tuple[str, ...], ...]:
    """An order of one or more of the names, a few of them equal if asked."""
    order = draw(st.permutations(names))[: draw(st.integers(1, len(names)))]
    ranks: list[tuple[str, ...]] = []
    for name in order:
        if equal and ranks and draw(st.integers(0, 3)) == 0:
            ranks[-1] = (*ranks[-1], name)
        else:
            ranks.append((name,))
    return tuple(ranks)


@st.composite
def elections(
    draw: st.DrawFn, *, equal: bool = False, largest: int = 40
) -> tuple[tuple[RankedBallot, ...], dict[str, str]]:
    """Ballots and candidates; at least one ballot has a clear first preference."""
    names = NAMES[: draw(st.integers(2, len(NAMES)))]
    ballot = st.builds(RankedBallot, orders(names, equal=equal), st.integers(1, largest))
    first = st.builds(RankedBallot, orders(names, equal=False), st.integers(1, largest))
    ballots = [draw(first), *draw(st.lists(ballot, max_size=8))]
    return tuple(draw(st.permutations(ballots))), called(names)
