"""The question of a split, put to a table of acts: its ties, its last weeks and its texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cohive.engine.culture.words import words_of
from cohive.engine.fission.conditions import RULE
from cohive.engine.fission.leiden import leiden
from cohive.engine.fission.splitting import Splits, density_of, splits_of
from cohive.engine.frames import Frame
from cohive.engine.ties import Network, network_of

__all__ = ["Parting", "parting_of"]

Integers = npt.NDArray[np.int64]

WINDOW_WEEKS: Final = 8
"""Ties that count in a week: those of one week alone are too few to tell groups by."""
PEOPLE_MAX: Final = 20_000


@dataclass(frozen=True)
class Parting:
    """What the rule of a split says of a source.

    Attributes
    ----------
    people : tuple[str, ...]
        Ids of the members, in the order of the positions in `splits`.
    splits : Splits
        Groups, proposals and what cannot be told.
    """

    people: tuple[str, ...]
    splits: Splits


def parting_of(frame: Frame, *, seed: int, not_people: Collection[str] = ()) -> Parting | None:
    """See whether the people of a source would rather be two circles.

    Parameters
    ----------
    frame : Frame
        The acts of one source.
    seed : int
        Draws orders, samples and random halves.
    not_people : Collection[str], default ()
        Actors that stand for no person or for many; they and the brand's own are left out.

    Returns
    -------
    Parting | None
        Ties are how often two addressed each other, either way. The last six weeks are looked at
        where ties have times, each with the seven before it; words where there are texts. None
        without ties and above 20,000 people.
    """
    network = network_of(frame, not_people=not_people)
    members = np.flatnonzero(~network.is_staff)
    links = _links(network, np.ones(network.weight.size, dtype=np.bool_))[members][:, members]
    if not links.nnz or members.size > PEOPLE_MAX:
        return None
    people = tuple(network.people[one] for one in members)
    splits = splits_of(
        links, seed=seed, weekly=_weekly(network, members, seed), words=_words(frame, people)
    )
    return Parting(people, splits)


def _links(network: Network, kept: npt.NDArray[np.bool_]) -> sparse.csr_array:
    size = len(network)
    one = sparse.coo_array(
        (network.weight[kept], (network.source[kept], network.target[kept])), shape=(size, size)
    )
    return sparse.csr_array(one + one.T)


def _weekly(network: Network, members: Integers, seed: int) -> list[Integers]:
    if not (network.week >= 0).any():
        return []
    last = int(network.week.max())
    found = []
    for end in range(last - RULE.weeks + 1, last + 1):
        kept = (network.week > end - WINDOW_WEEKS) & (network.week <= end) & (network.week >= 0)
        links = _links(network, kept)[members][:, members]
        density = density_of(links)
        if density > 0:
            found.append(leiden(links, density=density / 2, seed=seed, runs=2).group)
        else:
            found.append(np.arange(members.size, dtype=np.int64))
    return found


def _words(frame: Frame, people: tuple[str, ...]) -> list[Counter[str]] | None:
    told = frame.acts.filter(frame.acts["text"].is_not_null())
    if not told.height:
        return None
    words = {one: Counter[str]() for one in people}
    for actor, text in told.select("actor", "text").iter_rows():
        if actor in words:
            words[actor].update(words_of(text))
    return list(words.values())
