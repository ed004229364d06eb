"""Who may answer for the place: its staff, and members a steward trusts with it."""

from __future__ import annotations

from uuid import UUID

from cohive.bond.queries import place, roles_of
from cohive.words.refusals import Forbidden

ANSWERERS = ("answerer", "seller", "maker", "steward")
NOT_HERE = "Who answers for the place is said by a steward: ask for the role “Answers”."


def may_answer(agent: UUID) -> bool:
    """Whether an agent may read and answer what people write. One or two SQL queries."""
    if roles_of(agent).intersection(ANSWERERS):
        return True
    here = place()
    return here is not None and here.agent == agent


def require_answerer(agent: UUID) -> None:
    """Refuse everybody else."""
    if not may_answer(agent):
        raise Forbidden(NOT_HERE)


def require_steward(agent: UUID) -> None:
    """Refuse who is no steward, and not the firm itself."""
    here = place()
    if "steward" not in roles_of(agent) and not (here and here.agent == agent):
        raise Forbidden("Your role here does not open it. A steward of the place can say who may.")
