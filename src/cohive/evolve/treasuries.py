"""What circles have in the books, and what of it a change would move."""

from __future__ import annotations

from uuid import UUID

from cohive.engine.treasuries import heads_of, largest_remainder, walked_back
from cohive.evolve.models.changes import ChangeMoney, CircleChange
from cohive.ledger import queries as books
from cohive.words.money import Money

__all__ = ["PURPOSE", "moves_back", "moves_of", "treasury_of"]

PURPOSE = "treasury"
"""A circle's own money."""


def treasury_of(circle: UUID) -> dict[str, int]:
    """What a circle has, minor units by currency; nothing where it has none. One SQL query."""
    return {
        currency: amount.minor
        for (purpose, currency), amount in sorted(books.balances_of(circle).items())
        if purpose == PURPOSE and amount.minor > 0
    }


def moves_of(change: CircleChange, *, first: int, second: int, both: int) -> list[ChangeMoney]:
    """What will move when a change is done, by people; unsaved. At most two SQL queries.

    A split gives the new circle its part by largest remainder; a merging brings all of it.
    """
    if change.kind == "split":
        found = []
        for currency, held in treasury_of(change.circle_id).items():
            _, moved = largest_remainder(held, heads_of(first, second, both))
            found.append(_money(change, currency, held, moved))
        return found
    if change.other_id is None:
        return []
    kept = treasury_of(change.circle_id)
    return [
        _money(change, currency, kept.get(currency, 0), moved)
        for currency, moved in treasury_of(change.other_id).items()
    ]


def _money(change: CircleChange, currency: str, held: int, moved: int) -> ChangeMoney:
    return ChangeMoney(change=change, currency=currency, held_minor=held, moved_minor=moved)


def moves_back(change: CircleChange) -> list[Money]:
    """What would go back now if a change were undone.

    Of a split all that the new circle has. Of a merging what was brought, or a part of what is left
    in proportion to what each had brought.
    """
    if change.kind == "split":
        return [] if change.other_id is None else _all_of(change.other_id)
    now = treasury_of(change.circle_id)
    back = {
        one.currency: walked_back(
            now.get(one.currency, 0), kept=one.held_minor, brought=one.moved_minor
        )
        for one in change.money.order_by("currency")
    }
    return [Money(minor, currency) for currency, minor in back.items() if minor]


def _all_of(circle: UUID) -> list[Money]:
    return [Money(minor, currency) for currency, minor in treasury_of(circle).items()]
