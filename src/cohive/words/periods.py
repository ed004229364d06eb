"""A span of time with its ends: from `start` (included) to `end` (not included)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Period:
    """Aware instants; `end` must be later than `start`."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a period ends after it starts")

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end
