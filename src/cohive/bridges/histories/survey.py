"""Who is who in a git history: what a first reading remembers of it, and what that makes of people.

One person under several names is joined on evidence only: the same address (its hash, in an
export), git's own .mailmap, or a credited name that exactly one author has. Every join is listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from cohive.bridges.histories.records import Commit, Credit, History, Join, Person, Release
from cohive.words.refusals import Refused

__all__ = ["surveyed"]

_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def surveyed(
    read: Callable[[], Iterator[Commit]],
    *,
    releases: tuple[Release, ...] = (),
    joins: tuple[Join, ...] = (),
    field: str,
) -> History:
    """A history of what `read` gives, which is called twice: now, and when commits are wanted.

    `joins` are those already made while reading. Raises Refused at `field` when there is no commit.
    """
    survey = _Survey(has_releases=bool(releases))
    for commit in read():
        survey.see(commit)
    if not survey.size:
        raise Refused("There is no commit in this file.", field=field)
    by_name = survey.keys_by_name()
    return History(
        people=survey.people(),
        joins=(*joins, *survey.joins(by_name)),
        ambiguous={
            name: by_name[name] for name in survey.credited if len(by_name.get(name, ())) > 1
        },
        releases=releases,
        release_of=_release_of(releases, survey.parents),
        size=survey.size,
        first=survey.first,
        last=survey.last,
        _read=lambda: _joined(read(), by_name),
    )


@dataclass
class _Survey:
    """What the first reading remembers: names, no messages; parents where releases need them."""

    has_releases: bool
    size: int = 0
    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    credited: Counter[str] = field(default_factory=Counter)
    addressed: Counter[tuple[str, str]] = field(default_factory=Counter)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    first: datetime = _NEVER
    last: datetime = _NEVER

    def see(self, commit: Commit) -> None:
        """Take note of one commit."""
        self.size += 1
        self.names[commit.author][commit.author_name] += 1
        for credit in commit.credits:
            if credit.person is not None:
                self.addressed[credit.name, credit.person] += 1
            elif credit.name:
                self.credited[credit.name] += 1
        if self.has_releases:
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
        same_address = [
            Join(name, key, "same address in a credit", times)
            for (name, key), times in self.addressed.most_common()
        ]
        same_name = [
            Join(name, by_name[name][0], "only author of that name", times)
            for name, times in self.credited.most_common()
            if len(by_name.get(name, ())) == 1
        ]
        return (*same_id, *same_address, *same_name)


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
    is_clear = credit.person is None and len(keys) == 1
    return replace(credit, person=keys[0]) if is_clear else credit


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
