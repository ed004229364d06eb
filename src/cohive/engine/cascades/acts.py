"""A forest out of a frame: boosts, links and reposts, each answering or deriving from another.

A passing on is an act with one of the given verbs (ActivityStreams: Announce). Where it names its
`parent`, it stands under it, and others may stand under its `object`. Where it names none, it is a
plain boost of its object, stands under that object and nobody can stand under it. What is passed
on and was no passing on itself is the root of a tree.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl

from cohive.engine.cascades.forest import NO_PARENT, UNKNOWN_PERSON, Forest, forest_of
from cohive.words.refusals import Refused
from cohive.words.verbs import Verb

__all__ = ["Travelled", "forest_of_acts"]

PASSING_ON = frozenset({Verb.ANNOUNCE})


@dataclass(frozen=True)
class Travelled:
    """The trees of a frame; ids are the objects at their roots.

    Attributes
    ----------
    forest : Forest
        People in it index into `people`, times are seconds since 1970 (UTC).
    people : tuple[str, ...]
        Actors.
    unknown_roots : int
        Roots that only passings on speak of and no act of the frame made or touched; their time and
        maker are unknown.
    orphans : int
        Passings on directly under those.
    repeats : int
        Passings on left out, because the same object was put under a parent before, or the same
        actor had boosted the same object before.
    """

    forest: Forest
    people: tuple[str, ...]
    unknown_roots: int
    orphans: int
    repeats: int


def forest_of_acts(acts: pl.DataFrame, *, verbs: Collection[Verb] = PASSING_ON) -> Travelled:
    """Build the trees of a frame's acts.

    An orphan's parent is in no row: it stands as a root of its own, so that all its orphans are in
    one tree. A root's person and time are those of the first Create of it, else of the first act on
    it that is no passing on (the person only of a Create).

    Parameters
    ----------
    acts : polars.DataFrame, shape (n, 14)
        The columns of `engine.frames.SCHEMA`, in any order.
    verbs : Collection[Verb], default PASSING_ON
        Those that pass something on.

    Returns
    -------
    Travelled
        Each passing on and each root is one node.

    Raises
    ------
    Refused
        Naming the object, where passings on run in a circle.
    """
    needed = acts.select("id", "at", "actor", "verb", "object", "parent")  # sorting copies
    ordered = needed.sort("at", "id", nulls_last=True)
    is_passing = pl.col("verb").is_in([verb.value for verb in verbs])
    passings = _passings(ordered.filter(is_passing))
    kept = passings.unique("once", keep="first", maintain_order=True)
    roots = _roots(kept, ordered.filter(~is_passing))
    nodes = pl.concat((roots, kept.drop("once")), how="diagonal_relaxed").with_row_index("node")
    above = nodes.join(
        nodes.select("key", parent="node"),
        left_on="above",
        right_on="key",
        how="left",
        maintain_order="left",
    )
    people = nodes["actor"].drop_nulls().unique().sort()
    forest = _forest(above, people)
    unknown = roots.filter(~pl.col("is_known"))
    return Travelled(
        forest=forest,
        people=tuple(people),
        unknown_roots=unknown.height,
        orphans=kept.filter(pl.col("above").is_in(unknown["key"].implode())).height,
        repeats=passings.height - kept.height,
    )


def _passings(acts: pl.DataFrame) -> pl.DataFrame:
    """Columns key (what others may stand under), above, once (equal for repeats), at, actor.

    A boost without a parent has no name of its own; U+0000 keeps the one it gets here apart from
    every object.
    """
    has_parent = pl.col("parent").is_not_null()
    own = pl.lit("\0") + pl.col("id")
    twice = pl.concat_str(pl.lit("\0"), "actor", pl.lit("\0"), "object")
    return acts.select(
        pl.when(has_parent).then(pl.col("object")).otherwise(own).alias("key"),
        pl.coalesce("parent", "object").alias("above"),
        pl.when(has_parent).then(pl.col("object")).otherwise(twice).alias("once"),
        "at",
        "actor",
    )


def _roots(passings: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Columns key, at, actor, is_known of what was passed on and was itself no passing on."""
    keys = passings.select(key="above").unique(maintain_order=True)
    roots = keys.join(passings.select("key"), on="key", how="anti", maintain_order="left")
    is_made = pl.col("verb") == Verb.CREATE.value
    touched = (
        others.sort(~is_made, maintain_order=True)
        .group_by("object", maintain_order=True)
        .agg(pl.col("at").first(), pl.col("actor").filter(is_made).first())
    )
    return roots.join(
        touched.with_columns(is_known=pl.lit(value=True)),
        left_on="key",
        right_on="object",
        how="left",
        maintain_order="left",
    ).with_columns(pl.col("is_known").fill_null(value=False))


def _forest(nodes: pl.DataFrame, people: pl.Series) -> Forest:
    parents = nodes["parent"].cast(pl.Int64).fill_null(NO_PARENT).to_numpy()
    known = pl.Series("actor", people, dtype=pl.String)
    codes = nodes["actor"].replace_strict(
        known, np.arange(known.len()), default=UNKNOWN_PERSON, return_dtype=pl.Int64
    )
    microseconds = nodes["at"].dt.timestamp("us")
    try:
        return forest_of(
            parents,
            ids=nodes.filter(pl.col("above").is_null())["key"].to_list(),
            seconds=(microseconds.cast(pl.Float64) / 1e6).fill_null(float("nan")).to_numpy(),
            clock_zero=0.0,
            people=codes.to_numpy(),
        )
    except Refused as refusal:
        circle = nodes["key"][int(str(refusal.values["node"]))]
        raise Refused(
            "“%(object)s” was passed on in a circle: it came by itself in the end.", object=circle
        ) from None
