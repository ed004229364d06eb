"""What people need and what they get: functional, self-expression, social, esteem.

From a survey: how important, and how well met. From acts: signs that rank people inside one place;
they are no measure of a need, and stand beside the survey, not in its stead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cohive.engine.intervals.bootstrap import RESAMPLES, bootstrap
from cohive.engine.ties import SILENT_VERBS
from cohive.words.sentences import Sentence

__all__ = ["NEEDS", "Gap", "Signs", "need_gaps", "need_signs"]

NEEDS: Final = ("functional", "self-expression", "social", "esteem")
FEWEST: Final = 10
SCALE: Final = (1.0, 5.0)


@dataclass(frozen=True)
class Gap:
    """One need over the people who answered.

    Attributes
    ----------
    need : str
        One of `NEEDS`.
    n : int
        People who gave both answers.
    importance, satisfaction : float | None
        Means, 1 to 5; None below ten people.
    gap : float | None
        The mean of what is missing, max(0, importance − satisfaction), 0 to 4.
    score : float | None
        Mean satisfaction weighted by importance, 1 to 5.
    low, high : float | None
        The 95 % bootstrap interval of `gap` over people.
    """

    need: str
    n: int
    importance: float | None
    satisfaction: float | None
    gap: float | None
    score: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Signs:
    """Signs of each need in what people did.

    Attributes
    ----------
    n : int
        Members.
    middle : dict[str, float]
        By need: the middle number of signs a member; empty below ten members.
    none : dict[str, float]
        By need: the part of members without any sign.
    cannot_tell : tuple[Sentence, ...]
        What is missing, and why.
    """

    n: int
    middle: Mapping[str, float]
    none: Mapping[str, float]
    cannot_tell: tuple[Sentence, ...]


def need_gaps(
    answers: Mapping[str, Sequence[tuple[float | None, float | None]]],
    *,
    seed: int,
    resamples: int = RESAMPLES,
) -> tuple[Gap, ...]:
    """Compare what is important with what is met.

    Parameters
    ----------
    answers : Mapping[str, Sequence[tuple[float | None, float | None]]]
        By need: each person's (importance, satisfaction), 1 to 5, None where not answered.
    seed : int
        Draws the intervals.
    resamples : int, default RESAMPLES
        How often people are drawn again.

    Returns
    -------
    tuple[Gap, ...]
        In the order given.

    Raises
    ------
    ValueError
        For an answer outside 1 to 5.
    """
    found = []
    for need, pairs in answers.items():
        held = np.array(
            [(float(one), float(other)) for one, other in pairs
             if one is not None and other is not None]
        ).reshape(-1, 2)  # fmt: skip
        if held.size and not ((held >= SCALE[0]) & (held <= SCALE[1])).all():
            raise ValueError("answers must be 1 to 5")
        found.append(_gap(need, held, seed, resamples))
    return tuple(found)


def _gap(need: str, held: npt.NDArray[np.float64], seed: int, resamples: int) -> Gap:
    n = len(held)
    if n < FEWEST:
        return Gap(need, n, None, None, None, None, None, None)
    importance, satisfaction = held[:, 0], held[:, 1]
    missing = np.maximum(0.0, importance - satisfaction)
    found = bootstrap(lambda drawn: drawn.mean(axis=1), missing, seed=seed, resamples=resamples)
    low, high = found or (None, None)
    return Gap(
        need=need,
        n=n,
        importance=float(importance.mean()),
        satisfaction=float(satisfaction.mean()),
        gap=float(missing.mean()),
        score=float((satisfaction * importance).sum() / importance.sum()),
        low=low,
        high=high,
    )


def need_signs(acts: pl.DataFrame) -> Signs:
    """Count signs of each need in what members did and received.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them.

    Returns
    -------
    Signs
        functional: answers received; self-expression: things made that are not talk; social: people
        with ties both ways; esteem: likes, acceptances and credits by others.
    """
    members = acts.filter(~pl.col("is_staff"))["actor"].unique().sort()
    if members.len() < FEWEST:
        said = Sentence("Needs of %(n)s members would be those of single people.",
                        {"n": members.len()})  # fmt: skip
        return Signs(members.len(), {}, {}, (said,))
    toward = acts.filter(
        pl.col("to").is_not_null()
        & (pl.col("to") != pl.col("actor"))
        & ~pl.col("verb").is_in(list(SILENT_VERBS))
    )
    made = pl.col("verb") == "Create"
    ties = toward.select("actor", "to").unique()
    back = ties.select(pl.col("to").alias("actor"), pl.col("actor").alias("to"))
    signs = {
        "functional": _by(toward.filter(made), "to"),
        "self-expression": _by(
            acts.filter(made & pl.col("parent").is_null() & pl.col("to").is_null()), "actor"
        ),
        "social": _by(ties.join(back, on=["actor", "to"]), "actor"),
        "esteem": _by(toward.filter(pl.col("verb").is_in(["Like", "Accept", "Add"])), "to"),
    }
    middle, none = {}, {}
    for need, counted in signs.items():
        each = np.array([counted.get(member, 0) for member in members])
        middle[need], none[need] = float(np.median(each)), float((each == 0).mean())
    return Signs(
        members.len(),
        middle,
        none,
        (
            Sentence(
                "Whether a need is felt: signs say what happened, a survey says what is missed."
            ),
        ),
    )


def _by(acts: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(acts.group_by(column).agg(pl.len().alias("times")).iter_rows())
