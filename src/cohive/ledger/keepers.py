"""Who may correct, close and rebuild: a question later rooms answer, for they know the roles."""

from __future__ import annotations

from uuid import UUID

from cohive.journal import conditions
from cohive.words.refusals import Forbidden, Refused

MAY_KEEP_BOOKS = "ledger.may_keep_books"
"""The condition; without an answer by a later room it stands open, as in a ledger alone."""
REASON_MAX = 500


def ensure_keeper(agent: UUID) -> None:
    """Raise Forbidden unless this agent may keep the books."""
    for reason in conditions.obstacles(MAY_KEEP_BOOKS, agent):
        raise Forbidden(reason)


def written_reason(text: str) -> str:
    """A reason as it is kept; raises Refused at reason when there is none."""
    reason = " ".join(text.split())
    if not reason:
        raise Refused("Write why. Whoever reads the books later will ask.", field="reason")
    if len(reason) > REASON_MAX:
        raise Refused(
            "Write the reason in at most %(count)s characters.", field="reason", count=REASON_MAX
        )
    return reason
