"""One thing that happened between the place and one person, as a list in time order shows it.

Rooms before care tell their own part of it, each by its own query and in the same shape, so that
many short lists can be laid together without asking anything twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.words.money import Money
from cohive.words.sentences import Sentence

__all__ = ["Moment", "newest"]


@dataclass(frozen=True)
class Moment:
    """`kind` says from which part of the place it comes; `id` is its row, the last of its order.

    `state` says how it stands now, `url` where its own page is ('' where it has none).
    """

    at: datetime
    id: UUID
    kind: str
    sentence: Sentence
    url: str = ""
    amount: Money | None = None
    state: Sentence | None = None


def newest(lists: Iterable[Iterable[Moment]], *, limit: int) -> list[Moment]:
    """The newest of several lists; right when each holds its own `limit` newest."""
    together = [moment for one in lists for moment in one]
    return sorted(together, key=lambda moment: (moment.at, moment.id), reverse=True)[:limit]
