"""Conditions: questions an early room asks and later rooms answer.

"May this go on sale?" is named in `create`; `trade` and `settle` know reasons against it. Each
answer is a list of sentences; none means yes.
"""

from collections.abc import Callable
from uuid import UUID

Answer = Callable[[UUID], list[str]]

_answers: dict[str, list[Answer]] = {}


def answer(question: str, give: Answer) -> None:
    """Register a later room's answer; called from its AppConfig.ready."""
    known = _answers.setdefault(question, [])
    if give not in known:
        known.append(give)


def obstacles(question: str, subject: UUID) -> list[str]:
    """Every reason against; an empty list means nothing stands in the way."""
    return [reason for give in _answers.get(question, []) for reason in give(subject)]
