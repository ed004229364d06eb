"""Items, reliability, scores and the whole analysis."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.engine.scales.analysis import CANNOT_TELL, analyse
from cohive.engine.scales.answers import Answers, Scale, moments_of, selected, turned
from cohive.engine.scales.instruments import INSTRUMENTS, PULSE
from cohive.engine.scales.items import item_analysis
from cohive.engine.scales.reliability import cronbach_alpha, feldt_interval, mcdonald_omega
from cohive.engine.scales.scoring import person_scores
from cohive.words.refusals import Refused
from tests.engine.scales.moments import likert

tables = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(st.integers(1, 5), min_size=k, max_size=k), min_size=3, max_size=12)
)
patient = settings(deadline=None, max_examples=80)


def alpha_of(rows) -> float:
    return cronbach_alpha(moments_of(np.array(rows, dtype=float)).covariance)


@patient
@given(tables)
def test_alpha_is_what_the_raw_variances_make(rows):
    table = np.array(rows, dtype=float)
    k = table.shape[1]
    total = table.sum(axis=1).var(ddof=1)
    found = alpha_of(rows)
    if total < 1e-9:
        assert isnan(found)
    else:
        expected = k / (k - 1) * (1 - table.var(axis=0, ddof=1).sum() / total)
        assert found == pytest.approx(expected, abs=1e-9)
        assert found <= 1 + 1e-12


@patient
@given(tables, st.floats(0.1, 50), st.floats(-9, 9), st.randoms(use_true_random=False))
def test_alpha_knows_no_unit_and_no_order(rows, unit, shift, random):
    found = alpha_of(rows)
    other = [[unit * cell + shift for cell in reversed(row)] for row in rows]
    random.shuffle(other)
    assert alpha_of(other) == pytest.approx(found, abs=1e-6, nan_ok=True)


def test_turning_an_item_twice_is_nothing_and_once_mends_alpha():
    answers = likert(2, 60, [0.8] * 4, per_factor=4)
    scale = frozenset({"i1"})
    against = turned(answers, scale, low=1, high=7)
    assert (against.values[:, 1] == 8 - answers.values[:, 1]).all()
    assert (against.values[:, 0] == answers.values[:, 0]).all()
    assert alpha_of(against.values) < alpha_of(answers.values)
    assert turned(against, scale, low=1, high=7).values == pytest.approx(answers.values)
    found = analyse(against, [Scale("s", answers.items, scale)])
    assert found.scales[0].alpha.middle == pytest.approx(alpha_of(answers.values))


def test_the_interval_of_alpha_covers_the_true_one():
    """Equal loadings, so that Feldt's assumptions hold: 95 of 100 intervals contain α."""
    lam = 0.7
    true = mcdonald_omega([lam] * 4)
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(1_000):
        values = rng.normal(size=(40, 1)) * lam + rng.normal(size=(40, 4)) * np.sqrt(1 - lam**2)
        interval = feldt_interval(alpha_of(values), 40, 4)
        covered += interval.low <= true <= interval.high
    assert 0.935 <= covered / 1_000 <= 0.965


def test_items_by_hand():
    values = np.array([[1, 2, 5], [2, 2, 4], [3, 4, np.nan], [4, 5, 2], [5, 5, 1]], dtype=float)
    one, _, three = item_analysis(Answers(values, ("a", "b", "c")))
    whole = values[[0, 1, 3, 4]]
    assert (one.n, one.missing, one.mean) == (5, 0, 3)
    assert one.sd == pytest.approx(np.sqrt(2.5))
    assert (three.n, three.missing, three.mean, three.categories) == (4, 1, 3, 4)
    rest = np.corrcoef(whole[:, 0], whole[:, 1] + whole[:, 2])[0, 1]
    assert one.item_rest == pytest.approx(rest)
    assert one.alpha_if_dropped == pytest.approx(alpha_of(whole[:, 1:]), nan_ok=True)
    assert (one.floor, one.ceiling) == (0.2, 0.2)
    assert (three.floor, three.ceiling) == (0.25, 0.25)


def test_two_items_cannot_lose_one():
    items = item_analysis(likert(1, 30, [0.7, 0.7], per_factor=2))
    assert [item.alpha_if_dropped for item in items] == [None, None]


def test_scores_forgive_up_to_half_of_the_items():
    nan = np.nan
    values = np.array([[1, 2, 3, 4], [5, nan, 3, nan], [5, nan, nan, nan], [nan] * 4])
    assert person_scores(values) == pytest.approx([2.5, 4, nan, nan], nan_ok=True)
    assert person_scores(values, rule="sum") == pytest.approx([10, 16, nan, nan], nan_ok=True)
    strict = person_scores(values, answered_min=1)
    assert strict == pytest.approx([2.5, nan, nan, nan], nan_ok=True)
    assert person_scores(values, answered_min=0.25)[2] == 5
    for part in (0, 1.5):
        with pytest.raises(ValueError, match="answered_min"):
            person_scores(values, answered_min=part)


