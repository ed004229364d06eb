"""Who acts for the firm."""

from __future__ import annotations

from uuid import UUID

from cohive.bond import queries as bond
from cohive.create.operations.makers import is_staff
from cohive.words.refusals import Forbidden


def require_staff(agent: UUID) -> None:
    """Refuse who is no maker or steward of the place, and not the firm itself. Two SQL queries."""
    if is_staff(agent):
        return
    firm = bond.place()
    if firm is None or firm.agent != agent:
        raise Forbidden("Makers of the firm and stewards do this.")
