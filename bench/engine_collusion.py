"""A stream of votes with one planted campaign: who acts together, beside plain lockstep in polars.

Run: python -m bench.engine_collusion [ACTS]. People and targets follow power laws over a year; 500
accounts vote for 40 targets within three days, each for half of them. Beside the whole detector
(four windows, chance of each pair, groups, witnesses, evidence, innocent readings) stands a
self-join by day in polars that only counts common targets, with the cap on crowded days such a join
needs, and the same by target alone. The figure is how many of the 500 stand among the first 500
suspects. Ten million acts are the goal's size: 60 CPU s and 3 GB.
"""

from __future__ import annotations

import sys

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.table import Engine, clock, compare
from cohive.engine.collusion.detection import detect
from cohive.engine.collusion.events import Events

ACTS = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 1_000_000
PLANTED, TARGETS, CROWD_MAX, DAY_SECONDS = 500, 40, 200, 86_400
Whole = NDArray[np.int64]


def stream() -> tuple[Whole, Whole, NDArray[np.float64]]:
    """Accounts, targets and times; the planted accounts have the highest codes."""
    draw = np.random.default_rng(1)
    people, things = ACTS // 10, ACTS // 50
    busy, liked = draw.pareto(1.5, people) + 1, draw.pareto(1.2, things) + 1
    user = draw.choice(people, ACTS, p=busy / busy.sum())
    item = draw.choice(things, ACTS, p=liked / liked.sum())
    seconds = draw.uniform(0, 365 * DAY_SECONDS, ACTS)
    who, what = np.nonzero(draw.random((PLANTED, TARGETS)) < 0.5)
    aims = draw.choice(things, TARGETS, replace=False)
    when = 1e7 + draw.uniform(0, 3 * DAY_SECONDS, who.size)
    return (
        np.concatenate((user, people + who)).astype(np.int64),
        np.concatenate((item, aims[what])).astype(np.int64),
        np.concatenate((seconds, when)),
    )


def caught(score: NDArray[np.float64]) -> str:
    """How many planted accounts are among the first suspects; score by account."""
    first = np.argsort(-score, kind="stable")[:PLANTED]
    return f"{int((first >= ACTS // 10).sum())} of {PLANTED}"


def ours() -> tuple[float, object]:
    user, item, seconds = stream()
    names = tuple(map(str, range(ACTS // 10 + PLANTED)))
    things = tuple(f"t{at}" for at in range(ACTS // 50))
    events = Events(names, things, user, item, seconds)
    started = clock()
    found = detect(events, seed=0)
    return clock() - started, caught(np.array(found.scores))


def joined(keys: list[str]) -> tuple[float, object]:
    user, item, seconds = stream()
    table = pl.DataFrame({"user": user, "item": item, "day": (seconds // DAY_SECONDS)})
    started = clock()
    acts = table.unique(["user", "item"]).filter(pl.len().over(keys).is_between(2, CROWD_MAX))
    pairs = (
        acts.join(acts, on=keys, suffix="_other")
        .filter(pl.col("user") < pl.col("user_other"))
        .group_by("user", "user_other")
        .len()
        .filter(pl.col("len") >= 3)
    )
    score = np.zeros(ACTS // 10 + PLANTED)
    for column in ("user", "user_other"):
        np.add.at(score, pairs[column].to_numpy(), pairs["len"].to_numpy())
    return clock() - started, caught(score)


def by_day() -> tuple[float, object]:
    return joined(["item", "day"])


def by_target() -> tuple[float, object]:
    return joined(["item"])


def main() -> None:
    """Print the table."""
    compare(
        f"Collusion: {ACTS:,} acts with {PLANTED} planted accounts",
        [
            Engine("Cohive, all of it", ours, "windows, chance, groups, witnesses, evidence"),
            Engine("polars, by target and day", by_day, f"counts only; days of > {CROWD_MAX} cut"),
            Engine("polars, by target", by_target, f"counts only; targets of > {CROWD_MAX} cut"),
        ],
    )


if __name__ == "__main__":
    main()
