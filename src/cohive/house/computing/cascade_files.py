"""A file of cascades as the engine takes it: trees as given, or as acquaintances suggest them."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from pathlib import Path

import numpy as np

from cohive.bridges.cascades import CascadeFile, CascadeForm
from cohive.bridges.histories.cascades import edges_file, read_cascades, read_edges
from cohive.engine.cascades.forest import NO_PARENT, Forest, forest_of
from cohive.engine.cascades.inference import (
    Adoptions,
    Inferred,
    ParentRule,
    adoptions_of,
    infer_forest,
)
from cohive.house.computing.naming import naming

__all__ = ["Network", "Travels", "read_travels"]


@dataclass(frozen=True)
class Network:
    """Who knows whom, from the file called `name`, and the trees it suggests by both plain rules.

    last: the one that is shown; first: the other, to see how much the rule decides.
    """

    name: str
    last: Inferred
    first: Inferred


@dataclass(frozen=True)
class Travels:
    """What a file holds: a forest where parents are given or inferred, adoptions where a file says
    only who took up what when.
    """

    file: CascadeFile
    forest: Forest | None
    adoptions: Adoptions | None
    network: Network | None


def read_travels(path: Path) -> Travels:
    """Read a file of cascades and, where it stands beside it, the file of who knows whom.

    Raises Refused naming the file and the line, or the cascade and the node.
    """
    with naming(path):
        file = read_cascades(path, field="file")
        if file.form is CascadeForm.TREES:
            return Travels(file, _forest(file), None, None)
        adoptions = _adoptions(file)
        beside = edges_file(path)
    if beside is None:
        return Travels(file, None, adoptions, None)
    with naming(beside):
        pairs = np.array(read_edges(beside, field="file")).reshape(-1, 2)
    last, first = (
        infer_forest(adoptions, pairs, rule=rule) for rule in (ParentRule.LAST, ParentRule.FIRST)
    )
    return Travels(file, last.forest, adoptions, Network(beside.name, last, first))


def _forest(file: CascadeFile) -> Forest:
    """All trees in one; the parents of a file count from its own root."""
    sizes = [len(cascade.users) for cascade in file.cascades]
    roots = np.repeat(np.cumsum(sizes) - sizes, sizes)
    parents = np.concatenate([np.array(cascade.parents) for cascade in file.cascades])
    return forest_of(
        np.where(parents == NO_PARENT, NO_PARENT, parents + roots),
        cascades=np.repeat(np.arange(len(sizes)), sizes),
        ids=[cascade.id for cascade in file.cascades],
        seconds=np.concatenate([np.array(cascade.seconds) for cascade in file.cascades]),
        clock_zero=[nan if c.started_at is None else c.started_at for c in file.cascades],
        people=np.concatenate([np.array(cascade.users) for cascade in file.cascades]),
    )


def _adoptions(file: CascadeFile) -> Adoptions:
    sizes = [len(cascade.users) for cascade in file.cascades]
    return adoptions_of(
        np.repeat(np.arange(len(sizes)), sizes),
        np.concatenate([np.array(cascade.users) for cascade in file.cascades]),
        np.concatenate([np.array(cascade.seconds) for cascade in file.cascades]),
        ids=tuple(cascade.id for cascade in file.cascades),
    )
