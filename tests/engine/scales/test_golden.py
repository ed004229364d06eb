"""The published figures, by our code and by another path."""

from __future__ import annotations

import numpy as np
import pytest

from cohive.engine.scales.answers import Answers, Scale, moments_of
from cohive.engine.scales.factors import Factors, confirm
from cohive.engine.scales.fitting import estimate
from cohive.engine.scales.indices import fit_indices, rmsea_interval
from cohive.engine.scales.invariance import compare_groups
from cohive.engine.scales.model import Equal
from cohive.engine.scales.reliability import (
    average_variance_extracted,
    cronbach_alpha,
    mcdonald_omega,
)
from tests.engine.scales.moments import (
    GOLDEN,
    answers_with,
    both_schools,
    log_likelihood_fit,
    school,
)

PUBLISHED = GOLDEN["holzinger_swineford_1939"]
BELONGS = np.repeat(np.arange(3), 3)
NAMES = tuple(f"x{number}" for number in range(1, 10))
SCALES = (
    Scale("visual", NAMES[:3]),
    Scale("textual", NAMES[3:6]),
    Scale("speed", NAMES[6:]),
)


def half_a_unit(figure: float, decimals: int = 3) -> object:
    return pytest.approx(figure, abs=0.5 * 10**-decimals + 1e-9)


def test_alpha_of_six_rows():
    rows = np.array(GOLDEN["alpha"]["rows"], dtype=float)
    assert cronbach_alpha(moments_of(rows).covariance) == pytest.approx(
        GOLDEN["alpha"]["alpha"], abs=1e-5
    )
    own, total = rows.var(axis=0, ddof=1).sum(), rows.sum(axis=1).var(ddof=1)
    assert 3 / 2 * (1 - own / total) == pytest.approx(GOLDEN["alpha"]["alpha"], abs=1e-5)


def test_omega_and_ave_of_three_loadings():
    loadings = GOLDEN["omega"]["loadings"]
    assert mcdonald_omega(loadings) == half_a_unit(GOLDEN["omega"]["omega"], 4)
    assert average_variance_extracted(loadings) == half_a_unit(GOLDEN["omega"]["ave"], 4)


def test_indices_of_a_chi_square():
    given = GOLDEN["fit"]
    found = fit_indices(given["chi_square"], given["df"], given["n"], tuple(given["baseline"]))
    assert found.rmsea.middle == half_a_unit(given["rmsea"], 4)
    assert found.cfi == half_a_unit(given["cfi"], 4)
    assert found.tli == half_a_unit(given["tli"], 4)


def test_three_factors_of_both_schools_fit_as_published():
    whole = both_schools()
    found = confirm(Answers(answers_with(whole), NAMES), SCALES)
    assert isinstance(found, Factors)
    published, fit = PUBLISHED["whole"], found.fit
    assert (fit.df, fit.baseline_df) == (published["df"], published["baseline_df"])
    assert fit.chi_square == half_a_unit(published["chi_square"])
    assert fit.baseline_chi_square == half_a_unit(published["baseline_chi_square"])
    for name in ("cfi", "tli", "srmr"):
        assert getattr(fit, name) == half_a_unit(published[name])
    # lavaan divides by n where the definition here has n − 1
    assert fit.rmsea.middle == pytest.approx(published["rmsea"], abs=1e-3)
    assert fit.rmsea.low == pytest.approx(published["rmsea_low"], abs=1e-3)
    assert fit.rmsea.high == pytest.approx(published["rmsea_high"], abs=1e-3)
    assert found.loadings == half_a_unit(np.array(published["loadings"]))
    lower = found.correlations[np.tril_indices(3, -1)]
    assert lower == half_a_unit(np.array(published["correlations"]))


def test_the_schools_fit_as_published_step_by_step():
    samples = [school("Pasteur"), school("Grant-White")]
    for equal in Equal:
        chi_square, df, cfi = PUBLISHED["schools"][equal.value]
        found = estimate(BELONGS, samples, equal)
        assert found.converged
        assert found.fit.df == df
        assert found.fit.chi_square == half_a_unit(chi_square)
        assert found.fit.cfi == half_a_unit(cfi)


def test_the_schools_means_are_not_compared_since_intercepts_differ():
    parts = {name: answers_with(school(name)) for name in ("Pasteur", "Grant-White")}
    labels = [name for name, rows in parts.items() for _ in rows]
    found = compare_groups(Answers(np.concatenate([*parts.values()]), NAMES), SCALES, labels)
    assert found.groups == ("Pasteur", "Grant-White")
    assert [step.holds for step in found.steps] == [True, True, False]
    assert found.steps[1].chi_square_rise == pytest.approx(8.192, abs=2e-3)
    assert found.steps[2].cfi_fall == pytest.approx(0.038, abs=1e-3)
    assert (found.holds, found.means) == (False, ())
    assert "equal persons of different groups answer some items differently" in str(
        found.explanation[-1]
    )


@pytest.mark.parametrize("belongs", [BELONGS, np.zeros(9, dtype=int), np.repeat([0, 1], [6, 3])])
def test_another_search_of_another_likelihood_finds_the_same_chi_square(belongs):
    whole = both_schools()
    found = estimate(belongs, [whole])
    assert found.converged
    assert found.fit.chi_square == pytest.approx(log_likelihood_fit(whole, belongs), abs=1e-3)


def test_three_items_have_the_closed_form():
    whole = both_schools()
    covariance = whole.covariance[:3, :3]
    found = confirm(Answers(answers_with(whole)[:, :3], NAMES[:3]), SCALES[:1])
    (one, two, three), r = (0, 1, 2), covariance
    loadings = np.sqrt(
        [
            r[one, two] * r[one, three] / r[two, three],
            r[one, two] * r[two, three] / r[one, three],
            r[one, three] * r[two, three] / r[one, two],
        ]
    )
    assert found.loadings == pytest.approx(loadings / np.sqrt(np.diag(covariance)), abs=1e-6)
    assert (found.fit.df, found.fit.tli, found.fit.rmsea) == (0, None, None)
    assert found.fit.chi_square == pytest.approx(0, abs=1e-6)


def test_the_interval_of_rmsea_leaves_five_in_a_hundred_on_each_side():
    found = rmsea_interval(85.306, 24, 301)
    rng = np.random.default_rng(7)
    for end, below in ((found.low, 0.95), (found.high, 0.05)):
        drawn = rng.noncentral_chisquare(24, end**2 * 24 * 300, 200_000)
        assert (drawn < 85.306).mean() == pytest.approx(below, abs=0.003)
