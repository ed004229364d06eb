"""Whom an act addresses: the person it names, else whoever made the thing it answers."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from cohive.engine.frames import Frame
from cohive.words.acts import Role

__all__ = ["addressed", "staff_of"]


def staff_of(frame: Frame) -> set[str]:
    """Everybody of whose acts at least one is the staff's.

    Parameters
    ----------
    frame : Frame
        The acts of one source.

    Returns
    -------
    set[str]
        Ids.
    """
    return set(frame.acts.filter(pl.col("role") == Role.STAFF.value)["actor"].unique())


def addressed(
    frame: Frame, *, not_people: Collection[str] = (), brand: Collection[str] = ()
) -> pl.DataFrame:
    """The acts of people, each with whom it addresses.

    Parameters
    ----------
    frame : Frame
        The acts of one source.
    not_people : Collection[str], default ()
        Actors that stand for no person or for many; left out unless they act as staff or are named
        as `brand`.
    brand : Collection[str], default ()
        Who stands for the brand, such as its firm.

    Returns
    -------
    polars.DataFrame
        The columns of a frame, in its order, without programs, and: `to` (str, null where nobody
        is addressed, a program is, or nobody of the people), `is_staff` and `to_staff` (bool), and
        `times` (float: how many acts a row stands for; a tie read from a table stands for many).
    """
    staff = staff_of(frame) | set(brand)
    programs = frame.acts.filter(pl.col("role") == Role.BOT.value)["actor"].unique()
    outside = [*(set(not_people) - staff), *programs]
    makers = (
        frame.acts.filter(pl.col("verb") == "Create")
        .unique("object", keep="first", maintain_order=True)
        .select(pl.col("object").alias("parent"), pl.col("actor").alias("maker"))
    )
    to = pl.coalesce("target", "maker")
    return (
        frame.acts.filter(~pl.col("actor").is_in(outside))
        .join(makers, on="parent", how="left", maintain_order="left")
        .with_columns(
            to=pl.when(~to.is_in(outside)).then(to),
            is_staff=pl.col("actor").is_in(list(staff)),
            times=pl.when(pl.col("object_kind") == "tie").then("weight").otherwise(1.0),
        )
        .with_columns(to_staff=pl.col("to").is_in(list(staff)).fill_null(value=False))
        .drop("maker")
    )
