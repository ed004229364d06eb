"""What hypothesis draws: forests of small trees, their nodes shuffled over all positions."""

from __future__ import annotations

from dataclasses import dataclass

import networkx
import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from cohive.engine.cascades.forest import NO_PARENT, Forest, forest_of

patient = settings(deadline=None, max_examples=100)


@dataclass(frozen=True)
class Drawn:
    """Arrays as `forest_of` takes them; cascade c is called names[c]."""

    parents: list[int]
    cascades: list[int]
    names: list[str]
    seconds: list[float]
    people: list[int]

    def forest(self) -> Forest:
        return forest_of(
            self.parents,
            cascades=self.cascades,
            ids=self.names,
            seconds=self.seconds,
            clock_zero=0.0,
            people=self.people,
        )

    def graph(self, cascade: int) -> networkx.Graph:
        """One tree, for the oracle."""
        graph = networkx.Graph()
        for node, (above, member) in enumerate(zip(self.parents, self.cascades, strict=True)):
            if member == cascade:
                graph.add_node(node)
                if above != NO_PARENT:
                    graph.add_edge(above, node)
        return graph

    def shuffled(self, order: list[int]) -> Drawn:
        """The same forest with its nodes given in another order."""
        place = {old: new for new, old in enumerate(order)}
        return Drawn(
            [NO_PARENT if (p := self.parents[old]) == NO_PARENT else place[p] for old in order],
            [self.cascades[old] for old in order],
            self.names,
            [self.seconds[old] for old in order],
            [self.people[old] for old in order],
        )


@st.composite
def forests(draw: st.DrawFn, largest: int = 12, most: int = 4) -> Drawn:
    """One to `most` trees of one to `largest` nodes each, in shuffled order."""
    parents: list[int] = []
    cascades: list[int] = []
    for cascade in range(draw(st.integers(1, most))):
        root = len(parents)
        for node in range(draw(st.integers(1, largest))):
            parents.append(root + draw(st.integers(0, node - 1)) if node else NO_PARENT)
            cascades.append(cascade)
    total = len(parents)
    whole = st.integers(0, 1_000)
    drawn = Drawn(
        parents,
        cascades,
        [f"c{number}" for number in range(max(cascades) + 1)],
        [float(draw(whole)) for _ in range(total)],
        [draw(st.integers(-1, 5)) for _ in range(total)],
    )
    return drawn.shuffled(draw(st.permutations(range(total))))


def same(one: object, other: object) -> bool:
    """Equal to the last bit, NaN equal to NaN."""
    return bool(np.array_equal(np.asarray(one), np.asarray(other), equal_nan=True))
