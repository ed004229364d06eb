"""How well who acts together is found: every goal of integrity in one run, labels read only here.

Run: python -m bench.integrity [real|staged|live]. *real*: the labelled sets of the shared data
folder, each with its goal; a set that is not there is said. *staged*: attacks of our own, five
seeds, groups of forty and of twenty, times as they are and spread twice as far; the average
precision of each kind among the honest, and how many innocent accounts of a launch crowd and of a
choir stand among the first suspects. *live*: what one new act costs in the live state.

Average precision over all accounts, ties in the order of names; in brackets the area under the ROC.
"""

from __future__ import annotations

import csv
import gzip
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from bench.shared import DATA
from bench.table import clock
from cohive.engine.collusion.attacks import ATTACKS, INNOCENT, stage
from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.detection import detect
from cohive.engine.collusion.live import LiveLockstep
from cohive.engine.collusion.tables import detect_pairs, detect_profiles
from cohive.house.computing.detect_files import read_events

INTEGRITY = DATA / "integrity"
Rows = list[dict[str, str]]
SEEDS, SIZE, LIVE_ACTS = 5, 40, 200_000
DAY_SECONDS = 86_400


def rows_of(name: str) -> Rows:
    """The lines of a gzipped table."""
    with gzip.open(INTEGRITY / name, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def average_precision(hits: NDArray[np.bool_]) -> float:
    """Of hits in the order of suspicion."""
    part = np.cumsum(hits) / np.arange(1, hits.size + 1)
    return float(part[hits].mean()) if hits.any() else float("nan")


def judged(scores: dict[str, float], labels: dict[str, bool]) -> str:
    """Average precision and area over the labelled accounts; who has no score has none, 0."""
    names = sorted(labels)
    values = np.array([scores.get(name, 0.0) for name in names])
    hits = np.array([labels[name] for name in names])
    ordered = hits[np.lexsort((np.arange(hits.size), -values))]
    above = rankdata(values)[hits].sum() - hits.sum() * (hits.sum() + 1) / 2
    area = above / (hits.sum() * (~hits).sum())
    return f"{average_precision(ordered):.3f} ({area:.3f})"


def scored(path: Path) -> dict[str, float]:
    """Detect in a file of acts, read as the command reads it."""
    found = detect(read_events(path), seed=0)
    return dict(zip(found.users, found.scores, strict=True))


def votes() -> list[tuple[str, str, str]]:
    """Planted campaigns; each kind of attack among the honest."""
    scores = scored(INTEGRITY / "votes_dev_events.csv.gz")
    people = rows_of("votes_dev_labels.csv.gz")
    labels = {row["user"]: row["label"] == "1" for row in people}
    kind = {row["user"]: row["kind"] for row in people}
    found = [("votes with planted campaigns", judged(scores, labels), "0.85")]
    for attack, goal in (("camouflage", "0.85"), ("hijack", "0.80"), ("ring", "0.60")):
        some = {name: bad for name, bad in labels.items() if not bad or kind[name] == attack}
        found.append((f"of it, {attack}", judged(scores, some), goal))
    first = sorted(scores, key=lambda name: (-scores[name], name))[: sum(labels.values())]
    for crowd, goal in (("flash_crowd", "0"), ("fan_club", "few")):
        many = sum(kind[name] == crowd for name in first)
        found.append((f"of it, {crowd} among the first", str(many), goal))
    return found


def traders() -> list[tuple[str, str, str]]:
    """Bitcoin OTC by what a person gives."""
    scores = scored(INTEGRITY / "otc_ratings.csv.gz")
    labels = {row["user"]: row["label"] == "1" for row in rows_of("otc_labels.csv.gz")}
    gives = {row["user"] for row in rows_of("otc_ratings.csv.gz")}
    some = {name: bad for name, bad in labels.items() if name in gives}
    return [("Bitcoin OTC, those who rate", judged(scores, some), "0.945")]


def reviewers() -> list[tuple[str, str, str]]:
    """Amazon by who shares products with whom."""
    pairs = rows_of("amazon_coreview.csv.gz")
    people = rows_of("amazon_users.csv.gz")
    names = sorted({row[side] for row in pairs for side in ("a", "b")})
    code = {name: at for at, name in enumerate(names)}
    ends = [np.array([code[row[side]] for row in pairs]) for side in ("a", "b")]
    found = detect_pairs(names, ends[0], ends[1], seed=0)
    labels = {row["user"]: row["label"] == "1" for row in people if row["label"] != "-10"}
    scores = dict(zip(found.users, found.scores, strict=True))
    return [("Amazon reviewers", judged(scores, labels), "0.93 (0.988)")]


def profiles() -> list[tuple[str, str, str]]:
    """Instagram accounts by their counts."""
    people = rows_of("instafake_profiles.csv.gz")
    names = [f"{at:05d}" for at in range(len(people))]
    columns = {
        name: np.array([float(row[name]) for row in people])
        for name in people[0]
        if name != "label"
    }
    scores = dict(zip(names, detect_profiles(names, columns).scores, strict=True))
    labels = {name: row["label"] == "1" for name, row in zip(names, people, strict=True)}
    return [("Instagram profiles", judged(scores, labels), "0.92 (0.965)")]


def comments() -> list[tuple[str, str, str]]:
    """YouTube, each comment as an account of its own; read as the command reads a file."""
    people = rows_of("youtube_comments.csv.gz")
    labels = {f"{at:05d}": row["label"] == "1" for at, row in enumerate(people)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "comments.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("user", "item", "time", "text"))
            for name, row in zip(labels, people, strict=True):
                writer.writerow((name, row["video"], row["time"], row["text"]))
        scores = scored(path)
    return [("YouTube comments", judged(scores, labels), "0.92")]


def real() -> None:
    """Each set beside its goal."""
    print(f"  {'data':36} {'found':>16}  goal")
    sets: tuple[Callable[[], list[tuple[str, str, str]]], ...] = (
        votes,
        traders,
        reviewers,
        profiles,
        comments,
    )
    for each in sets:
        started = clock()
        try:
            found = each()
        except FileNotFoundError as missing:
            print(f"  {each.__name__:36} not there: {Path(str(missing.filename)).name}")
            continue
        for name, value, goal in found:
            print(f"  {name:36} {value:>16}  {goal}")
        print(f"  {'':36} {clock() - started:13.1f} CPU s")


def staged() -> None:
    """Means over the seeds of attacks of our own."""
    print(f"  {'of 1':14}" + "".join(f"{kind:>11}" for kind in ("all", *ATTACKS, *INNOCENT)))
    for size, jitter in ((SIZE, 1.0), (SIZE // 2, 1.0), (SIZE, 2.0)):
        lines = []
        for seed in range(SEEDS):
            made = stage(seed=seed, size=size, jitter=jitter)
            order = np.argsort(-np.array(detect(made.events, seed=0).scores), kind="stable")
            kinds, hits = np.array(made.kinds)[order], made.labels[order]
            some = (~hits | (kinds == attack) for attack in ATTACKS)
            one = [average_precision(hits), *(average_precision(hits[kept]) for kept in some)]
            first = kinds[: hits.sum()]
            lines.append(one + [float((first == kind).sum()) for kind in INNOCENT])
        mean = np.mean(lines, axis=0)
        print(f"  {f'{size}, jitter {jitter:.0f}':14}" + "".join(f"{one:11.2f}" for one in mean))


def live() -> None:
    """Wall clock of one act where targets follow a power law over a year."""
    draw = np.random.default_rng(1)
    liked = draw.pareto(1.2, LIVE_ACTS // 50) + 1
    items = draw.choice(liked.size, LIVE_ACTS, p=liked / liked.sum())
    users = draw.integers(0, LIVE_ACTS // 10, LIVE_ACTS)
    seconds = np.sort(draw.uniform(0, 365 * DAY_SECONDS, LIVE_ACTS))
    state = LiveLockstep(Configuration().windows_seconds)
    took = np.zeros(LIVE_ACTS)
    for at in range(LIVE_ACTS):
        started = time.perf_counter()
        state.add(f"u{users[at]}", f"t{items[at]}", float(seconds[at]))
        took[at] = 1000 * (time.perf_counter() - started)
    low, high = np.quantile(took, (0.5, 0.99))
    print(f"  {LIVE_ACTS} acts, ms each: mean {took.mean():.3f}, median {low:.3f}, 99 % {high:.3f}")


PARTS = {"real": real, "staged": staged, "live": live}


def main() -> None:
    """The parts that were asked for, or all."""
    for name in sys.argv[1:] or PARTS:
        print(f"\n{name}")
        PARTS[name]()


if __name__ == "__main__":
    main()
