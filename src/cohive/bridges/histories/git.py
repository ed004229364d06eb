"""Git histories in their exported form: one commit as JSON per line, newest first.

NAME.jsonl or NAME.jsonl.xz, with NAME.tags.csv beside it (tag, commit, unix_time,
on_exported_branch). Addresses are hashes in it (`author_id`), so that one author can be followed
without knowing her address. The file is read twice and never held: first who is who, then commits.
"""

from __future__ import annotations

import csv
import json
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from cohive.bridges.histories.credits import plain_name, read_credits, read_reports
from cohive.bridges.histories.records import Commit, Credit, History, Join, Person, Release
from cohive.words.refusals import Refused

__all__ = ["open_history"]

_LINE_BYTES_MAX = 4 * 1024 * 1024
_LINES_MAX = 5_000_000
_TIME_MAX = 2**33  # seconds; the year 2242
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def open_history(path: Path, *, commits_max: int | None = None, field: str = "file") -> History:
    """Survey a history: authors, joins with their evidence, releases. `commits()` then reads it.

    `commits_max` stops after that many commits, the newest. Raises Refused at `field` naming the
    line for a damaged file; nothing is returned before the whole file was read once.
    """
    survey = _Survey()
    for commit in _commits(path, commits_max, field):
        survey.see(commit)
    if not survey.parents:
        raise Refused("There is no commit in this file.", field=field)
    by_name = survey.keys_by_name()
    releases = _releases(path, field)
    return History(
        people=survey.people(),
        joins=survey.joins(by_name),
        ambiguous={
            name: by_name[name] for name in survey.credited if len(by_name.get(name, ())) > 1
        },
        releases=releases,
        release_of=_release_of(releases, survey.parents),
        size=len(survey.parents),
        first=survey.first,
        last=survey.last,
        _read=lambda: _joined(_commits(path, commits_max, field), by_name),
    )


@dataclass
class _Survey:
    """What the first reading remembers: names and parents, no messages."""

    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    credited: Counter[str] = field(default_factory=Counter)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    first: datetime = _NEVER
    last: datetime = _NEVER

    def see(self, commit: Commit) -> None:
        """Take note of one commit."""
        self.names[commit.author][commit.author_name] += 1
        self.credited.update(credit.name for credit in commit.credits if credit.name)
        self.parents[commit.hash] = commit.parents
        self.first = commit.at if self.first is _NEVER else min(self.first, commit.at)
        self.last = commit.at if self.last is _NEVER else max(self.last, commit.at)

    def people(self) -> dict[str, Person]:
        """Every author by key; the name most used first, equal ones in order of appearance."""
        return {
            key: Person(
                key=key,
                name=names.most_common(1)[0][0],
                names=tuple(name for name, _ in names.most_common()),
                commits=names.total(),
            )
            for key, names in self.names.items()
        }

    def keys_by_name(self) -> dict[str, tuple[str, ...]]:
        """The authors of each name."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, names in self.names.items():
            for name in names:
                found[name].append(key)
        return {name: tuple(keys) for name, keys in found.items()}

    def joins(self, by_name: Mapping[str, tuple[str, ...]]) -> tuple[Join, ...]:
        """Every join there is evidence for."""
        same_id = [
            Join(name, key, "same author id", times)
            for key, names in self.names.items()
            if len(names) > 1
            for name, times in names.most_common()[1:]
        ]
        same_name = [
            Join(name, by_name[name][0], "only author of that name", times)
            for name, times in self.credited.most_common()
            if len(by_name.get(name, ())) == 1
        ]
        return (*same_id, *same_name)


def _joined(commits: Iterator[Commit], by_name: Mapping[str, tuple[str, ...]]) -> Iterator[Commit]:
    """The commits with credits that exactly one author's name answers to."""
    for commit in commits:
        if not commit.credits:
            yield commit
            continue
        found = tuple(_with_person(credit, by_name) for credit in commit.credits)
        yield replace(commit, credits=found)


def _with_person(credit: Credit, by_name: Mapping[str, tuple[str, ...]]) -> Credit:
    keys = by_name.get(credit.name, ())
    return replace(credit, person=keys[0]) if len(keys) == 1 else credit


