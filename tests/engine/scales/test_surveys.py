"""Real surveys: known reliabilities, and a reversed item that was turned already."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np
import pytest

from cohive.engine.scales.analysis import Analysis, analyse
from cohive.engine.scales.answers import Answers, Scale, moments_of
from cohive.engine.scales.model import Sample
from tests.engine.scales.moments import log_likelihood_fit
from tests.shared_data import shared_data

SIZES = {"pic": 5, "sic": 7, "pq": 4, "pl": 4, "pi": 5}


def survey(name: str) -> Answers:
    with shared_data(f"survey/{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return Answers(np.array(rows, dtype=float), tuple(header))


@cache
def influencer() -> Analysis:
    answers = survey("influencer_data")
    groups = [str(int(value)) for value in answers.values[:, -1]]
    return analyse(answers, [Scale(name, items(name)) for name in SIZES], groups)


def items(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{number}" for number in range(1, SIZES[name] + 1))


def test_the_influencers_scales():
    found = influencer()
    alphas = {one.scale.name: round(one.alpha.middle, 3) for one in found.scales}
    assert alphas == {"pic": 0.912, "sic": 0.919, "pq": 0.934, "pl": 0.927, "pi": 0.939}
    assert all(one.n == 222 for one in found.scales)
    # the same figures, found by another program (semopy 2.3.11)
    fit = found.model.fit
    assert fit.chi_square == pytest.approx(579.813, abs=2e-3)
    assert (fit.df, fit.baseline_df) == (265, 300)
    assert fit.baseline_chi_square == pytest.approx(5_328.943, abs=2e-3)
    assert (fit.cfi, fit.tli) == (pytest.approx(0.9374, abs=1e-4), pytest.approx(0.92913, abs=1e-4))
    assert fit.rmsea.middle == pytest.approx(0.07332, abs=1e-4)
    assert found.model.correlations[3, 2] == pytest.approx(0.7816, abs=1e-3)
    assert found.model.correlations[4, 3] == pytest.approx(0.7608, abs=1e-3)


def test_the_influencers_groups_may_be_compared_on_some_scales_only():
    found = influencer()
    fair = {one.scale.name: one.comparison.holds for one in found.scales}
    assert fair == {"pic": True, "sic": True, "pq": True, "pl": False, "pi": False}
    for one in found.scales:
        assert bool(one.comparison.means) == fair[one.scale.name]
    assert not found.comparison.holds


def test_the_item_called_reversed_is_reversed_in_the_file_already():
    asked = analyse(
        survey("influencer_data"), [Scale("pl", items("pl"), frozenset({"pl_1"}))]
    ).scales[0]
    assert asked.alpha.middle < 0
    assert any("Was it already?" in str(one) for one in asked.explanation)


def test_the_mobile_customers():
    answers = survey("mobi")
    names = ("CUEX", "CUSA", "CUSL", "IMAG", "PERQ", "PERV")
    scales = [
        Scale(
            name,
            tuple(item for item in answers.items if item.startswith(name) and item[4:].isdigit()),
        )
        for name in names
    ]
    found = analyse(answers, scales)
    alphas = [round(one.alpha.middle, 3) for one in found.scales]
    assert alphas == [0.433, 0.770, 0.442, 0.714, 0.872, 0.817]
    quality = found.scales[4].model
    assert quality.omega[0] == pytest.approx(0.8780, abs=1e-3)
    assert quality.ave[0] == pytest.approx(0.5084, abs=1e-3)
    assert found.scales[5].model is None
    moments = moments_of(answers.values[:, [answers.items.index(name) for name in quality.items]])
    other = log_likelihood_fit(
        Sample(moments.n, moments.means, moments.covariance), np.zeros(7, dtype=int)
    )
    assert quality.fit.chi_square == pytest.approx(other, abs=1e-3)
