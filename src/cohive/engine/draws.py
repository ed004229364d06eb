"""A draw that a stranger can repeat: who may buy when more want something than there is of it.

Before entries open, the SHA-256 of a seed is published. When they are closed, the list of entries
is published with the seed, and everything follows: the key of the draw is a digest of the seed, of
a word nobody could know before (when one was promised) and of the whole list; every ticket of an
entry gets a lot, a digest of the key and the entry's number; an entry stands where its lowest lot
puts it. Winners are the first ones whose choice is still there.

An entry with two tickets is first among all with twice the probability of one with a single
ticket: all tickets are shuffled evenly, and an entry counts where its first one lies. No fraction
and no floating point is in it, so that any language on any machine finds the same order.

Plain Python, nothing heavy, no clock, no randomness of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["TICKETS_MAX", "DrawEntry", "Drawn", "commitment_of", "draw", "key_of"]

TICKETS_MAX = 100
"""More tickets for one entry would make a draw a formality."""


@dataclass(frozen=True)
class DrawEntry:
    """One who wants something, under a number that only she knows as hers.

    Attributes
    ----------
    number : int
        Hers alone in this draw.
    choice : str
        What she wants: a size, a colour.
    tickets : int
        0 for an entry that was withdrawn (it stays on the list and is not drawn), else 1 up to
        TICKETS_MAX.
    """

    number: int
    choice: str
    tickets: int = 1


@dataclass(frozen=True)
class Drawn:
    """The outcome of a draw.

    Attributes
    ----------
    key : str
        The digest that every lot comes from, as 64 hexadecimal signs.
    order : tuple of int
        The numbers of all entries that were not withdrawn, the first drawn first.
    winners : tuple of int
        The numbers of those who may buy at once, in that order.
    """

    key: str
    order: tuple[int, ...]
    winners: tuple[int, ...]


def commitment_of(seed: str) -> str:
    """What is published before: the SHA-256 of the seed.

    Parameters
    ----------
    seed : str
        Nobody else knows it yet.

    Returns
    -------
    str
        64 hexadecimal signs.
    """
    return hashlib.sha256(seed.encode()).hexdigest()


def key_of(entries: Iterable[DrawEntry], *, seed: str, public_word: str = "") -> str:
    """The digest that every lot comes from: of the seed, the public word and the whole list.

    One entry more or less, or another ticket, and all lots are others: so nobody who knows the
    seed can choose a number that wins while entries still come in.

    Parameters
    ----------
    entries : Iterable[DrawEntry]
        All entries, in any order, the withdrawn ones too.
    seed : str
        The one whose commitment was published.
    public_word : str, default ""
        What was promised to be mixed in and could not be known before, such as the closing figure
        of a stock exchange.

    Returns
    -------
    str
        64 hexadecimal signs.
    """
    rows = sorted((entry.number, entry.choice, entry.tickets) for entry in entries)
    text = "\n".join([seed, public_word, *(f"{n} {choice} {count}" for n, choice, count in rows)])
    return hashlib.sha256(text.encode()).hexdigest()


def draw(
    entries: Sequence[DrawEntry], stock: Mapping[str, int], *, seed: str, public_word: str = ""
) -> Drawn:
    """Draw the order of all entries and, along it, who gets what there is.

    Parameters
    ----------
    entries : Sequence[DrawEntry]
        In any order: the outcome does not depend on it.
    stock : Mapping[str, int]
        How many there are of each choice, from 0.
    seed : str
        The one whose commitment was published.
    public_word : str, default ""
        What was promised to be mixed in.

    Returns
    -------
    Drawn
        The same for the same arguments, for ever.

    Raises
    ------
    ValueError
        For a number that stands twice, tickets outside 0..TICKETS_MAX, a choice that is not in
        stock, or stock below nothing.

    Notes
    -----
    Ordering entries by the first of their tickets in an even shuffle is sampling without
    replacement with probabilities in proportion to tickets, one winner after the other.

    References
    ----------
    Efraimidis, P. and Spirakis, P. (2006). Weighted random sampling with a reservoir.
    """
    _check(entries, stock)
    key = key_of(entries, seed=seed, public_word=public_word)
    drawn = [entry for entry in entries if entry.tickets]
    order = sorted(drawn, key=lambda entry: (_lowest_lot(key, entry), entry.number))
    left = dict(stock)
    winners = []
    for entry in order:
        if left[entry.choice] > 0:
            left[entry.choice] -= 1
            winners.append(entry.number)
    return Drawn(key, tuple(entry.number for entry in order), tuple(winners))


def _lowest_lot(key: str, entry: DrawEntry) -> str:
    return min(
        hashlib.sha256(f"{key} {entry.number} {ticket}".encode()).hexdigest()
        for ticket in range(entry.tickets)
    )


def _check(entries: Sequence[DrawEntry], stock: Mapping[str, int]) -> None:
    if len({entry.number for entry in entries}) != len(entries):
        raise ValueError("a number stands twice")
    if any(not 0 <= entry.tickets <= TICKETS_MAX for entry in entries):
        raise ValueError(f"an entry has 0 to {TICKETS_MAX} tickets")
    if any(entry.choice not in stock for entry in entries):
        raise ValueError("an entry wants what is not drawn for")
    if any(count < 0 for count in stock.values()):
        raise ValueError("there cannot be fewer than none")
