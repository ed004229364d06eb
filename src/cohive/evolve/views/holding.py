"""Who holds the ties that a split would cut: by name only who agreed to be named to stewards."""

from __future__ import annotations

from dataclasses import dataclass

from cohive.bond.queries import MemberCard
from cohive.evolve import queries
from cohive.evolve.queries.changes import ChangeView
from cohive.look.viewers import Viewer

__all__ = ["Holding", "holding_of"]

NAMED_MAX = 12


@dataclass(frozen=True)
class Holding:
    """Those who are named with how many of the ties each holds, and how many are not named."""

    people: int
    half: int
    named: tuple[tuple[MemberCard, int], ...]
    unnamed: int


def holding_of(change: ChangeView, viewer: Viewer | None) -> Holding | None:
    """Whom to ask first where they belong; None where nothing is cut or it is over.

    The same agreement as among those who connect circles: stewards see a name, and only of a member
    who agreed; everybody else sees a count. One SQL query for a steward.
    """
    holders = change.border.holders
    if change.line.kind != "split" or change.done_at is not None or not holders:
        return None
    is_steward = viewer is not None and viewer.has("steward")
    agreed = queries.consents().connecting if is_steward else frozenset()
    cards = {card.agent: card for side in (change.first, change.second) for card in side.people}
    named = [(cards[one], ties) for one, ties in holders if one in agreed and one in cards]
    shown = tuple(named[:NAMED_MAX])
    return Holding(len(holders), change.border.half, shown, len(holders) - len(shown))
