"""Which texts can be said in another language: posts here, ideas and works by later rooms.

A kind is registered with a function that finds the text by its id, so translations need to know
nothing of what they are about. A text that is not shown to everybody any more is not found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from cohive.bond.naming import language_guess


@dataclass(frozen=True)
class Original:
    """A text as it stands now; `url` is where. `title` '' where it has none; `circle` None where
    it belongs to none."""

    kind: str
    id: UUID
    title: str
    text: str
    lang: str
    author: UUID | None
    circle: UUID | None
    url: str

    @property
    def tongue(self) -> str:
        """Its main language, looked at where nobody said it."""
        return main_language(self.lang or language_guess(self.text))

    @property
    def digest(self) -> str:
        """Which version it is."""
        return digest_of(self.title, self.text)


Finder = Callable[[UUID], Original | None]

_finders: dict[str, Finder] = {}


def register(kind: str, find: Finder) -> None:
    """Let texts of this kind be translated; the same kind again replaces."""
    _finders[kind] = find


def original(kind: str, about: UUID) -> Original | None:
    """The text, or None where there is none (any more)."""
    find = _finders.get(kind)
    return find(about) if find else None


def digest_of(title: str, text: str) -> str:
    """The digest of a text with its title: another one is another version."""
    return sha256(f"{title}\n{text}".encode()).hexdigest()


def main_language(code: str) -> str:
    """A language without script and country: 'zh' of 'zh-hans'."""
    return code.replace("_", "-").partition("-")[0].lower()
