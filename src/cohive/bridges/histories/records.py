"""What a git history says: commits, whom they credit, who is who on what evidence, releases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cohive.words.acts import Join

__all__ = [
    "Commit",
    "Credit",
    "CreditKind",
    "CreditOrigin",
    "History",
    "Join",
    "Person",
    "Release",
    "is_bot_name",
]

_BOT = re.compile(
    r"\[bot\]$|^(?:dependabot|renovate|greenkeeper|imgbot|github-actions|pre-commit-ci|weblate)"
    r"|[ _-]bot$",
    re.IGNORECASE,
)


def is_bot_name(name: str) -> bool:
    """Whether a name is a program's, by its own mark or because it is known."""
    return _BOT.search(name) is not None


class CreditKind(StrEnum):
    """What somebody is named for."""

    CO_AUTHOR = "co-author"
    SUBMITTED_BY = "submitted-by"
    REVIEWED_BY = "reviewed-by"
    REPORTED_BY = "reported-by"
    SUGGESTED_BY = "suggested-by"
    FOUND_BY = "found-by"
    TESTED_BY = "tested-by"
    OBTAINED_FROM = "obtained-from"
    SIGNED_OFF_BY = "signed-off-by"


class CreditOrigin(StrEnum):
    """Where the credit stands: in a trailer that git knows, or in the text of the message."""

    TRAILER = "trailer"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody named in a message. Several names of one line have the same `mention`.

    `name` is "" when only an address stood there, which the export took out. `person` is the key of
    the author with this very name, None when there is none or more than one.
    """

    kind: CreditKind
    name: str
    mention: int
    origin: CreditOrigin
    person: str | None = None

    @property
    def is_bot(self) -> bool:
        """Whether a program is named."""
        return is_bot_name(self.name)


@dataclass(frozen=True, slots=True)
class Person:
    """An author: `key` stays the same in one file, `name` is the one used most often."""

    key: str
    name: str
    names: tuple[str, ...]
    commits: int

    @property
    def is_bot(self) -> bool:
        """Whether this author is a program."""
        return is_bot_name(self.name)


@dataclass(frozen=True, slots=True)
class Release:
    """A tag. `is_on_branch` says whether its commit is in the file."""

    tag: str
    commit: str
    at: datetime
    is_on_branch: bool


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit with what it changed and whom it names; `reports` are numbers of bug reports.

    is_cut: the end of its message was not read for credits, since it is longer than any real one.
    """

    hash: str
    parents: tuple[str, ...]
    author: str
    author_name: str
    at: datetime
    subject: str
    files: int
    added: int
    deleted: int
    credits: tuple[Credit, ...]
    reports: tuple[str, ...]
    is_cut: bool = False

    @property
    def is_merge(self) -> bool:
        """Whether it only joins lines of work."""
        return len(self.parents) > 1

    @property
    def is_bot(self) -> bool:
        """Whether a program made it."""
        return is_bot_name(self.author_name)


@dataclass(frozen=True)
class History:
    """A history, surveyed. `commits()` reads it again, newest first, and holds none of it.

    `people` are the authors by key; `ambiguous` the credited names that several authors have, with
    their keys, which are joined to nobody; `release_of` gives for a commit the first release that
    contains it.
    """

    people: Mapping[str, Person]
    joins: tuple[Join, ...]
    ambiguous: Mapping[str, tuple[str, ...]]
    releases: tuple[Release, ...]
    release_of: Mapping[str, str] = field(repr=False)
    size: int
    first: datetime
    last: datetime
    _read: Callable[[], Iterator[Commit]] = field(repr=False)

    def commits(self) -> Iterator[Commit]:
        """Every commit, newest first, with its credits joined to people."""
        return self._read()
