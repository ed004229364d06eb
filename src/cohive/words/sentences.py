"""A sentence of an explanation: English with its places, translated only where it is shown.

The engine explains what it did, and speaks no language: it says `Sentence("%(name)s is elected.",
{"name": name})`, whose English is the key of its translation, as with refusals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

__all__ = ["Sentence"]


@dataclass(frozen=True)
class Sentence:
    """English with `%(name)s` places, and what fills them. `str()` gives the English, filled."""

    english: str
    values: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def known(cls, english: str) -> Sentence:
        """A sentence that is written out, and so found for translation, somewhere else."""
        return cls(english)

    def filled(self, **values: object) -> Sentence:
        """The same sentence with these values in its places."""
        return replace(self, values={**self.values, **values})

    def __str__(self) -> str:
        return self.english % self.values if self.values else self.english
