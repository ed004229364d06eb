"""What a person may not do, said so that she knows what to write instead.

Every operation raises `Refused` for what its caller can mend. The sentence is plain English with
`%(name)s` places and is the key of its translation: it is translated where it is shown (a page at
the named field, a command on the error stream with exit status 2), so that rooms without a
language can refuse too. The extraction of translatable strings knows these three classes by name.
"""

from __future__ import annotations

from typing import Self


class Refused(Exception):  # noqa: N818 - it is an answer to a person, not an error of ours
    """A clear sentence, and the field it belongs to ('' means the whole form).

    `values` fill the sentence's places: Refused("“%(text)s” is not an amount.", text=text).
    """

    def __init__(self, sentence: str, *, field: str = "", **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.values = values

    @classmethod
    def known(cls, sentence: str, *, field: str = "", **values: object) -> Self:
        """A sentence that is written out, and so found for translation, somewhere else."""
        return cls(sentence, field=field, **values)

    def __str__(self) -> str:
        return str(self.sentence) % self.values if self.values else str(self.sentence)


class Missing(Refused):
    """The thing is not there, or not for you: a page answers 404 and tells no difference."""


class Forbidden(Refused):
    """You are known and this is not yours to do: a page answers 403 with the way out."""
