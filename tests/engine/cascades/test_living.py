"""The shape of one living tree: the numbers of the drawing, and the same as the arrays give."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.cascades.forest import forest_of
from cohive.engine.cascades.living import shape_of_tree
from cohive.engine.cascades.shape import shapes_of
from cohive.words.refusals import Refused

TREES = st.lists(st.integers(0, 10_000), max_size=60).map(
    lambda found: [number % (at + 1) for at, number in enumerate(found)]
)


@pytest.mark.parametrize(
    ("parents", "depth", "breadth", "virality"),
    [
        ([0, 0, 0, 0], 1, 4, Fraction(8, 5)),
        ([0, 1, 2, 3], 4, 1, Fraction(2)),
        ([0, 0, 1, 3, 3], 3, 2, Fraction(32, 15)),
        ([], 0, 1, None),
    ],
)
def test_the_trees_of_the_documents(parents, depth, breadth, virality):
    shape = shape_of_tree(parents)
    assert (shape.depth, shape.breadth, shape.virality) == (depth, breadth, virality)


@given(TREES)
def test_it_is_what_the_arrays_say(parents):
    shape = shape_of_tree(parents)
    [size, depth, breadth] = [shape.size, shape.depth, shape.breadth]
    known = shapes_of(forest_of(np.array([-1, *parents])))
    assert (size, depth, breadth) == (known.sizes[0], known.depths[0], known.breadths[0])
    if size > 1:
        assert float(shape.virality) == pytest.approx(known.structural_virality[0])
    assert sum(shape.levels) == size
    assert shape.below[0] == size - 1


def test_a_hand_before_the_one_it_came_by_is_refused():
    with pytest.raises(Refused):
        shape_of_tree([0, 2])
