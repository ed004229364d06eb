"""Money is never computed from floats: every door of value asks what it is given."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from cohive.engine.allotment import FixedCost, Waterfall, allot, claim, unit_lines
from cohive.engine.attribution import attribute, combine
from cohive.engine.exact import is_exact, is_whole
from cohive.engine.lineage import Edge, Graph, Maker, Node
from cohive.words.refusals import Refused

HALF = Fraction(1, 2)
SONG = Graph("song", (Node("song", HALF, (Maker("mei", 1),)),), ())
INEXACT = [0.5, 1.0, float("nan"), True, Decimal("0.5"), "1/2", np.int64(1), 1 + 0j]


def test_what_is_exact_is_told_from_what_is_not() -> None:
    assert [is_whole(value) for value in (0, -3, 10**30, HALF, *INEXACT)] == [
        *(True, True, True, False),
        *[False] * len(INEXACT),
    ]
    assert [is_exact(value) for value in (0, HALF, *INEXACT)] == [True, True, *[False] * 8]


def terms(**parts: object) -> Waterfall:
    known = {"tax": 0, "fixed": (), "house": HALF, "link": Fraction(0), "link_default": "pool"}
    return Waterfall(**{**known, **parts})  # type: ignore[arg-type]


DOORS: list[tuple[str, Callable[[object], object]]] = [
    ("fractions", lambda it: allot({"a": it}, cumulative_before=0, cumulative_after=1)),  # type: ignore[dict-item]
    ("amount", lambda it: allot({"a": HALF}, cumulative_before=it, cumulative_after=1)),  # type: ignore[arg-type]
    ("amount", lambda it: allot({"a": HALF}, cumulative_before=0, cumulative_after=it)),  # type: ignore[arg-type]
    ("amount", lambda it: claim(HALF, it)),  # type: ignore[arg-type]
    ("fraction", lambda it: claim(it, 1)),  # type: ignore[arg-type]
    ("price", lambda it: unit_lines(terms(), price_minor=it, linked=False)),  # type: ignore[arg-type]
    ("tax", lambda it: terms(tax=it)),
    ("house", lambda it: terms(house=it)),
    ("link", lambda it: terms(link=it)),
    ("fixed", lambda it: terms(fixed=(FixedCost("cloth", it),))),  # type: ignore[arg-type]
    ("keep", lambda it: Node("song", it, ())),  # type: ignore[arg-type]
    ("ask", lambda it: Node("song", HALF, (), it)),  # type: ignore[arg-type]
    ("makers", lambda it: Maker("mei", it)),  # type: ignore[arg-type]
    ("edges", lambda it: Edge("song", "tide", it)),  # type: ignore[arg-type]
    ("keep_min", lambda it: attribute(SONG, keep_min=it)),  # type: ignore[arg-type]
    ("song", lambda it: combine({"song": (it, attribute(SONG))})),  # type: ignore[dict-item]
]


@pytest.mark.parametrize("value", INEXACT, ids=repr)
@pytest.mark.parametrize(("field", "door"), DOORS)
def test_every_door_refuses_it_at_the_field(
    field: str, door: Callable[[object], object], value: object
) -> None:
    with pytest.raises(Refused) as caught:
        door(value)
    assert caught.value.field == field
    assert str(value) in str(caught.value)


@pytest.mark.parametrize(("field", "door"), DOORS)
def test_every_door_takes_a_whole_number(field: str, door: Callable[[object], object]) -> None:
    door(1)
