"""A git repository's own log, read by git itself.

A repository is somebody else's: nothing that its configuration names runs or is read, nothing is
fetched, and nothing outside its folder is opened (`git_folders`, `git_calls`). Only what is
committed is read, so that a clone with a working tree and a bare one say the same.

No mail address leaves the importers of git. Here an author is known by her address, as the .mailmap
in the newest commit has it, or by her name where she has no address; `survey` then calls her by the
first commit she made, and its gate takes addresses out of every text.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cohive.bridges.histories.credits import (
    MESSAGE_CHARACTERS_MAX,
    is_cut,
    plain_name,
    read_credits,
    read_reports,
)
from cohive.bridges.histories.git_calls import log_fields
from cohive.bridges.histories.git_folders import Repository, look_into
from cohive.bridges.histories.git_rows import source_of
from cohive.bridges.histories.records import Commit, Credit, History, Join
from cohive.bridges.histories.survey import identity_of, surveyed
from cohive.bridges.regular_files import is_folder, is_regular, is_there
from cohive.words.acts import Source, Tally
from cohive.words.sentences import Sentence

__all__ = ["looks_like", "open_repository", "opened"]

_PEOPLE: Final = "%aN%x00%aE%x00%an%x00%ae"
_COMMITS: Final = "%H%x00%P%x00%aN%x00%aE%x00%at%x00%s%x00%B%x00%(trailers:only,unfold)"
_TIME_MAX: Final = 2**33  # seconds; the year 2242
_IN_BRACKETS: Final = re.compile(r"<([^<>\s]{1,254}@[^<>\s]{1,254})>")
_NAME_BEFORE: Final = re.compile(r"[^<>,;:\n]{1,200}$")
_NAME_CHARACTERS_MAX: Final = 200
_CANNOT_TELL: Final = Sentence("What lies on branches that were not merged into this one.")
_SHALLOW: Final = Sentence("What came before: this clone is shallow, its older commits are absent.")
_PARTIAL: Final = Sentence(
    "What was left out of this clone, which is partial: nothing is fetched, and where the .mailmap"
    " is missing, names are not joined by it."
)


def opened(path: Path, *, field: str) -> Source:
    """Every commit that leads to HEAD, and every credit in their messages, as rows of acts."""
    tally = Tally()
    log = _opened_log(path, field)
    shallow = (_SHALLOW,) if log.repository.shallow else ()
    partial = (_PARTIAL,) if log.repository.is_partial else ()
    return source_of(
        log.history(tally),
        kind="git",
        title=log.repository.name,
        tally=tally,
        cannot_tell=(_CANNOT_TELL, *shallow, *partial),
    )


def open_repository(path: Path, *, field: str = "source") -> History:
    """The history of a repository's HEAD, as `open_history` gives that of an export.

    Raises Refused at `field` when the folder is no repository, has no commit, leads elsewhere, or
    git is absent. What each commit changed is not counted: `files`, `added` and `deleted` are 0.
    """
    return _opened_log(path, field).history(Tally())


def looks_like(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """Whether this folder is a repository, with a working tree or bare."""
    own = path / ".git"
    is_bare = is_regular(path / "HEAD") and is_folder(path / "objects")
    return is_folder(path) and (is_there(own) or os.path.islink(own) or is_bare)


@dataclass(frozen=True)
class _Log:
    """An opened repository, and which author each address stands for: None where for several."""

    repository: Repository
    field: str
    authors: dict[str, str | None]
    joins: tuple[Join, ...]

    def history(self, tally: Tally) -> History:
        """The history; commits that cannot be told are refused in the tally when they are read."""
        is_survey = True

        def read() -> Iterator[Commit]:
            nonlocal is_survey
            counting, is_survey = (None if is_survey else tally), False
            return self._commits(counting)

        return surveyed(read, joins=self.joins, field=self.field)

    def _commits(self, tally: Tally | None) -> Iterator[Commit]:
        for record in log_fields(self.repository, _COMMITS, field=self.field):
            commit = self._commit(record)
            if commit is not None:
                yield commit
            elif tally is not None:
                tally.refuse(Sentence("Its time is outside the years 1970 to 2242."), record[0])

    def _commit(self, record: list[str]) -> Commit | None:
        name_hash, parents, name, address, seconds, subject, message, trailers = record
        if not re.fullmatch(r"[0-9]{1,10}", seconds) or int(seconds) >= _TIME_MAX:
            return None
        pairs = _pairs(trailers)
        return Commit(
            hash=name_hash,
            parents=tuple(parents.split()),
            author=_identity(name, address),
            author_name=_name(name),
            at=datetime.fromtimestamp(int(seconds), tz=UTC),
            subject=subject,
            files=0,
            added=0,
            deleted=0,
            credits=self._credits(message[:MESSAGE_CHARACTERS_MAX], pairs),
            reports=read_reports(message),
            is_cut=is_cut(message, pairs),
        )

    def _credits(self, message: str, trailers: list[tuple[str, str]]) -> tuple[Credit, ...]:
        """Credits as an export has them, and the authors whose address stands behind the name."""
        found = read_credits(message, trailers)
        if not found or "@" not in message:
            return found
        known: dict[str, str | None] = {}
        for place in _IN_BRACKETS.finditer(message):
            before = _NAME_BEFORE.search(message[max(0, place.start() - 200) : place.start()])
            author = self.authors.get(_plain_address(place[1]))
            if before is not None and author is not None:
                name = plain_name(before[0])
                known[name] = author if known.get(name, author) == author else None
        return tuple(replace(credit, person=known.get(credit.name)) for credit in found)


def _opened_log(path: Path, field: str) -> _Log:
    """Look at a repository and its authors. Raises Refused for what is none, or is empty."""
    repository = look_into(path, field=field)
    authors: dict[str, str | None] = {}
    renamed: Counter[tuple[str, str]] = Counter()
    for name, address, raw_name, raw_address in log_fields(repository, _PEOPLE, field=field):
        person = _identity(name, address)
        for each in {_plain_address(address), _plain_address(raw_address)} - {""}:
            authors[each] = person if authors.get(each, person) == person else None
        if (name, address) != (raw_name, raw_address):
            renamed[_name(raw_name), person] += 1
    return _Log(
        repository=repository,
        field=field,
        authors=authors,
        joins=tuple(
            Join(name, person, ".mailmap", times) for (name, person), times in renamed.most_common()
        ),
    )


def _pairs(trailers: str) -> list[tuple[str, str]]:
    pairs = (line.partition(":") for line in trailers.splitlines())
    return [(key, value.strip()) for key, colon, value in pairs if colon]


def _identity(name: str, address: str) -> str:
    return identity_of(_plain_address(address), name)


def _plain_address(address: str) -> str:
    return address.strip().strip("<>").casefold()


def _name(text: str) -> str:
    return plain_name(text[:_NAME_CHARACTERS_MAX]) or "?"
