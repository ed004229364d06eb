"""Language and ritual: known values, English and Chinese, and what short or few things hide."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from cohive.engine.culture import (
    LanguageModel,
    class_percents,
    coined_words,
    divergence,
    log_odds,
    match_of,
    newcomer_distance,
    ritual,
    style_match,
    words_of,
)
from cohive.engine.needs import need_gaps, need_signs
from cohive.engine.ties import addressed
from tests.engine.ties.made import START, act, frame

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "culture.json").read_text(encoding="utf-8")
)


def test_words_are_found_in_both_languages():
    assert words_of("The drop's OUT! see https://x.example/a @mei 夜渡很好 7") == [
        "the", "drop's", "out", "see", "夜渡", "渡很", "很好",
    ]  # fmt: skip


def test_style_matches_as_known():
    known = GOLDEN["style"]
    names = [str(number) for number in range(9)]
    value, classes = match_of(
        dict(zip(names, known["one"], strict=True)), dict(zip(names, known["other"], strict=True))
    )
    assert value == pytest.approx(known["value"], abs=1e-4)
    assert list(classes.values()) == pytest.approx(known["classes"], abs=1e-4)


def test_two_absent_classes_match():
    assert match_of({"a": 0.0}, {"a": 0.0})[0] == 1.0


def test_function_words_of_both_languages_are_counted_once():
    english, words = class_percents("I can't say it and you don't.", language="en")
    assert words == 7
    assert english["personal pronouns"] == pytest.approx(200 / 7)
    assert english["negations"] == pytest.approx(200 / 7)
    chinese, signs = class_percents("我们的歌没有了，但是大家都在。", language="zh-hans")
    assert signs == 13
    assert chinese["人称代词"] == pytest.approx(400 / 13)
    assert chinese["否定词"] == pytest.approx(200 / 13)
    with pytest.raises(ValueError, match="nl"):
        class_percents("ja", language="nl")


def test_a_short_text_is_not_matched():
    found = style_match("I do", "I do not " * 30, language="en")
    assert found.value is None
    assert "2 words" in str(found.said)
    assert style_match("I do not " * 30, "I do not " * 30, language="en").value == 1.0


def test_vocabularies_diverge_as_known_and_not_by_the_square_root():
    known = GOLDEN["divergence"]
    found = divergence(known["one"], known["other"])
    assert found == pytest.approx(known["bits"], abs=1e-5)
    one, other = (list(known[name].values()) for name in ("one", "other"))
    assert found == pytest.approx(jensenshannon(one, other, base=2) ** 2)
    assert divergence({"a": 1}, {"b": 1}) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="no word"):
        divergence({}, {"a": 1})


def test_an_outsider_surprises_more_than_an_insider():
    known = GOLDEN["entropy"]
    model = LanguageModel([words_of(text) for text in known["texts"]], pairs=False)
    assert model.words == known["tokens"]
    for text, bits in (known["insider"], known["outsider"]):
        assert model.cross_entropy(words_of(text)) == pytest.approx(bits, abs=1e-4)


def test_a_model_without_an_author_has_never_seen_her():
    texts = [["a", "b", "c"], ["x", "y"], ["a", "b"]]
    whole = LanguageModel(texts)
    rest = whole.without([texts[1]])
    fresh = LanguageModel([texts[0], texts[2]])
    for words in (["a", "b"], ["x", "y"], ["c", "q"]):
        assert rest.cross_entropy(words) == pytest.approx(fresh.cross_entropy(words))


def test_a_word_of_ones_own_stands_out_and_a_common_one_does_not():
    z = log_odds({"ferry": 30, "the": 100}, {"ferry": 1, "the": 1_000, "cat": 500})
    assert z["ferry"] > 3
    assert z["the"] < 3


def talk(coined_from: int):
    plain = "the night was long and we went home by the river with the others"
    for number in range(120):
        extra = " lampglow lampglow" if number >= coined_from else ""
        yield act(number, f"p{number % 8}", number, text=plain + extra)


def test_a_coined_word_is_found_with_its_adoption():
    found = coined_words(addressed(frame(talk(60))))
    assert [one.word for one in found] == ["lampglow"]
    word = found[0]
    assert (word.authors, word.times) == (8, 120)
    assert [people for _, people in word.adoption] == sorted(people for _, people in word.adoption)
    assert word.adoption[-1][1] == 8
    assert word.first == (START + timedelta(days=60)).date()


def test_a_word_of_few_people_is_not_the_communitys():
    rows = [row._replace(actor=f"p{number % 4}") for number, row in enumerate(talk(60))]
    assert coined_words(addressed(frame(rows))) == ()


def test_newcomers_who_learn_the_language_come_nearer():
    chance = np.random.default_rng(3)
    common = [f"w{number}" for number in range(40)]
    strange = [f"s{number}" for number in range(400)]
    rows, number = [], 0
    for day in range(28):
        for person in range(6):
            number += 1
            text = " ".join(chance.choice(common, 40))
            rows.append(act(number, f"old{person}", day + 0.01 * person, text=text))
    for person in range(12):
        for post in range(6):
            number += 1
            words = [*chance.choice(common, 5 * post), *chance.choice(strange, 40 - 5 * post)]
            chance.shuffle(words)
            rows.append(act(number, f"new{person}", 2 + 4 * post, text=" ".join(map(str, words))))
    letters = {"0": "a", "1": "b", "2": "c", "3": "d", "4": "e", "5": "f", "6": "g", "7": "h",
               "8": "i", "9": "j"}  # fmt: skip
    rows = [row._replace(text=row.text.translate(str.maketrans(letters))) for row in rows]
    found = newcomer_distance(addressed(frame(rows)), seed=1)
    assert found.n == 18
    assert found.slope < 0
    assert found.low <= found.slope <= found.high


def weeks_of_ritual(*, with_lift: bool):
    number = 0
    for week in range(20):
        for pair in range(3 if week < 10 or not with_lift else 9):
            number += 1
            yield act(number, f"p{pair}", 7 * week + 1.1 + 0.001 * pair, target=f"p{pair + 1}")
    for week in range(10, 20):
        for person in range(3):
            number += 1
            yield act(number, f"p{person}", 7 * week + 1.01)


@pytest.mark.parametrize("with_lift", [True, False])
def test_a_ritual_shows_whether_talk_rose_with_it(with_lift):
    due = tuple(START + timedelta(days=7 * week + 1) for week in range(10, 20))
    acts = addressed(frame(weeks_of_ritual(with_lift=with_lift)))
    found = ritual(acts, due, seed=0)
    assert found.adherence.middle == 1.0
    assert found.people_middle >= 3
    # the first compared week lies before the first act in the frame, hence one fewer
    assert found.lift == pytest.approx(6.0 if with_lift else 0.0)
    assert found.low <= found.lift <= found.high


def test_of_few_occasions_no_lift_is_told():
    found = ritual(addressed(frame(weeks_of_ritual(with_lift=True))), (START,), seed=0)
    assert found.lift is None
    assert any("takes 8" in str(one) for one in found.cannot_tell)


def test_needs_show_what_is_missing():
    found = need_gaps({"social": [(5.0, 3.0)] * 6 + [(2.0, 4.0)] * 6, "esteem": [(1, 1)] * 9},
                      seed=0)  # fmt: skip
    social, esteem = found
    assert (social.gap, social.importance, social.satisfaction) == (1.0, 3.5, 3.5)
    assert social.score == pytest.approx((6 * 15 + 6 * 8) / (6 * 5 + 6 * 2))
    assert social.low <= 1.0 <= social.high
    assert esteem.gap is None
    with pytest.raises(ValueError, match="1 to 5"):
        need_gaps({"social": [(6.0, 1.0)]}, seed=0)


def test_signs_of_needs_are_told_of_ten_members_or_more():
    rows = [act(number, f"p{number:02d}", number) for number in range(12)]
    rows += [act(100, "p00", 20, target="p01"), act(101, "p01", 21, target="p00")]
    found = need_signs(addressed(frame(rows)))
    assert found.middle["self-expression"] == 1.0
    assert found.none["social"] == pytest.approx(10 / 12)
    few = need_signs(addressed(frame(rows[:9])))
    assert few.middle == {}
    assert "9 members" in str(few.cannot_tell[0])


def test_nothing_is_told_of_nothing():
    empty = addressed(frame([]))
    assert coined_words(empty) == ()
    assert newcomer_distance(empty, seed=0).slope is None
    assert ritual(empty, (), seed=0).lift is None
