"""What was made from what: the lineage that a frame itself tells.

A row with the verb Create makes its object, from its `parent` if it has one. A row with the verb
Add names one more parent, where that parent is a thing of the same kind (a vote that adds to a work
in a challenge names none). Talk that answers talk is a conversation and stands here too, under its
own kind of object.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from cohive.engine.frames import Frame

__all__ = ["Ancestor", "Descent", "descent"]

ANCESTORS_NAMED: Final = 10
NO_THINGS: Final = ("co-author", "contribution", "mention", "reaction", "tie")
"""Kinds of objects that are done to, said or felt about a thing, and are none themselves."""


@dataclass(frozen=True)
class Ancestor:
    """A thing that others were made from.

    Attributes
    ----------
    object : str
        Its id.
    object_kind : str
        Its sort.
    maker : str | None
        Who made it.
    children : int
        Things made directly from it, from 1.
    by_others : int
        Those of them that another person made.
    """

    object: str
    object_kind: str
    maker: str | None
    children: int
    by_others: int


@dataclass(frozen=True)
class Descent:
    """The lineage of one kind of thing.

    Attributes
    ----------
    object_kind : str
        The kind.
    things : int
        How many were made in the frame.
    derived : int
        Those with at least one parent.
    by_others : int
        Those of them derived from something that another person made.
    orphans : int
        Links to a parent that is not in the frame.
    generations : tuple[int, ...]
        How many things stand 0, 1, 2 … steps below a thing without a parent, by the longest way.
    circular : int
        Things on or below a circle, which have no generation.
    ancestors : tuple[Ancestor, ...]
        What others made most from, at most 10.
    """

    object_kind: str
    things: int
    derived: int
    by_others: int
    orphans: int
    generations: tuple[int, ...]
    circular: int
    ancestors: tuple[Ancestor, ...]


def descent(frame: Frame) -> tuple[Descent, ...]:
    """The lineage of each kind of thing that derives from anything. Linear in the acts.

    Parameters
    ----------
    frame : Frame
        The acts of one source; those with the verbs Create and Add tell the lineage.

    Returns
    -------
    tuple[Descent, ...]
        The kind with the most links first; empty when nothing derives from anything.

    References
    ----------
    Kahn, A. B. (1962). Topological sorting of large networks (for the generations).
    """
    rows = frame.acts.filter(~pl.col("object_kind").is_in(NO_THINGS))
    rows = rows.select("verb", "object", "object_kind", "actor", "parent")
    created = rows.filter(pl.col("verb") == "Create").drop("verb")
    first = created.unique("object", keep="first", maintain_order=True)
    kind_of_parent = first.select(
        pl.col("object").alias("parent"), pl.col("object_kind").alias("parent_kind")
    )
    added = (
        rows.filter(pl.col("verb") == "Add")
        .join(kind_of_parent, on="parent", maintain_order="left")
        .filter(pl.col("parent_kind") == pl.col("object_kind"))
        .drop("verb", "parent_kind")
    )
    made = pl.concat((created, added))
    kinds = (
        made.filter(pl.col("parent").is_not_null())
        .group_by("object_kind")
        .len()
        .sort(["len", "object_kind"], descending=[True, False])
    )
    return tuple(_descent(made, first, kind) for kind in kinds["object_kind"])


def _descent(made: pl.DataFrame, first: pl.DataFrame, kind: str) -> Descent:
    own = made.filter(pl.col("object_kind") == kind)
    things = own.select("object").unique(maintain_order=True).with_row_index("number")
    links = (
        own.filter(pl.col("parent").is_not_null())
        .unique(["object", "parent"], maintain_order=True)
        .join(
            first.select(
                pl.col("object").alias("parent"),
                pl.col("actor").alias("maker"),
                pl.col("object_kind").alias("parent_kind"),
            ),
            on="parent",
            how="left",
        )
    )
    known = links.filter(pl.col("maker").is_not_null())
    others = known.filter(pl.col("maker") != pl.col("actor"))
    inside = known.join(things, on="object").join(
        things.rename({"object": "parent", "number": "above"}), on="parent"
    )
    generations, circular = _generations(
        things.height, inside["number"].to_numpy(), inside["above"].to_numpy()
    )
    return Descent(
        object_kind=kind,
        things=things.height,
        derived=links["object"].n_unique(),
        by_others=others["object"].n_unique(),
        orphans=links.height - known.height,
        generations=generations,
        circular=circular,
        ancestors=_ancestors(known),
    )


def _ancestors(known: pl.DataFrame) -> tuple[Ancestor, ...]:
    counted = (
        known.group_by("parent")
        .agg(
            pl.col("parent_kind").first(),
            pl.col("maker").first(),
            pl.col("object").n_unique().alias("children"),
            pl.col("object")
            .filter(pl.col("maker") != pl.col("actor"))
            .n_unique()
            .alias("by_others"),
        )
        .sort(["by_others", "children", "parent"], descending=[True, True, False])
        .head(ANCESTORS_NAMED)
    )
    return tuple(Ancestor(*row) for row in counted.iter_rows())


def _generations(
    size: int, below: np.typing.NDArray[np.uint32], above: np.typing.NDArray[np.uint32]
) -> tuple[tuple[int, ...], int]:
    """The longest way down to each thing, one level of the graph at a time (Kahn 1962)."""
    order = np.argsort(above, kind="stable")
    children = below[order].astype(np.int64)
    starts = np.searchsorted(above[order], np.arange(size + 1))
    waits = np.bincount(below, minlength=size)
    level = np.flatnonzero(waits == 0)
    counts: list[int] = []
    while level.size:
        counts.append(int(level.size))
        lengths = starts[level + 1] - starts[level]
        offsets = np.repeat(starts[level] - np.cumsum(lengths) + lengths, lengths)
        reached = children[offsets + np.arange(int(lengths.sum()))]
        np.subtract.at(waits, reached, 1)
        candidates = np.unique(reached)
        level = candidates[waits[candidates] == 0]
    return tuple(counts), size - sum(counts)
