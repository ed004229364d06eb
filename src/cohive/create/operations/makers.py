"""Who made it: a list of people with whole weights, checked in one place."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cohive.bond import queries as bond
from cohive.words.refusals import Refused

WEIGHT_MAX = 10_000
MAKERS_MAX = 50

Makers = Sequence[tuple[UUID, int]]


def checked_makers(makers: Makers, *, field: str = "makers") -> list[tuple[UUID, int]]:
    """The makers as given, or a refusal: nobody, too many, twice, without weight, unknown."""
    if not makers:
        raise Refused("Name at least one person who made it.", field=field)
    if len(makers) > MAKERS_MAX:
        raise Refused("Name at most %(count)s people.", field=field, count=MAKERS_MAX)
    agents = [agent for agent, _ in makers]
    if len(set(agents)) < len(agents):
        raise Refused("Somebody is named twice. Add the weights up instead.", field=field)
    for _, weight in makers:
        if isinstance(weight, bool) or not 1 <= weight <= WEIGHT_MAX:
            raise Refused(
                "A weight is a whole number from 1 to %(most)s.", field=field, most=WEIGHT_MAX
            )
    known = bond.cards(agents)
    if any(agent not in known or known[agent].state == "erased" for agent in agents):
        raise Refused("One of these people is not a member here.", field=field)
    return list(makers)


def is_staff(agent: UUID) -> bool:
    """Whether she may act for the firm here: a maker or a steward."""
    return bool(bond.roles_of(agent) & {"maker", "steward"})
