"""Where what was sold goes: paths, cuts, flows, and the attribution that they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Attribution", "Cut", "Flow", "Path"]


@dataclass(frozen=True)
class Path:
    """One way the money takes.

    Attributes
    ----------
    payee : str
        Who is paid along it.
    nodes : tuple[str, ...]
        From the root (first) to the node that `payee` made (last); empty for a merged entry (in a
        combined attribution: the stage alone).
    fraction : Fraction
        Of what the root received, above 0.
    merged : int, default 0
        0 for a path; else how many smaller paths of this payee, not listed one by one, the entry
        stands for.
    """

    payee: str
    nodes: tuple[str, ...]
    fraction: Fraction
    merged: int = 0


@dataclass(frozen=True)
class Cut:
    """A node could not give a direct input all it asked.

    Attributes
    ----------
    node, parent : str
        Who was asked, and by whom.
    asked, given : Fraction
        Of the node's income, 0 to 1.
    """

    node: str
    parent: str
    asked: Fraction
    given: Fraction


@dataclass(frozen=True)
class Flow:
    """What each node that money reaches received, kept and passed, of what the root received.

    received = kept + passed for each node; what a node without makers could not pass on counts as
    kept by nobody and is summed up in `undivided`.

    Attributes
    ----------
    received, kept : Mapping[str, Fraction]
        By node, 0 to 1.
    passed : Mapping[tuple[str, str], Fraction]
        By edge, as (made, made_from); above 0.
    cuts : tuple[Cut, ...]
        Asks that were not served in full.
    undivided : Fraction
        0 to 1; normally 0.
    """

    received: Mapping[str, Fraction]
    kept: Mapping[str, Fraction]
    passed: Mapping[tuple[str, str], Fraction]
    cuts: tuple[Cut, ...]
    undivided: Fraction


@dataclass(frozen=True)
class Attribution:
    """Who gets which fraction, and why; Σ fractions + undivided = 1.

    Attributes
    ----------
    fractions : Mapping[str, Fraction]
        By payee, only those above 0, in the order of their ids.
    paths : tuple[Path, ...]
        The largest first, merged entries last; per payee they add up to the payee's fraction. Empty
        when they were not asked for.
    cuts : tuple[Cut, ...]
        Asks that were not served in full, of nodes that money reaches.
    undivided : Fraction
        What reached no maker; normally 0.
    reached : frozenset[str], optional
        Ids of the nodes that money reaches.
    """

    fractions: Mapping[str, Fraction]
    paths: tuple[Path, ...]
    cuts: tuple[Cut, ...]
    undivided: Fraction
    reached: frozenset[str] = frozenset()
