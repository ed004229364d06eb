"""The likelihood, its gradient and its errors; what is wrong is said."""

from __future__ import annotations

import numpy as np
import pytest

from cohive.engine.scales.answers import Answers, Scale, moments_of
from cohive.engine.scales.factors import Factors, confirm, htmt_ratios
from cohive.engine.scales.fitting import estimate
from cohive.engine.scales.invariance import compare_groups
from cohive.engine.scales.model import Discrepancy, Equal, Sample, layout_of
from tests.engine.scales.moments import answers_with, both_schools, likert, school

BELONGS = np.repeat(np.arange(3), 3)


def scale(name: str, *places: int, turned: tuple[str, ...] = ()) -> Scale:
    return Scale(name, tuple(f"i{place}" for place in places), frozenset(turned))


@pytest.mark.parametrize("equal", list(Equal))
def test_the_gradient_is_the_slope(equal):
    samples = [school("Pasteur"), school("Grant-White")]
    layout = layout_of(BELONGS, samples, equal)
    discrepancy = Discrepancy(layout, samples)
    rng = np.random.default_rng(3)
    place = rng.uniform(0.5, 1.0, layout.size)
    for group in layout.places:
        place[group[9:15][group[9:15] >= 0]] = rng.uniform(0.1, 0.3)
        for diagonal in (9, 11, 14):
            if group[diagonal] >= 0:
                place[group[diagonal]] = 1.2
        intercepts = group[24:33]
        place[intercepts[intercepts >= 0]] = samples[0].means[intercepts >= 0]
    value, gradient = discrepancy.value_and_gradient(place)
    assert np.isfinite(value)
    step = 1e-6
    for at in range(layout.size):
        ahead, behind = place.copy(), place.copy()
        ahead[at] += step
        behind[at] -= step
        slope = (
            discrepancy.value_and_gradient(ahead)[0] - discrepancy.value_and_gradient(behind)[0]
        ) / (2 * step)
        assert gradient[at] == pytest.approx(slope, abs=2e-6, rel=1e-5)


def test_the_expected_curvature_is_the_slope_of_the_gradient_where_the_model_is_true():
    samples = [school("Pasteur"), school("Grant-White")]
    found = estimate(BELONGS, samples, Equal.INTERCEPTS)
    true = []
    for group, sample in enumerate(found.discrepancy.samples):
        mean, covariance = found.discrepancy.implied(found.vector, group)
        true.append(Sample(sample.n, mean, covariance))
    discrepancy = Discrepancy(found.layout, true)
    curvature = discrepancy.curvature(found.vector)
    step = 1e-6
    for at in range(found.layout.size):
        ahead, behind = found.vector.copy(), found.vector.copy()
        ahead[at] += step
        behind[at] -= step
        slope = (
            discrepancy.value_and_gradient(ahead)[1] - discrepancy.value_and_gradient(behind)[1]
        ) / (2 * step)
        assert curvature[at] == pytest.approx(slope, abs=2e-5)


def test_standard_errors_are_how_far_loadings_scatter():
    truth = [0.8, 0.7, 0.6, 0.5, 0.8, 0.7, 0.6, 0.5]
    scales = [scale("one", 0, 1, 2, 3), scale("two", 4, 5, 6, 7)]
    found = [confirm(likert(seed, 250, truth, per_factor=4), scales) for seed in range(120)]
    loadings = np.array([one.loadings for one in found])
    errors = np.array([one.loading_errors for one in found]).mean(axis=0)
    assert loadings.std(axis=0, ddof=1) == pytest.approx(errors, rel=0.25)
    related = np.array([one.correlations[0, 1] for one in found])
    told = np.mean([one.correlation_errors[0, 1] for one in found])
    assert related.std(ddof=1) == pytest.approx(told, rel=0.25)
    assert related.mean() == pytest.approx(0.5, abs=0.03)


