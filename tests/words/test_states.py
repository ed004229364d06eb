"""State graphs: what is wrong with one is found when it is declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.words.refusals import Refused
from cohive.words.states import StateGraph

ORDER = {
    "placed": ("paid", "dropped"),
    "paid": ("sent", "refunded"),
    "sent": ("refunded",),
    "dropped": (),
    "refunded": (),
}


def test_rows_begin_at_the_first_state_and_move_along_declared_moves() -> None:
    graph = StateGraph("order", ORDER)
    assert graph.start == "placed"
    assert graph.move("placed", "paid") == "paid"
    assert graph.choices()[:2] == [("placed", "placed"), ("paid", "paid")]


@pytest.mark.parametrize("then", ["placed", "sent", "lost"])
def test_any_other_move_is_refused_with_both_states(then: str) -> None:
    with pytest.raises(Refused, match=f"This is placed and cannot become {then} any more"):
        StateGraph("order", ORDER).move("placed", then)


@pytest.mark.parametrize(
    ("moves", "fault"),
    [
        ({}, "undeclared"),
        ({"a": ("b",)}, "undeclared"),
        ({"a": (), "b": ()}, "unreachable"),
        ({"a": (), "b": ("c",), "c": ("b",)}, "unreachable"),
        ({"a": ("a",)}, "no state is an end"),
        ({"a": ("b",), "b": ("a",)}, "no state is an end"),
    ],
)
def test_a_broken_graph_is_found_at_declaration(
    moves: Mapping[str, Sequence[str]], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        StateGraph("broken", moves)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3), min_size=1
    )
)
def test_in_every_accepted_graph_each_state_is_reached_by_moves_from_the_start(
    moves: dict[str, list[str]],
) -> None:
    try:
        graph = StateGraph("any", moves)
    except ValueError:
        return
    reached: list[str] = []
    todo = [graph.start]
    while todo:
        now = todo.pop()
        reached.append(now)
        todo += [
            graph.move(now, then) for then in moves[now] if then not in reached and then not in todo
        ]
    assert set(reached) == set(graph.states)
    assert any(not targets for targets in moves.values())
