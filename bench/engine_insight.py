"""All measures of a place of 100,000 people and a million acts: ours, networkx and igraph.

Run: python -m bench.engine_insight. A drawn year: circles of a hundred, popular people, half of the
acts answered. Ours computes everything the page shows (index with its interval, ladder, cohorts,
circles, brokers, Burt's constraint, hierarchy …); the peers compute single measures on the same
ties: arc reciprocity, constraint (networkx: of one person in a hundred), betweenness from as many
starting points as ours. The figure is the reciprocity.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import igraph
import networkx
import numpy as np
import polars as pl

from bench.table import Engine, clock, compare
from cohive.engine.capital import holes
from cohive.engine.frames import SCHEMA, Frame, read_frame, write_frame
from cohive.engine.insight import insight
from cohive.engine.ties import centralisation, network_of, reciprocity

PEOPLE, ACTS = 100_000, 1_000_000
STARTS = 128
YEAR_SECONDS = 365 * 86_400
SOME = 100


def drawn(people: int = PEOPLE, acts: int = ACTS, seed: int = 1) -> Frame:
    """A year: who addresses whom mostly inside a circle of a hundred, half of it answered."""
    draw = np.random.default_rng(seed)
    half = acts // 2
    one = draw.integers(0, people, half)
    near = (one // 100) * 100 + draw.integers(0, 100, half)
    far = (people * draw.random(half) ** 2).astype(np.int64)
    other = np.minimum(np.where(draw.random(half) < 0.8, near, far), people - 1)
    who, whom = np.concatenate([one, other]), np.concatenate([other, one])
    start = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    at = np.sort(draw.integers(0, YEAR_SECONDS, who.size)) + start
    names = pl.Series([f"p{number:06d}" for number in range(people)])
    keys = [f"a{number:07d}" for number in range(who.size)]
    table = pl.DataFrame(
        {
            "id": keys,
            "at": pl.Series(at * 1_000_000).cast(pl.Datetime("us", "UTC")),
            "actor": names[who],
            "verb": ["Create"] * who.size,
            "object": keys,
            "object_kind": ["post"] * who.size,
            "target": names[whom],
            "circle": pl.Series((who // 100).astype(str)),
            "weight": [1.0] * who.size,
            "role": ["member"] * who.size,
        }
    )
    missing = [pl.lit(None, dtype=SCHEMA[name]).alias(name) for name in SCHEMA if name not in table]
    return Frame(table.with_columns(missing).select(list(SCHEMA)).cast({"role": SCHEMA["role"]}))


def pairs_of(path: str) -> list[tuple[int, int]]:
    network = network_of(read_frame(Path(path)))
    return list(zip(network.source.tolist(), network.target.tolist(), strict=True))


def everything(path: str) -> tuple[float, object]:
    frame = read_frame(Path(path))
    begun = clock()
    found = insight(frame, seed=0, days=365)
    return clock() - begun, f"H {found.horizontality.index:.3f}"


def ours(path: str, measure: str) -> tuple[float, object]:
    network = network_of(read_frame(Path(path)))
    begun = clock()
    if measure == "reciprocity":
        figure: object = f"{reciprocity(network).arcs:.6f}"
    elif measure == "constraint":
        figure = f"{np.nanmean(holes(network, weighted=False).constraint):.4f}"
    else:
        figure = centralisation(network, seed=0, starts_max=0, sampled=STARTS).starts
    return clock() - begun, figure


def by_igraph(path: str, measure: str) -> tuple[float, object]:
    pairs = sorted(set(pairs_of(path)))
    graph = igraph.Graph(n=PEOPLE, edges=pairs, directed=True)
    plain = graph.as_undirected()
    starts = np.random.default_rng(0).choice(PEOPLE, STARTS, replace=False).tolist()
    begun = clock()
    if measure == "reciprocity":
        figure: object = f"{graph.reciprocity():.6f}"
    elif measure == "constraint":
        figure = f"{np.nanmean(plain.constraint()):.4f}"
    else:
        plain.betweenness(sources=starts)
        figure = STARTS
    return clock() - begun, figure


def by_networkx(path: str, measure: str) -> tuple[float, object]:
    graph = networkx.DiGraph(pairs_of(path))
    plain = graph.to_undirected()
    begun = clock()
    if measure == "reciprocity":
        figure: object = f"{networkx.reciprocity(graph):.6f}"
    elif measure == "constraint":
        some = list(plain)[::SOME]
        figure = f"{np.mean(list(networkx.constraint(plain, some).values())):.4f}"
    else:
        networkx.betweenness_centrality(plain, k=STARTS // 16, seed=0)
        figure = STARTS // 16
    return clock() - begun, figure


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "frame.parquet")
        write_frame(drawn(), Path(path))
        compare(
            f"{PEOPLE:,} people, {ACTS:,} acts: everything the page shows",
            [Engine("Cohive", partial(everything, path))],
        )
        for measure in ("reciprocity", "constraint", "betweenness"):
            note = {"constraint": f"one person in {SOME}", "betweenness": "1/16 of the starts"}
            compare(
                measure,
                [
                    Engine("Cohive", partial(ours, path, measure)),
                    Engine("igraph", partial(by_igraph, path, measure)),
                    Engine("networkx", partial(by_networkx, path, measure), note.get(measure, "")),
                ],
            )


if __name__ == "__main__":
    main()
