"""A frame's passings on become trees: boosts, links, reposts, and what nobody in it made."""

from __future__ import annotations

from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.cascades.acts import Travelled, forest_of_acts
from cohive.engine.cascades.forest import NO_PARENT
from cohive.engine.cascades.shape import shapes_of
from cohive.engine.frames import frame_of
from cohive.words.acts import ActRow
from cohive.words.refusals import Refused
from cohive.words.verbs import Verb
from tests.engine.cascades.trees import Drawn, forests, patient, same

START = datetime(2024, 3, 1, tzinfo=UTC)


def act(number: int, actor: str, thing: str, parent: str | None = None, **more: object) -> ActRow:
    """A passing on, `number` hours after the start, unless `more` says otherwise."""
    fields = {
        "id": f"act {number:04}",
        "at": START + timedelta(hours=number),
        "actor": actor,
        "verb": "Announce",
        "object": thing,
        "object_kind": "post",
        "parent": parent,
    }
    return ActRow(**(fields | more))  # type: ignore[arg-type]


POST = act(0, "ann", "post", verb="Create")


def travelled(*rows: ActRow, **options: object) -> Travelled:
    return forest_of_acts(frame_of(rows).acts, **options)  # type: ignore[arg-type]


def test_reposts_stand_under_what_they_answer():
    found = travelled(POST, act(1, "bo", "r1", "post"), act(2, "cy", "r2", "r1"))
    assert found.forest.ids == ("post",)
    assert found.forest.depths.tolist() == [0, 1, 2]
    assert [found.people[person] for person in found.forest.people] == ["ann", "bo", "cy"]
    assert found.forest.seconds.tolist() == [0, 3_600, 7_200]
    assert found.forest.began.tolist() == [START.timestamp()]


def test_plain_boosts_stand_under_the_thing_once_for_each_person():
    found = travelled(POST, act(1, "bo", "post"), act(2, "bo", "post"), act(3, "cy", "post"))
    assert found.forest.depths.tolist() == [0, 1, 1]
    assert found.repeats == 1


def test_a_boost_of_a_repost_stands_under_the_repost():
    found = travelled(POST, act(1, "bo", "r1", "post"), act(2, "cy", "r1"))
    assert shapes_of(found.forest).depths.tolist() == [2]


def test_a_repost_told_twice_keeps_its_first_parent():
    found = travelled(POST, act(1, "bo", "r1", "post"), act(2, "bo", "r1", "elsewhere"))
    assert (found.forest.ids, found.forest.sizes.tolist()) == (("post",), [2])
    assert found.forest.seconds.tolist() == [0, 3_600]
    assert found.repeats == 1


def test_orphans_of_one_unknown_thing_are_in_one_tree_of_their_own():
    found = travelled(POST, act(1, "bo", "r1", "gone"), act(2, "cy", "r2", "gone"))
    assert found.forest.ids == ("gone",)
    assert (found.unknown_roots, found.orphans) == (1, 2)
    assert found.forest.people.tolist()[0] == -1
    assert np.isnan(found.forest.seconds[0])


def test_what_only_was_liked_is_known_but_not_who_made_it():
    found = travelled(act(0, "ann", "post", verb="Like"), act(1, "bo", "post"))
    assert found.unknown_roots == 0
    assert found.forest.people.tolist() == [-1, 0]
    assert found.forest.seconds.tolist() == [0, 3_600]


def test_who_passes_on_her_own_is_one_person():
    found = travelled(POST, act(1, "ann", "post"))
    assert shapes_of(found.forest).reach.tolist() == [1]


def test_other_verbs_can_be_passing_on():
    rows = (POST, act(1, "bo", "r1", "post", verb="Create"))
    assert len(travelled(*rows).forest) == 0
    found = travelled(*rows, verbs={Verb.CREATE}).forest
    assert found.ids == ("post",)


def test_an_act_without_a_time_is_in_the_tree_all_the_same():
    found = travelled(POST, act(1, "bo", "r1", "post", at=None))
    assert found.forest.sizes.tolist() == [2]
    assert np.isnan(found.forest.seconds[1])


def test_a_frame_without_passings_on_has_no_trees():
    assert len(travelled(POST).forest) == 0
    assert len(travelled().forest) == 0


def test_a_circle_is_refused_naming_the_object():
    with pytest.raises(Refused) as refused:
        travelled(POST, act(1, "bo", "x", "y"), act(2, "cy", "y", "x"))
    assert str(refused.value) == "“x” was passed on in a circle: it came by itself in the end."


@patient
@given(forests(), st.randoms())
def test_a_forest_told_as_acts_has_the_same_shapes(drawn: Drawn, chance):
    rows = []
    for node, (above, member) in enumerate(zip(drawn.parents, drawn.cascades, strict=True)):
        root = above == NO_PARENT
        rows.append(
            act(
                node,
                f"person {drawn.people[node] + 1}",
                drawn.names[member] if root else f"node {node}",
                None
                if root
                else drawn.names[member]
                if drawn.parents[above] == NO_PARENT
                else f"node {above}",
                verb="Create" if root else "Announce",
                at=START + timedelta(seconds=drawn.seconds[node]),
            )
        )
    chance.shuffle(rows)
    found = travelled(*rows).forest
    known = Drawn(
        drawn.parents, drawn.cascades, drawn.names, drawn.seconds, [p + 1 for p in drawn.people]
    ).forest()
    # a thing that nobody passed on does not show among passings on
    place = {name: number for number, name in enumerate(known.ids)}
    assert set(found.ids) == {
        name for name, size in zip(known.ids, known.sizes, strict=True) if size > 1
    }
    order = [place[name] for name in found.ids]
    for mine, theirs in zip(astuple(shapes_of(found)), astuple(shapes_of(known)), strict=True):
        assert same(mine, theirs[order])
