"""What money the acts of a frame moved, by sort of act and currency; never added across them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cohive.engine.frames import Frame

__all__ = ["Turnover", "turnover"]


@dataclass(frozen=True)
class Turnover:
    """What one sort of act moved in one currency.

    Attributes
    ----------
    verb, object_kind : str
        The sort of act.
    currency : str
        Three letters.
    amount_minor : int
        The exact sum in minor units; takings back are negative in it where the source has them so.
    acts : int
        How many acts with an amount, from 1.
    people : int
        By how many different actors.
    """

    verb: str
    object_kind: str
    currency: str
    amount_minor: int
    acts: int
    people: int


def turnover(frame: Frame) -> tuple[Turnover, ...]:
    """Sum up the amounts of a frame, exactly. Linear in the acts.

    Parameters
    ----------
    frame : Frame
        The acts of one source, those of programs and firms among them.

    Returns
    -------
    tuple[Turnover, ...]
        By currency, the largest sum first; empty where no act has an amount.
    """
    summed = (
        frame.acts.filter(pl.col("amount").is_not_null())
        .group_by("verb", "object_kind", "currency")
        .agg(
            pl.col("amount").cast(pl.Int128).sum(),
            pl.len().alias("acts"),
            pl.col("actor").n_unique().alias("people"),
        )
    )
    rows = [
        Turnover(verb, kind, currency, int(amount), acts, people)
        for verb, kind, currency, amount, acts, people in summed.iter_rows()
    ]
    return tuple(
        sorted(rows, key=lambda one: (one.currency, -one.amount_minor, one.verb, one.object_kind))
    )
