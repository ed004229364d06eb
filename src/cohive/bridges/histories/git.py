"""Git histories in their exported form: one commit as JSON per line, newest first.

NAME.jsonl or NAME.jsonl.xz, with NAME.tags.csv beside it (tag, commit, unix_time,
on_exported_branch). Addresses are hashes in it (`author_id`), so that one author can be followed
without knowing her address. Whether the exporter kept to that cannot be relied on: everything goes
through the gate of `survey`. The file is read twice and never held: first who is who, then commits.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

from cohive.bridges.histories.credits import is_cut, plain_name, read_credits, read_reports
from cohive.bridges.histories.plain import sound
from cohive.bridges.histories.records import Commit, History, Release
from cohive.bridges.histories.survey import identity_of, surveyed
from cohive.bridges.reading import lines
from cohive.bridges.regular_files import is_regular, open_regular, telling_why
from cohive.words.refusals import Refused

__all__ = ["open_history"]

_TIME_MAX = 2**33  # seconds; the year 2242


def open_history(
    path: Path, *, commits_max: int | None = None, keeps_keys: bool = True, field: str = "file"
) -> History:
    """Survey a history: authors, joins with their evidence, releases. `commits()` then reads it.

    `commits_max` stops after that many commits, the newest. Authors are called by their `author_id`
    unless that is an address; without `keeps_keys` never, for an id can be a hash that gives its
    address away to who guesses: then by their first commit, as those of a repository. Raises
    Refused at `field` naming the line for a damaged file; nothing is returned before the whole file
    was read once.
    """
    return surveyed(
        lambda: _commits(path, commits_max, field),
        releases=_releases(path, field),
        keeps_keys=keeps_keys,
        field=field,
    )


def _commits(path: Path, commits_max: int | None, field: str) -> Iterator[Commit]:
    seen: set[str] = set()
    for line, text in lines(path, field=field):
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


def _commit(data: Mapping[str, object]) -> Commit:
    """One line's JSON as a commit. Raises KeyError, TypeError or ValueError for anything else."""
    message = _text(data["message"])
    trailers = [_pair(each) for each in _list(data.get("trailers", []))]
    name = plain_name(_text(data["author"]))
    return Commit(
        hash=_hash(data["h"]),
        parents=tuple(_hash(parent) for parent in _list(data["parents"])),
        author=identity_of(_text(data["author_id"]).strip(), name),
        author_name=name or "?",
        at=_moment(_number(data["time"])),
        subject=_text(data["subject"]),
        files=_number(data.get("n_files", 0)),
        added=_number(data.get("added", 0)),
        deleted=_number(data.get("deleted", 0)),
        credits=read_credits(message, trailers),
        reports=read_reports(message),
        is_cut=is_cut(message, trailers),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return sound(value)


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
    if not is_regular(tags):
        return ()
    with (
        open_regular(tags, field=field) as raw,
        telling_why(tags, field=field),
        TextIOWrapper(raw, encoding="utf-8", newline="") as text,
    ):
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