def test_units_and_order_of_persons_and_items_change_nothing():
    whole = both_schools()
    values = answers_with(whole)
    names = tuple(f"i{place}" for place in range(9))
    scales = [scale("a", 0, 1, 2), scale("b", 3, 4, 5), scale("c", 6, 7, 8)]
    one = confirm(Answers(values, names), scales)
    units = np.array([1, 10, 0.1, 3, 1, 1, 100, 1, 1])
    order = np.random.default_rng(1).permutation(len(values))
    other = confirm(Answers(values[order] * units + 5, names), scales)
    assert other.fit.chi_square == pytest.approx(one.fit.chi_square, abs=1e-6)
    assert other.loadings == pytest.approx(one.loadings, abs=1e-5)
    assert other.omega == pytest.approx(one.omega, abs=1e-5)
    swapped = confirm(Answers(values, names), [scale("c", 8, 7, 6), scales[0], scales[1]])
    assert swapped.fit.chi_square == pytest.approx(one.fit.chi_square, abs=1e-6)
    assert swapped.loadings[:3] == pytest.approx(one.loadings[[8, 7, 6]], abs=1e-5)


def test_equal_weights_and_doubled_rows():
    values = answers_with(both_schools())
    names = tuple(f"i{place}" for place in range(9))
    scales = [scale("a", *range(9))]
    plain = confirm(Answers(values, names), scales)
    threes = confirm(Answers(values, names, np.full(len(values), 3.0)), scales)
    assert threes.fit.chi_square == pytest.approx(plain.fit.chi_square, rel=1e-9)
    twice = np.random.default_rng(2).random(len(values)) < 0.5
    weighted = moments_of(values, 1.0 + twice)
    repeated = moments_of(np.concatenate([values, values[twice]]))
    assert weighted.means == pytest.approx(repeated.means)
    assert weighted.covariance == pytest.approx(repeated.covariance)
    count = len(values) + twice.sum()
    assert weighted.n_effective == pytest.approx(count**2 / (len(values) + 3 * twice.sum()))
    assert weighted.n == len(values)


def test_a_heywood_case_is_called_one():
    r12, r13, r23 = 0.9, 0.9, 0.7
    covariance = np.array([[1, r12, r13], [r12, 1, r23], [r13, r23, 1]])
    sample = Sample(150, np.zeros(3), covariance)
    found = confirm(Answers(answers_with(sample), ("i0", "i1", "i2")), [scale("a", 0, 1, 2)])
    assert isinstance(found, Factors)
    assert found.heywood == ("i0",)
    assert found.residuals[0] == pytest.approx(1 - r12 * r13 / r23, abs=1e-5)
    assert any("Heywood case: “i0”" in str(one) for one in found.explanation)


def test_a_search_that_finds_nothing_says_so_and_gives_no_figures():
    rng = np.random.default_rng(49)
    noise = rng.normal(size=(120, 3))
    noise[:, 0] += noise[:, 1] - noise[:, 2]  # related 0: no loadings make +, − and 0 at once
    noise[:, 1:] -= noise[:, 1:].mean(axis=0)
    sample = Sample(120, np.zeros(3), np.array([[1, 0.5, 0.5], [0.5, 1, 0.0], [0.5, 0.0, 1]]))
    found = confirm(Answers(answers_with(sample), ("i0", "i1", "i2")), [scale("a", 0, 1, 2)])
    assert isinstance(found, tuple)
    assert "did not settle" in str(found[0])


def test_tied_items_have_no_model():
    answers = likert(1, 200, [0.8] * 3, per_factor=3)
    values = np.column_stack([answers.values, answers.values.sum(axis=1)])
    found = confirm(Answers(values, ("i0", "i1", "i2", "i3")), [scale("a", 0, 1, 2, 3)])
    assert isinstance(found, tuple)
    assert "tied exactly" in str(found[0])


@pytest.mark.parametrize(
    ("n", "places", "sentence"),
    [
        (99, (0, 1, 2), "needs 100 persons who answered every item; here are 99."),
        (150, (0, 1), "needs 3 items; “a” has 2."),
    ],
)
def test_too_few_persons_or_items_have_no_model(n, places, sentence):
    found = confirm(likert(1, n, [0.8] * 3, per_factor=3), [scale("a", *places)])
    assert isinstance(found, tuple)
    assert sentence in str(found[0])


def test_two_items_each_are_enough_for_several_scales_together():
    answers = likert(5, 400, [0.8] * 8, per_factor=2)
    found = confirm(answers, [scale(str(at), 2 * at, 2 * at + 1) for at in range(4)])
    assert isinstance(found, Factors)
    assert found.fit.df == 14
    assert found.fit.cfi > 0.95


