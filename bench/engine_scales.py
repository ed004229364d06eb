"""2,226 answers to 24 items: read, each scale analysed, all fitted in one model, groups compared.

Run: python -m bench.engine_scales. The answers are drawn with a seed and written to a file, which
every engine reads. The goal is 2 s for all of it. Beside it: α and item–rest correlations in plain
Python (no model at all), and only the χ² of the joint model by a general search with numerical
gradients. `OPENBLAS_NUM_THREADS=1` is quicker for matrices of this size, most of all on a busy
machine.
"""

from __future__ import annotations

import csv
import statistics
import tempfile
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from bench.table import Engine, clock, compare
from cohive.engine.scales.analysis import analyse
from cohive.house.command import speak_without_a_place
from cohive.house.computing.scales_document import document
from cohive.house.computing.scales_files import read_survey
from tests.engine.scales.moments import likert

PERSONS, FACTORS, PER_FACTOR, SEED = 2_226, 4, 6, 2026
ITEMS = [f"i{place}" for place in range(FACTORS * PER_FACTOR)]
SCALES = [ITEMS[start : start + PER_FACTOR] for start in range(0, len(ITEMS), PER_FACTOR)]


def written(folder: str) -> Path:
    values = likert(SEED, PERSONS, [0.75] * len(ITEMS), per_factor=PER_FACTOR).values.astype(int)
    path = Path(folder) / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*ITEMS, "where"])
        writer.writerows(
            [*row, ("east", "west")[place % 2]] for place, row in enumerate(values.tolist())
        )
    return path


def asked() -> list[str]:
    return [f"s{place}={','.join(items)}" for place, items in enumerate(SCALES)]


def ours(group: str | None) -> tuple[float, object]:
    speak_without_a_place()
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder)
        started = clock()
        survey = read_survey(path, asked(), group=group)
        found = analyse(survey.answers, survey.scales, survey.groups)
        document(found)
        seconds = clock() - started
    alpha = found.scales[0].alpha
    assert found.model is not None
    assert alpha is not None
    return seconds, f"α {alpha.middle:.6f}  χ² {found.model.fit.chi_square:.4f}"


def ours_alone() -> tuple[float, object]:
    return ours(None)


def ours_with_groups() -> tuple[float, object]:
    return ours("where")


def plain_python() -> tuple[float, object]:
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder)
        started = clock()
        with path.open(encoding="utf-8", newline="") as file:
            rows = [[float(row[item]) for item in ITEMS] for row in csv.DictReader(file)]
        alphas = []
        for start in range(0, len(ITEMS), PER_FACTOR):
            table = [row[start : start + PER_FACTOR] for row in rows]
            columns = list(zip(*table, strict=True))
            sums = [sum(row) for row in table]
            own = sum(statistics.variance(column) for column in columns)
            k = len(columns)
            alphas.append(k / (k - 1) * (1 - own / statistics.variance(sums)))
            for column in columns:
                rest = [total - cell for total, cell in zip(sums, column, strict=True)]
                statistics.correlation(column, rest)
        seconds = clock() - started
    return seconds, f"α {alphas[0]:.6f}"


def general_search() -> tuple[float, object]:
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder)
        started = clock()
        columns = range(len(ITEMS))
        values = np.loadtxt(path, delimiter=",", skiprows=1, usecols=columns)
        covariance = np.cov(values.T, bias=True)
        belongs = np.repeat(np.arange(FACTORS), PER_FACTOR)
        k, pairs = len(ITEMS), np.tril_indices(FACTORS, -1)

        def discrepancy(vector: np.ndarray) -> float:
            related = np.eye(FACTORS)
            related[pairs] = related[pairs[::-1]] = vector[k : k + len(pairs[0])]
            loadings = vector[:k]
            implied = loadings[:, None] * related[np.ix_(belongs, belongs)] * loadings
            implied += np.diag(np.exp(vector[-k:]))
            sign, log_determinant = np.linalg.slogdet(implied)
            if sign <= 0:
                return 1e10
            return float(log_determinant + np.trace(np.linalg.solve(implied, covariance)))

        start = np.concatenate(
            [np.full(k, 0.9), np.full(len(pairs[0]), 0.3), np.log(np.diag(covariance) / 2)]
        )
        found = minimize(discrepancy, start, method="BFGS")
        least = found.fun - np.linalg.slogdet(covariance)[1] - k
        seconds = clock() - started
    return seconds, f"χ² {len(values) * least:.4f}"


def main() -> None:
    """Print the table."""
    compare(
        f"Scales: {PERSONS:,} answers to {len(ITEMS)} items in {FACTORS} scales, from the file on",
        [
            Engine("Cohive, all of it", ours_alone, "items, α, ω, AVE, 5 models with errors"),
            Engine("Cohive, two groups too", ours_with_groups, "and 15 models over groups"),
            Engine("plain Python", plain_python, "α and item–rest only"),
            Engine("general search", general_search, "one χ² only, no errors, no fit"),
        ],
    )


if __name__ == "__main__":
    main()