def test_nine_persons_are_shown_nothing_and_ten_alpha_only():
    answers = likert(1, 10, [0.8] * 3, per_factor=3)
    scale = [Scale("s", answers.items)]
    ten = analyse(answers, scale).scales[0]
    assert ten.alpha is not None
    assert ten.model is None
    assert any("needs 100 persons" in str(one) for one in ten.explanation)
    nine = analyse(Answers(answers.values[:9], answers.items), scale).scales[0]
    assert (nine.alpha, nine.score, nine.items, nine.model) == (None, None, (), None)
    assert str(nine.explanation[0]).startswith("Fewer than 10 persons")


def test_few_categories_are_descriptive():
    answers = likert(1, 200, [0.8] * 3, per_factor=3)
    coarse = Answers(np.clip(answers.values, 3, 6), answers.items)
    told = [str(one) for one in analyse(coarse, [Scale("s", answers.items)]).scales[0].explanation]
    assert any("descriptive only" in one and "i0, i1, i2" in one for one in told)
    fine = [str(one) for one in analyse(answers, [Scale("s", answers.items)]).scales[0].explanation]
    assert not any("descriptive" in one for one in fine)


def test_an_item_that_goes_the_other_way_is_asked_about():
    answers = likert(1, 200, [0.8, 0.8, -0.8], per_factor=3)
    told = analyse(answers, [Scale("s", answers.items)]).scales[0].explanation
    assert any("Is it to be reversed?" in str(one) and "i2" in str(one) for one in told)
    right = likert(1, 200, [0.8] * 3, per_factor=3)
    wrong = analyse(right, [Scale("s", right.items, frozenset({"i0"}))]).scales[0].explanation
    assert any("Was it already?" in str(one) for one in wrong)


def test_missing_answers_leave_the_model_and_it_is_said():
    answers = likert(1, 150, [0.8] * 3, per_factor=3)
    values = answers.values.copy()
    values[:20, 0] = np.nan
    found = analyse(Answers(values, answers.items), [Scale("s", answers.items)]).scales[0]
    assert (found.n, found.left_out, found.items[0].missing) == (130, 20, 20)
    assert any("leave out 20 persons" in str(one) for one in found.explanation)


def test_weights_say_how_sure_they_leave_us():
    answers = likert(1, 300, [0.8] * 3, per_factor=3)
    weights = np.where(np.arange(300) < 30, 10.0, 1.0)
    found = analyse(Answers(answers.values, answers.items, weights), [Scale("s", answers.items)])
    assert found.n_effective == pytest.approx(570**2 / 3_270)
    assert "as sure as 99 unweighted ones (of 300)" in str(found.explanation[0])
    assert found.scales[0].model is None
    plain = analyse(answers, [Scale("s", answers.items)]).scales[0].alpha
    wide = found.scales[0].alpha
    assert wide.high - wide.low > plain.high - plain.low


def test_a_total_and_its_parts_are_analysed_apart():
    answers = likert(1, 150, [0.8] * 6, per_factor=3)
    found = analyse(answers, [Scale("all", answers.items), Scale("part", answers.items[:3])])
    assert found.model is None
    assert len(found.scales) == 2
    assert "items in common" in str(found.explanation[0])
    assert found.explanation[-len(CANNOT_TELL) :] == CANNOT_TELL


def test_what_cannot_be_measured_is_refused_by_name():
    nan = np.nan
    values = np.array([[1.0, 3, nan], [2, 3, nan], [3, nan, nan]])
    answers = Answers(values, ("a", "same", "none"))
    with pytest.raises(Refused, match="answered “same” alike"):
        selected(answers, ["a", "same"])
    with pytest.raises(Refused, match="Nobody answered “none”"):
        selected(answers, ["a", "none"])
    with pytest.raises(Refused, match="no column “b”"):
        selected(answers, ["a", "b"])
    with pytest.raises(Refused, match="has one item"):
        Scale("s", ("a",))
    with pytest.raises(Refused, match="“a” twice"):
        Scale("s", ("a", "a"))
    with pytest.raises(Refused, match="endless"):
        Answers(np.array([[np.inf]]), ("a",))
    for weights in ([1, -1, 1], [0, 0, 0], [1, nan, 1]):
        with pytest.raises(Refused, match="Weights"):
            Answers(values, answers.items, np.array(weights))
    with pytest.raises(Refused, match="Two scales are called “s”"):
        analyse(likert(1, 20, [0.8] * 2, per_factor=2), [Scale("s", ("i0", "i1"))] * 2)


def test_our_own_scales_are_whole_in_both_languages():
    for one in INSTRUMENTS:
        keys = [item.key for item in one.items]
        assert len(set(keys)) == len(keys)
        texts = [(item.english, item.chinese) for item in one.items]
        texts += [(answer.english, answer.chinese) for answer in one.answers]
        texts += [(one.english, one.chinese), (one.lead_english, one.lead_chinese)]
        for english, chinese in texts:
            assert english.isascii() or "“" in english or "…" in english
            assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
        values = [answer.value for answer in one.answers]
        assert values == sorted(set(values))
        assert one.licence == "Apache-2.0"
        assert one.inspired_by
    assert [sum(item.factor == name for item in PULSE.items) for name in PULSE.factors] == [2] * 4
    assert PULSE.scale_option("needs") == "needs=needs_1,needs_2"
