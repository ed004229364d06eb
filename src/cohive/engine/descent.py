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
import numpy.typing as npt
import polars as pl

from cohive.engine.frames import Frame
from cohive.words.acts import Role

__all__ = ["Ancestor", "Descent", "descent"]

ANCESTORS_NAMED: Final = 10
KINDS_NAMED: Final = 100
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
        The kind with the most links first, at most a hundred kinds; empty when nothing derives
        from anything.

    References
    ----------
    Kahn, A. B. (1962). Topological sorting of large networks (for the generations).
    """
    rows = frame.acts.filter(
        ~pl.col("object_kind").is_in(NO_THINGS) & (pl.col("role") != Role.BOT.value)
    )
    rows = rows.select("verb", "object", "object_kind", "actor", "parent")
    created = rows.filter(pl.col("verb") == "Create").drop("verb")
    first = created.unique("object", keep="first", maintain_order=True)
    makers = first.select(
        pl.col("object").alias("parent"),
        pl.col("object_kind").alias("parent_kind"),
        pl.col("actor").alias("maker"),
    )
    added = (
        rows.filter(pl.col("verb") == "Add")
        .join(makers, on="parent", maintain_order="left")
        .filter(pl.col("parent_kind") == pl.col("object_kind"))
        .select(created.columns)
    )
    links = (
        pl.concat((created, added))
        .filter(pl.col("parent").is_not_null())
        .unique(["object", "parent"], maintain_order=True)
        .join(makers, on="parent", how="left", maintain_order="left")
    )
    things = _with_generations(first.select("object", "object_kind"), links)
    kinds = links.group_by("object_kind").len()
    kinds = kinds.sort(["len", "object_kind"], descending=[True, False])
    return tuple(_descent(things, links, kind) for kind in kinds["object_kind"].head(KINDS_NAMED))


def _with_generations(things: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Each thing with its `generation`, null on or below a circle.

    One step below a parent that is not in the frame is one step, as if that had none itself.
    """
    places = things.with_row_index("number")
    inside = links.join(places.select("object", "number"), on="object").join(
        places.select(pl.col("object").alias("parent"), pl.col("number").alias("above")),
        on="parent",
    )
    known = links.filter(pl.col("maker").is_null())["object"]
    least = places["object"].is_in(known.implode()).to_numpy().astype(np.int64)
    found = _generations(least, inside["number"].to_numpy(), inside["above"].to_numpy())
    return places.with_columns(pl.Series("generation", found)).with_columns(
        pl.when(pl.col("generation") < 0)
        .then(None)
        .otherwise(pl.col("generation"))
        .alias("generation")
    )


def _descent(things: pl.DataFrame, links: pl.DataFrame, kind: str) -> Descent:
    own = things.filter(pl.col("object_kind") == kind)
    down = links.filter(pl.col("object_kind") == kind)
    known = down.filter(pl.col("maker").is_not_null())
    others = known.filter(pl.col("maker") != pl.col("actor"))
    generations = own["generation"].drop_nulls().to_numpy()
    return Descent(
        object_kind=kind,
        things=own.height,
        derived=down["object"].n_unique(),
        by_others=others["object"].n_unique(),
        orphans=down.height - known.height,
        generations=tuple(np.bincount(generations).tolist()) if generations.size else (),
        circular=own["generation"].null_count(),
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
    least: npt.NDArray[np.int64], below: npt.NDArray[np.uint32], above: npt.NDArray[np.uint32]
) -> npt.NDArray[np.int64]:
    """The longest way down to each thing, from `least` steps; -1 on or below a circle.

    One level of the graph at a time (Kahn 1962).
    """
    size = least.size
    order = np.argsort(above, kind="stable")
    children = below[order].astype(np.int64)
    starts = np.searchsorted(above[order], np.arange(size + 1))
    waits = np.bincount(below, minlength=size)
    steps, is_settled = least.copy(), waits == 0
    level = np.flatnonzero(is_settled)
    while level.size:
        lengths = starts[level + 1] - starts[level]
        offsets = np.repeat(starts[level] - np.cumsum(lengths) + lengths, lengths)
        reached = children[offsets + np.arange(int(lengths.sum()))]
        np.maximum.at(steps, reached, np.repeat(steps[level] + 1, lengths))
        np.subtract.at(waits, reached, 1)
        candidates = np.unique(reached)
        level = candidates[waits[candidates] == 0]
        is_settled[level] = True
    steps[~is_settled] = -1
    return steps