def _commits(path: Path, commits_max: int | None, field: str) -> Iterator[Commit]:
    seen: set[str] = set()
    for line, text in _lines(path, field):
        if commits_max is not None and len(seen) >= commits_max:
            return
        try:
            commit = _commit(json.loads(text))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Refused(
                "Line %(line)s is not a commit of an exported git history.", field=field, line=line
            ) from None
        if commit.hash in seen:
            raise Refused(
                "Line %(line)s has a commit that stood there before.", field=field, line=line
            )
        seen.add(commit.hash)
        yield commit


@contextmanager
def _opened(path: Path, field: str) -> Iterator[BinaryIO]:
    try:
        raw = path.open("rb")
    except OSError:
        raise Refused("This file cannot be opened.", field=field) from None
    with raw:
        packed = raw.read(6) == b"\xfd7zXZ\0"
        raw.seek(0)
        if packed:
            with lzma.open(raw) as unpacked:
                yield cast(BinaryIO, unpacked)
        else:
            yield raw


def _lines(path: Path, field: str) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank; a line without end is no history but a trick."""
    with _opened(path, field) as raw:
        line = 1
        while text := _line(raw, line, field):
            if len(text) > _LINE_BYTES_MAX or line > _LINES_MAX:
                raise Refused("Line %(line)s is longer than any commit is.", field=field, line=line)
            if text.strip():
                yield line, text
            line += 1


def _line(raw: BinaryIO, line: int, field: str) -> bytes:
    try:
        return raw.readline(_LINE_BYTES_MAX + 1)
    except (EOFError, lzma.LZMAError):
        raise Refused(
            "From line %(line)s on this file is damaged or cut off. Get it again.",
            field=field,
            line=line,
        ) from None


def _commit(data: Mapping[str, object]) -> Commit:
    """One line's JSON as a commit. Raises KeyError, TypeError or ValueError for anything else."""
    message = _text(data["message"])
    return Commit(
        hash=_hash(data["h"]),
        parents=tuple(_hash(parent) for parent in _list(data["parents"])),
        author=_text(data["author_id"]),
        author_name=plain_name(_text(data["author"])) or "?",
        at=_moment(_number(data["time"])),
        subject=_text(data["subject"]),
        files=_number(data.get("n_files", 0)),
        added=_number(data.get("added", 0)),
        deleted=_number(data.get("deleted", 0)),
        credits=read_credits(message, [_pair(each) for each in _list(data.get("trailers", []))]),
        reports=read_reports(message),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _hash(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"[0-9a-f]{7,64}", text):
        raise ValueError("hash")
    return text


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("number")
    return value


def _moment(seconds: int) -> datetime:
    if not 0 <= seconds < _TIME_MAX:
        raise ValueError("time")
    return datetime.fromtimestamp(seconds, tz=UTC)


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError("list")
    return value


def _pair(value: object) -> tuple[str, str]:
    key, text = _list(value)
    return _text(key), _text(text)


def _releases(path: Path, field: str) -> tuple[Release, ...]:
    """The tags beside the history, oldest first; none when there is no such file."""
    tags = path.with_name(re.sub(r"\.jsonl(\.xz)?$", "", path.name) + ".tags.csv")
    if not tags.is_file():
        return ()
    with tags.open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text)
        try:
            found = [_release(row) for row in reader]
        except (ValueError, KeyError, TypeError, csv.Error):
            raise Refused(
                "Line %(line)s of %(name)s is not a tag.",
                field=field,
                line=reader.line_num,
                name=tags.name,
            ) from None
    return tuple(sorted(found, key=lambda release: (release.at, release.tag)))


def _release(row: Mapping[str, str]) -> Release:
    return Release(
        tag=_text(row["tag"]),
        commit=_hash(row["commit"]),
        at=_moment(int(row["unix_time"])),
        is_on_branch=row["on_exported_branch"] == "1",
    )


def _release_of(
    releases: Sequence[Release], parents: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """For every commit the earliest release whose tag it leads to; each is walked once."""
    found: dict[str, str] = {}
    for release in releases:
        ahead = [release.commit]
        while ahead:
            commit = ahead.pop()
            if commit in found or commit not in parents:
                continue
            found[commit] = release.tag
            ahead.extend(parents[commit])
    return found
