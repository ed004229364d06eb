"""What hypothesis draws: small lineages with diamonds, citations, asks, nodes without makers."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st

from cohive.engine.lineage import Edge, Graph, Maker, Node

PAYEES = ("ann", "bob", "cho", "dee", "eve", "fay")
NAMES = ("A", "B", "C", "D", "E", "F", "G")

patient = settings(deadline=None, max_examples=200)

fractions = st.builds(
    lambda top, bottom: Fraction(min(top, bottom), bottom), st.integers(0, 7), st.integers(1, 7)
)
makers = st.lists(st.builds(Maker, st.sampled_from(PAYEES), st.integers(1, 5)), max_size=3).map(
    tuple
)
minor_amounts = st.integers(0, 10**12)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any valid graph of up to seven nodes; the order of ids is not the order of the lineage."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))]
    nodes = [
        Node(name, draw(fractions), draw(makers), draw(st.none() | fractions)) for name in names
    ]
    pairs = [(made, used) for made in range(len(names)) for used in range(made + 1, len(names))]
    drawn = [pair for pair in pairs if draw(st.booleans())]
    edges = [Edge(names[made], names[used], draw(st.integers(0, 4))) for made, used in drawn]
    return Graph(names[0], tuple(draw(st.permutations(nodes))), tuple(draw(st.permutations(edges))))


@st.composite
def divisions(draw: st.DrawFn) -> dict[str, Fraction]:
    """Fractions of up to six payees whose sum is at most 1."""
    weights = draw(st.lists(st.integers(1, 99), min_size=1, max_size=len(PAYEES)))
    total = sum(weights) + draw(st.integers(0, 50))
    return {payee: Fraction(w, total) for payee, w in zip(PAYEES, weights, strict=False)}
