"""Juries with a known truth: usual, harsh, mild and hostile raters, each with few entries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from cohive.engine.ballots.forms import ScoreBallot
from cohive.engine.ballots.score import Scores


@dataclass(frozen=True)
class Jury:
    """Ballots on 40 entries, and what each entry is truly worth."""

    ballots: tuple[ScoreBallot, ...]
    truth: dict[str, float]

    @property
    def entries(self) -> dict[str, str]:
        return {name: name for name in self.truth}

    def agreement(self, found: dict[str, float]) -> float:
        """Spearman's correlation of found scores with the truth, over scored entries."""
        return float(spearmanr([self.truth[name] for name in found], list(found.values()))[0])


def jury(
    seed: int,
    *,
    raters: int = 200,
    each: int = 8,
    harshness: float = 0.8,
    spread: float = 0.35,
    hostile: float = 0.0,
) -> Jury:
    """Whole scores from 0 to 5; the hostile part of raters gives zero to the five best entries."""
    random = np.random.default_rng(seed)
    worth = random.normal(2.5, 0.7, 40)
    names = [f"e{number}" for number in range(40)]
    best = np.argsort(-worth)[:5]
    ballots = []
    for rater in range(raters):
        level, scale = random.normal(0, harshness), np.exp(random.normal(0, spread))
        seen = random.choice(40, each, replace=False)
        is_hostile = random.random() < hostile
        if is_hostile:
            seen = np.unique(np.concatenate([best, seen[: each - 5]]))
        given = 2.5 + level + scale * (worth[seen] - 2.5) + random.normal(0, 0.6, len(seen))
        points = np.clip(np.round(given), 0, 5).astype(int)
        if is_hostile:
            points[np.isin(seen, best)] = 0
        scores = {names[n]: int(p) for n, p in zip(seen, points, strict=True)}
        ballots.append(ScoreBallot(f"r{rater}", scores))
    return Jury(tuple(ballots), dict(zip(names, worth.tolist(), strict=True)))


def column(scores: Scores, name: str) -> dict[str, float]:
    """One kind of score of every entry."""
    return {one.id: float(getattr(one, name)) for one in scores.entries}