def test_scales_that_are_one_are_said_to_be_hardly_apart():
    answers = likert(3, 500, [0.8] * 6, per_factor=3, related=0.98)
    found = confirm(answers, [scale("a", 0, 1, 2), scale("b", 3, 4, 5)])
    assert not found.fornell_larcker.any()
    assert found.htmt[0, 1] > 0.85
    assert any("hardly apart" in str(one) for one in found.explanation)
    apart = confirm(
        likert(3, 500, [0.8] * 6, per_factor=3, related=0.3),
        [scale("a", 0, 1, 2), scale("b", 3, 4, 5)],
    )
    assert apart.fornell_larcker.all()
    assert not any("hardly apart" in str(one) for one in apart.explanation)


def test_htmt_by_hand():
    r = np.array([[1, 0.6, 0.3, 0.2], [0.6, 1, 0.4, -0.3], [0.3, 0.4, 1, 0.5], [0.2, -0.3, 0.5, 1]])
    found = htmt_ratios(r, np.array([0, 0, 1, 1]))
    assert found[0, 1] == pytest.approx(0.3 / np.sqrt(0.6 * 0.5))
    assert np.diag(found) == pytest.approx([1, 1])


def in_two_groups(seed: int, shift: float, *, one_item: bool) -> tuple[Answers, list[str]]:
    """Two groups of 300; the second is higher by `shift`, in the factor or in one item alone."""
    rng = np.random.default_rng(seed)
    latent = rng.normal(size=600)
    second = np.repeat([0.0, 1.0], 300)
    values = (latent + (0 if one_item else shift) * second)[:, None] * 0.8
    values = values + rng.normal(size=(600, 4)) * 0.6
    if one_item:
        values[:, 0] += shift * second
    names = ("i0", "i1", "i2", "i3")
    return Answers(values, names), ["a" if not each else "b" for each in second]


def test_a_difference_of_the_factor_is_found_and_told():
    found = []
    for seed in range(60):
        answers, groups = in_two_groups(seed, 0.5, one_item=False)
        found.append(compare_groups(answers, [scale("s", 0, 1, 2, 3)], groups))
    assert all(one.holds for one in found)
    [first, second] = found[0].means
    assert (first.group, second.group, first.n, second.n) == ("a", "b", 300, 300)
    assert first.latent[0].middle == 0
    latent = [one.means[1].latent[0] for one in found]
    assert np.mean([one.middle for one in latent]) == pytest.approx(0.5, abs=0.04)
    assert np.mean([one.low < 0.5 < one.high for one in latent]) > 0.85
    apart = [one.means[1].observed[0].middle - one.means[0].observed[0].middle for one in found]
    assert np.mean(apart) == pytest.approx(0.4, abs=0.04)


def test_a_difference_of_one_item_forbids_to_compare():
    answers, groups = in_two_groups(4, 1.0, one_item=True)
    found = compare_groups(answers, [scale("s", 0, 1, 2, 3)], groups)
    assert not found.holds
    assert found.means == ()
    assert found.steps[-1].equal is Equal.INTERCEPTS


def test_small_groups_are_left_out_and_tiny_ones_not_counted():
    answers, groups = in_two_groups(4, 0.5, one_item=False)
    groups[:7] = ["seven"] * 7
    groups[7:47] = ["forty"] * 40
    groups[50] = ""
    found = compare_groups(answers, [scale("s", 0, 1, 2, 3)], groups)
    assert found.left_out == ("forty", "seven")
    told = [str(one) for one in found.explanation]
    assert "The group “forty” has 40 whole answers; a comparison needs 100." in told
    assert "The group “seven” has fewer than 10 whole answers and is not shown." in told
    assert found.groups == ("b", "a")


def test_one_group_is_compared_with_nobody():
    answers, groups = in_two_groups(4, 0.5, one_item=False)
    found = compare_groups(answers, [scale("s", 0, 1, 2, 3)], ["x"] * len(groups))
    assert (found.steps, found.holds, found.means) == ((), False, ())
    assert "nothing is compared" in str(found.explanation[-1])
