"""Two halves talk of other things only when random halves do not differ as much."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from cohive.engine.culture.distance import divergence
from cohive.engine.fission import splits_of, topics_of
from tests.engine.fission.planted import PEOPLE, halves

HALF = np.arange(PEOPLE) < PEOPLE // 2
COMMON = [f"word{number}" for number in range(40)]
OWN = ([f"boat{number}" for number in range(6)], [f"drum{number}" for number in range(6)])


def talk(seed: int, *, own: float, people: int = PEOPLE) -> list[dict[str, int]]:
    """What each wrote: 60 words, some of them of the own half's topic."""
    draw = np.random.default_rng(seed)
    said: list[dict[str, int]] = []
    for person in range(people):
        topic = OWN[person >= people // 2]
        chosen = [str(draw.choice(topic if draw.random() < own else COMMON)) for _ in range(60)]
        said.append({word: chosen.count(word) for word in chosen})
    return said


def test_the_known_divergence_is_met_as_by_another_library():
    one, other = {"a": 50.0, "b": 30.0, "c": 20.0}, {"a": 40.0, "b": 40.0, "c": 20.0}
    found = topics_of([one, other], np.array([True, False]), seed=0)
    assert found.divergence == pytest.approx(0.00919, abs=1e-5)
    assert found.divergence == pytest.approx(divergence(one, other))
    assert found.divergence == pytest.approx(
        jensenshannon([0.5, 0.3, 0.2], [0.4, 0.4, 0.2], base=2) ** 2
    )


def test_topics_of_their_own_are_seen():
    found = topics_of(talk(1, own=0.2), HALF, seed=0)
    assert found.is_apart
    assert found.divergence > 2 * found.by_chance


def test_the_same_talk_is_apart_as_seldom_as_chance_says():
    apart = sum(
        bool(topics_of(talk(seed, own=0.0), HALF, seed=seed).is_apart) for seed in range(60)
    )
    assert apart <= 8  # 3 of 60 are expected; more than 8 in one of 200 such tests


def test_one_who_writes_without_end_does_not_part_them():
    said = talk(3, own=0.0)
    said[0] = {"me": 100_000, "word1": 100_000}
    said[1] = {"me": 1}
    assert topics_of(said, HALF, seed=0).divergence < 0.05


def test_who_wrote_nothing_is_in_no_half():
    said = talk(1, own=0.2)
    silent = [each if person % 2 else {} for person, each in enumerate(said)]
    found = topics_of(silent, HALF, seed=0)
    assert (found.inside, found.outside) == (40, 40)
    quiet = topics_of([{}] * PEOPLE, HALF, seed=0)
    assert (quiet.divergence, quiet.is_apart) == (None, None)


def test_a_split_is_held_back_when_both_talk_of_the_same():
    links = halves(9.5, 1, 1)
    apart = splits_of(links, seed=0, words=talk(1, own=0.2))
    alike = splits_of(links, seed=0, words=talk(2, own=0.0))
    assert all(one.is_proposed for one in apart.proposals)
    assert not any(one.is_proposed for one in alike.proposals)
    said = {one.name: str(one.said) for one in apart.proposals[0].conditions}
    assert said["topics"].startswith("Their words lie 0.")


def test_where_texts_are_lacking_it_is_said_and_nothing_is_held_up():
    links = halves(9.5, 1, 1)
    none = splits_of(links, seed=0)
    assert "Whether they talk of other things cannot be told without texts." in [
        str(one) for one in none.cannot_tell
    ]
    few = splits_of(links, seed=0, words=talk(1, own=0.2, people=5) + [{}] * (PEOPLE - 5))
    for found in (none, few):
        holds = {one.name: one.holds for one in found.proposals[0].conditions}
        assert holds["topics"] is None
        assert found.proposals[0].is_proposed
    assert "Only" in str(
        next(one.said for one in few.proposals[0].conditions if one.name == "topics")
    )


def test_words_for_others_are_refused():
    with pytest.raises(ValueError, match="each person"):
        topics_of([{"a": 1.0}], HALF, seed=0)
