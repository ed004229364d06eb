"""From agreed terms to everybody's exact fraction, with the ways it comes along. Pure.

`compose` runs the engine once for each stage of a pool, joins the stages by their weights, and
keeps for every payee the largest paths, each as steps that can be read out: "of the pool, design
has 2/5; of that, Two Harbours passes 1/2 ...; of what arrives, 1/1 is yours". The product of the
steps and the own part is the path's fraction; a payee's paths add up to her fraction exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from cohive.engine.attribution import Attribution, Flow, attribute, combine, flow_of
from cohive.engine.attribution import Path as EnginePath
from cohive.engine.lineage import Graph

__all__ = [
    "Composition",
    "Path",
    "Step",
    "Terms",
    "compose",
    "flows",
    "path_from_json",
    "path_to_json",
]

PATHS_PER_PAYEE_MAX = 12
PATHS_MAX = 4_000
STAGE_ROOT = "stage:"
"""A root that only stands for its stage is not a step of its own."""


class Terms(Protocol):
    """What is needed of agreed terms; `create.queries.FrozenTerms` has this shape."""

    @property
    def keep_min(self) -> Fraction:
        """The least a work with makers keeps."""

    @property
    def stages(self) -> Mapping[str, tuple[int, Graph]]:
        """Each stage's weight and lineage; '' is the one stage of a past product."""


@dataclass(frozen=True)
class Step:
    """A station of a path and the fraction of the station before (first: of the pool)."""

    node: str
    fraction: Fraction


@dataclass(frozen=True)
class Path:
    """One way from the pool to a payee; `part` is hers of what the last station received.

    `merged` above 0: this entry stands for so many smaller ways, and its steps end at the stage.
    """

    steps: tuple[Step, ...]
    part: Fraction
    merged: int = 0

    @property
    def fraction(self) -> Fraction:
        """The path's fraction of the pool."""
        total = self.part
        for step in self.steps:
            total *= step.fraction
        return total


@dataclass(frozen=True)
class Composition:
    """Payee to fraction and payee to paths, both in the order of the payees' ids."""

    fractions: Mapping[str, Fraction]
    paths: Mapping[str, tuple[Path, ...]]
    undivided: Fraction


def compose(terms: Terms) -> Composition:
    """Divide one whole of the pool; raises Refused for a lineage the engine refuses."""
    found: dict[str, tuple[int, Attribution]] = {}
    flow: dict[str, Flow] = {}
    for stage, (weight, graph) in terms.stages.items():
        if not weight:
            continue
        found[stage] = (
            weight,
            attribute(graph, keep_min=terms.keep_min, paths_max=PATHS_MAX),
        )
        flow[stage] = flow_of(graph, keep_min=terms.keep_min)
    pool = combine(found)
    total = sum(weight for weight, _ in found.values())
    weights = {stage: Fraction(weight, total) for stage, (weight, _) in found.items()}
    listed: dict[str, list[Path]] = {payee: [] for payee in pool.fractions}
    for path in pool.paths:
        listed[path.payee].append(_explained(path, weights, flow))
    paths = {payee: _largest(ways, pool.fractions[payee]) for payee, ways in listed.items()}
    return Composition(dict(pool.fractions), paths, pool.undivided)


def flows(terms: Terms) -> Mapping[str, tuple[Fraction, Flow]]:
    """Each stage with its part of the pool and the engine's flow through its lineage."""
    total = sum(weight for weight, _ in terms.stages.values())
    return {
        stage: (Fraction(weight, total), flow_of(graph, keep_min=terms.keep_min))
        for stage, (weight, graph) in terms.stages.items()
        if weight
    }


def _explained(path: EnginePath, weights: Mapping[str, Fraction], flow: Mapping[str, Flow]) -> Path:
    """The engine's path as steps from station to station."""
    stage, nodes = path.nodes[0], path.nodes[1:]
    steps = [Step(stage, weights[stage])] if stage else []
    through = flow[stage]
    for before, node in zip((None, *nodes), nodes, strict=False):
        if before is None:
            if not node.startswith(STAGE_ROOT):
                steps.append(Step(node, Fraction(1)))
            continue
        steps.append(Step(node, through.passed[before, node] / through.received[before]))
    reached = weights[stage]
    for step in steps[1 if stage else 0 :]:
        reached *= step.fraction
    return Path(tuple(steps), path.fraction / reached, path.merged)


def _largest(ways: list[Path], fraction: Fraction) -> tuple[Path, ...]:
    """The largest paths; the others are merged into one entry with their exact sum."""
    if len(ways) <= PATHS_PER_PAYEE_MAX:
        return tuple(ways)
    kept = ways[: PATHS_PER_PAYEE_MAX - 1]
    rest = ways[PATHS_PER_PAYEE_MAX - 1 :]
    left = fraction - sum((path.fraction for path in kept), Fraction(0))
    count = sum(path.merged or 1 for path in rest)
    return (*kept, Path((), left, merged=count))


def path_to_json(path: Path) -> dict[str, object]:
    """A path as plain values, fractions as text."""
    return {
        "steps": [[step.node, str(step.fraction)] for step in path.steps],
        "part": str(path.part),
        "merged": path.merged,
    }


def path_from_json(value: Mapping[str, object]) -> Path:
    """The path that `path_to_json` wrote."""
    steps = value["steps"]
    if not isinstance(steps, list):
        raise TypeError("a stored path has a list of steps")
    return Path(
        tuple(Step(str(node), Fraction(fraction)) for node, fraction in steps),
        Fraction(str(value["part"])),
        int(str(value["merged"])),
    )
