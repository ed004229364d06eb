"""A sentence of an explanation: English with its places, translated only where it is shown.

The engine explains what it did, and speaks no language: it says `Sentence("%(name)s is elected.",
{"name": name})`, whose English is the key of its translation, as with refusals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Sentence"]


@dataclass(frozen=True)
class Sentence:
    """English with `%(name)s` places, and what fills them. `str()` gives the English, filled."""

    english: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.english % self.values if self.values else self.english
