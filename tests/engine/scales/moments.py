"""Answers with chosen moments, and the same likelihood written another way."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from cohive.engine.scales.answers import Answers
from cohive.engine.scales.model import Sample

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "scales.json").read_text(encoding="utf-8")
)


def school(name: str) -> Sample:
    """One school of Holzinger and Swineford."""
    group = GOLDEN["holzinger_swineford_1939"]["groups"][name]
    k = len(group["means"])
    covariance = np.zeros((k, k))
    for row, cells in enumerate(group["covariance_lower"]):
        covariance[row, : row + 1] = covariance[: row + 1, row] = cells
    return Sample(group["n"], np.array(group["means"]), covariance)


def both_schools() -> Sample:
    """The two together: within and between."""
    parts = [school("Pasteur"), school("Grant-White")]
    n = sum(part.n for part in parts)
    means = sum(part.n / n * part.means for part in parts)
    covariance = sum(
        part.n / n * (part.covariance + np.outer(part.means - means, part.means - means))
        for part in parts
    )
    return Sample(n, means, covariance)


def answers_with(sample: Sample, *, seed: int = 0) -> np.ndarray:
    """As many rows as the sample has persons, with exactly its means and covariance (by n)."""
    drawn = np.random.default_rng(seed).normal(size=(int(sample.n), sample.means.size))
    drawn -= drawn.mean(axis=0)
    root = np.linalg.cholesky(drawn.T @ drawn / len(drawn))
    white = np.linalg.solve(root, drawn.T).T
    return white @ np.linalg.cholesky(sample.covariance).T + sample.means


def likert(
    seed: int, n: int, loadings: list[float], *, per_factor: int, related: float = 0.5
) -> Answers:
    """Answers from 1 to 7, `per_factor` items to each of some factors."""
    rng = np.random.default_rng(seed)
    factors = len(loadings) // per_factor
    mixing = np.linalg.cholesky(
        np.full((factors, factors), related) + (1 - related) * np.eye(factors)
    )
    latent = rng.normal(size=(n, factors)) @ mixing.T
    lam = np.array(loadings)
    values = latent[:, np.repeat(np.arange(factors), per_factor)] * lam
    values += rng.normal(size=values.shape) * np.sqrt(1 - lam**2)
    names = tuple(f"i{place}" for place in range(lam.size))
    return Answers(np.clip(np.round(values * 1.3 + 4), 1, 7), names)


def log_likelihood_fit(sample: Sample, belongs: np.ndarray, *, seed: int = 1) -> float:
    """χ² by a plain search without gradients of the normal log-likelihood itself.

    Another parametrisation (first loading of each factor 1, a Cholesky factor for the factors'
    covariance, logarithms of residual variances), another start, another optimiser.
    """
    k, m = belongs.size, int(belongs.max()) + 1
    first = [int(np.flatnonzero(belongs == factor)[0]) for factor in range(m)]
    others = np.array([item for item in range(k) if item not in first])
    rows, columns = np.tril_indices(m)

    def implied(vector: np.ndarray) -> np.ndarray:
        pattern = np.zeros((k, m))
        pattern[first, np.arange(m)] = 1
        pattern[others, belongs[others]] = vector[: others.size]
        root = np.zeros((m, m))
        root[rows, columns] = vector[others.size : others.size + rows.size]
        return pattern @ root @ root.T @ pattern.T + np.diag(np.exp(vector[-k:]))

    def minus_two_log(covariance: np.ndarray) -> float:
        _, log_determinant = np.linalg.slogdet(covariance)
        return float(
            sample.n * (log_determinant + np.trace(np.linalg.solve(covariance, sample.covariance)))
        )

    def objective(vector: np.ndarray) -> float:
        return minus_two_log(implied(vector))

    rng = np.random.default_rng(seed)
    start = np.concatenate(
        [
            rng.uniform(0.5, 1, others.size),
            np.where(rows == columns, 0.6, 0.2),
            np.log(np.diag(sample.covariance) / 2),
        ]
    )
    found = minimize(objective, start, method="BFGS", options={"maxiter": 2_000, "gtol": 1e-4})
    return float(found.fun) - minus_two_log(sample.covariance)
