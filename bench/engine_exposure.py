"""Whom to show next, and what scores are worth: the tables of docs/engine/exposure.md, and speed.

Run: python -m bench.engine_exposure. 40 runs each, seed 2026; the figures are means over runs.
The speed of `showing` is measured as a live page uses it: 400 entries, one order drawn.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from bench.table import Engine, clock, compare
from cohive.engine.exposure.association import auc
from cohive.engine.exposure.hostility import Attack, Crowd, held
from cohive.engine.exposure.markets import inequality, unpredictability
from cohive.engine.exposure.returning import Keeping, votes_of
from cohive.engine.exposure.showing import least_seen_first
from cohive.engine.exposure.simulation import (
    Challenges,
    Policy,
    Score,
    Setting,
    challenges,
    summary,
)

RUNS, SEED, WORLDS = 40, 2026, 8


def main() -> None:
    """Print every table."""
    decided_by_upload()
    beliefs()
    visible_totals()
    zeros_to_leaders()
    orders_that_are_kept()
    speed()


def decided_by_upload() -> None:
    """The table of who wins under which policy."""
    print("\nWho wins? Spearman of the score with appeal / with being early, best in top 3")
    print(f"  {'':18} {'Gini of looks':>13}  " + "  ".join(f"{score:^22}" for score in Score))
    for policy in Policy:
        found = challenges(Setting(), policy=policy, runs=RUNS, seed=SEED)
        cells = [summary(found, score) for score in Score]
        row = "  ".join(
            f"{one.by_appeal:6.2f} {one.by_upload:6.2f} {one.best_in_top_3:6.0%}  " for one in cells
        )
        print(f"  {policy:18} {cells[0].exposure_gini:13.2f}  {row}")


def beliefs() -> None:
    """What a wrong belief about places costs."""
    print("\nPlaces count by a wrong power (least-seen first, Wilson)")
    for power, counted in ((0.7, 0.7), (0.9, 0.7), (1.0, 0.5), (0.5, 1.0)):
        setting = replace(Setting(), power=power, counted_power=counted)
        found = challenges(setting, policy=Policy.LEAST_SEEN, runs=RUNS, seed=SEED)
        one = summary(found, Score.WILSON)
        print(
            f"  true {power:.1f}, believed {counted:.1f}: appeal {one.by_appeal:.2f},"
            f" early {one.by_upload:.2f}, Gini of looks {one.exposure_gini:.2f}"
        )


def visible_totals() -> None:
    """The music laboratory: hidden and visible totals."""
    print(f"\nVisible totals: inequality G and unpredictability U of votes, {WORLDS} worlds x 5")
    print(f"  {'':18} {'totals':>8} {'G':>6} {'U':>8} {'appeal':>7} {'early':>6}")
    for policy in (Policy.LEAST_SEEN, Policy.VOTES):
        for influence in (0.0, 1.0, 4.0):
            setting = replace(Setting(), influence=influence)
            found = challenges(setting, policy=policy, runs=RUNS, seed=SEED, worlds=WORLDS)
            one = summary(found, Score.WILSON)
            label = f"x {1 + influence:.0f}" if influence else "hidden"
            print(
                f"  {policy:18} {label:>8} {_inequality(found):6.3f}"
                f" {_unpredictability(found):8.4f} {one.by_appeal:7.2f} {one.by_upload:6.2f}"
            )


def zeros_to_leaders() -> None:
    """The hostile few."""
    print("\nZeros to the five leaders, 200 raters: correlation with worth, leaders' mean rank (3)")
    for hostile, attack in (
        (0.0, Attack.SEEKING),
        (0.05, Attack.ON_THEIR_PAGE),
        (0.05, Attack.SEEKING),
        (0.10, Attack.SEEKING),
    ):
        for one in held(Crowd(hostile=hostile, attack=attack), runs=RUNS, seed=SEED):
            print(
                f"  {hostile:4.0%} {attack if hostile else 'nobody':16} {one.rule:20}"
                f" {one.by_worth:.2f} {one.leaders_rank:5.1f}  best in top 3"
                f" {one.best_in_top_3:4.0%}  (hostile part of leaders' scores {one.zeros:.0%})"
            )


def orders_that_are_kept() -> None:
    """Members who looked before votes opened."""
    print("\nOrders kept from before votes opened, 300 members: views while votes were open")
    print(f"  {'':10} {'':44} {'late~views':>10} {'first tenth':>12} {'last tenth':>11}")
    for early in (0.5, 1.0):
        for keeping in Keeping:
            runs = [votes_of(keeping, seed=SEED + run, early=early) for run in range(RUNS)]
            late = np.mean([stats.spearmanr(one.uploaded, one.views).statistic for one in runs])
            tenths = [_tenths(np.array(one.uploaded), np.array(one.views)) for one in runs]
            first, last = np.mean(tenths, axis=0)
            print(f"  {early:4.0%} early {keeping:44} {late:10.2f} {first:12.2f} {last:11.2f}")


def speed() -> None:
    """A live page against a shuffle, and the bootstrap against drawing rows."""
    compare(
        "One order of 400 entries, 500 times (lots by SHA-256 of a seed that can be checked)",
        [Engine("Cohive least_seen_first", draw_orders), Engine("numpy lexsort", draw_with_numpy)],
    )
    compare(
        "AUC of 20,000 entries with 400 resamples",
        [Engine("Cohive auc", resample_counts), Engine("rows drawn, numpy", resample_rows)],
    )


def draw_orders() -> tuple[float, object]:
    """Ours, as a page draws it."""
    seen = {f"entry {number}": float(number % 7) for number in range(400)}
    start = clock()
    orders = [least_seen_first(seen, seed=str(number)) for number in range(500)]
    return clock() - start, len(orders)


def draw_with_numpy() -> tuple[float, object]:
    """The same without a lot that can be checked, in compiled code."""
    seen = np.array([float(number % 7) for number in range(400)])
    draw = np.random.default_rng(1)
    start = clock()
    orders = [np.lexsort((draw.random(400), seen)) for _ in range(500)]
    return clock() - start, len(orders)


def resample_counts() -> tuple[float, object]:
    """Ours: distinct scores are resampled by their number."""
    scores, chosen = _scores()
    start = clock()
    found = auc(scores, chosen, seed=1, resamples=400)
    assert found is not None
    return clock() - start, round(found.high - found.low, 2)


def resample_rows() -> tuple[float, object]:
    """The textbook's way: rows are drawn, ranked, summed."""
    scores, chosen = _scores()
    draw = np.random.default_rng(1)
    start = clock()
    hits, others = scores[chosen], scores[~chosen]
    found = []
    for _ in range(400):
        one, other = draw.choice(hits, hits.size), draw.choice(others, others.size)
        u = stats.rankdata(np.concatenate((one, other)))[: one.size].sum()
        found.append((u - one.size * (one.size + 1) / 2) / (one.size * other.size))
    low, high = np.quantile(found, (0.025, 0.975))
    return clock() - start, round(float(high - low), 2)


def _scores() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    draw = np.random.default_rng(5)
    scores = draw.normal(2.6, 0.4, 20_000).round(2)
    return scores, draw.random(20_000) < 0.015 * np.exp(scores - 2.6)


def _inequality(found: Challenges) -> float:
    return float(np.mean([inequality(votes) for votes in found.votes]))


def _unpredictability(found: Challenges) -> float:
    sets = found.votes.reshape(-1, WORLDS, found.votes.shape[1])
    return float(np.mean([unpredictability(worlds) for worlds in sets]))


def _tenths(
    uploaded: npt.NDArray[np.float64], views: npt.NDArray[np.float64]
) -> tuple[float, float]:
    order, tenth = np.argsort(uploaded), views.size // 10
    parts = views / views.mean()
    return float(parts[order[:tenth]].mean()), float(parts[order[-tenth:]].mean())


if __name__ == "__main__":
    main()
