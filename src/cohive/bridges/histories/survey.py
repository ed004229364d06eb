"""Who is who in a git history: what a first reading remembers of it, and what that makes of people.

One person under several names is joined on evidence only: the same address (its hash, in an
export), git's own .mailmap, or a credited name that exactly one author has. Every join is listed.

Here is also the gate of a git history: what a reader knows an author by, her address, stays inside,
and outside she is called by the first commit she made, "author:" and its hash. That is the same
whenever the same history is read, also when it has grown, and tells nothing that the commit does
not. A hash of the address would: who has a list of addresses can try them all, and the salt of a
repository lies in the repository. Every text passes `redaction` after everything else was done.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache

from cohive.bridges.histories.plain import TEXT_CHARACTERS_MAX
from cohive.bridges.histories.records import Commit, Credit, History, Join, Person, Release
from cohive.bridges.histories.redaction import redacted, redacted_name, redacted_tag
from cohive.words.refusals import Refused

__all__ = ["NOBODY", "identity_of", "surveyed"]

NOBODY = "author:?"
"""The key of all commits that name neither an address nor a name: nobody, or many."""

_BY_NAME = "name:"
_NAME_CHARACTERS_MAX = 200
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def surveyed(
    read: Callable[[], Iterator[Commit]],
    *,
    releases: tuple[Release, ...] = (),
    joins: tuple[Join, ...] = (),
    keeps_keys: bool = False,
    field: str,
) -> History:
    """A history of what `read` gives, which is called twice: now, and when commits are wanted.

    `joins` are those already made while reading. What `read` calls authors (see `identity_of`) is
    replaced by keys that no address can be guessed from; `keeps_keys` leaves those that the source
    made itself and that are no addresses. Raises Refused at `field` when there is no commit.
    """
    survey = _Survey(has_releases=bool(releases), keeps_keys=keeps_keys)
    for commit in read():
        survey.see(commit)
    if not survey.size:
        raise Refused("There is no commit in this file.", field=field)
    by_name = survey.keys_by_name()
    releases = tuple(
        replace(each, tag=redacted_tag(each.tag, each.commit[:12])) for each in releases
    )
    return History(
        people=survey.people(),
        joins=(*survey.keyed(joins), *survey.joins(by_name)),
        ambiguous={
            name: by_name[name] for name in survey.credited if len(by_name.get(name, ())) > 1
        },
        releases=releases,
        release_of=_release_of(releases, survey.parents),
        size=survey.size,
        first=survey.first,
        last=survey.last,
        _read=lambda: _gated(read(), by_name, survey.key),
    )


def identity_of(address: str, name: str) -> str:
    """What an author is known by inside: her address, without one her name, "" without both.

    Many have no address in old histories: they are as many people as there are names.
    """
    if address:
        return address
    plain = " ".join(name.casefold().split())
    return f"{_BY_NAME}{plain}" if plain.strip("?") else ""


def _gated_credit(credit: Credit) -> Credit:
    name = redacted_name(credit.name)
    return credit if name == credit.name else replace(credit, name=name)


@lru_cache(maxsize=4_096)
def _person_name(name: str) -> str:
    return redacted_name(name[:_NAME_CHARACTERS_MAX], may_be_local=True) or "?"


@dataclass
class _Survey:
    """What the first reading remembers: names, no messages; parents where releases need them."""

    has_releases: bool
    keeps_keys: bool
    size: int = 0
    oldest: dict[str, str] = field(default_factory=dict)
    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    credited: Counter[str] = field(default_factory=Counter)
    addressed: Counter[tuple[str, str]] = field(default_factory=Counter)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    first: datetime = _NEVER
    last: datetime = _NEVER

    def see(self, commit: Commit) -> None:
        """Take note of one commit."""
        self.size += 1
        self.names[commit.author][_person_name(commit.author_name)] += 1
        self.oldest[commit.author] = commit.hash  # the last one to come is the first she made
        for credit in map(_gated_credit, commit.credits):
            if credit.person is not None:
                self.addressed[credit.name, credit.person] += 1
            elif credit.name:
                self.credited[credit.name] += 1
        if self.has_releases:
            self.parents[commit.hash] = commit.parents
        self.first = commit.at if self.first is _NEVER else min(self.first, commit.at)
        self.last = commit.at if self.last is _NEVER else max(self.last, commit.at)

    def key(self, identity: str) -> str | None:
        """What an author is called outside; None for who has made no commit."""
        if identity not in self.oldest:
            return None
        if not identity:
            return NOBODY
        is_safe = not identity.startswith(_BY_NAME) and redacted(identity) == identity
        if self.keeps_keys and is_safe:
            return identity
        return f"author:{self.oldest[identity]}"

    def people(self) -> dict[str, Person]:
        """Every author by key; the name most used first, equal ones in order of appearance."""
        return {
            key: Person(
                key=key,
                name=names.most_common(1)[0][0],
                names=tuple(name for name, _ in names.most_common()),
                commits=names.total(),
            )
            for key, names in self._named()
        }

    def keyed(self, joins: Sequence[Join]) -> Iterator[Join]:
        """Joins that name a person by her identity, by her key."""
        for join in joins:
            key = self.key(join.person)
            if key is not None:
                yield replace(join, name=_person_name(join.name), person=key)

    def _named(self) -> Iterator[tuple[str, Counter[str]]]:
        for identity, names in self.names.items():
            yield self.key(identity) or NOBODY, names

    def keys_by_name(self) -> dict[str, tuple[str, ...]]:
        """The authors of each name."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, names in self._named():
            for name in names:
                if key != NOBODY:
                    found[name].append(key)
        return {name: tuple(keys) for name, keys in found.items()}

    def joins(self, by_name: Mapping[str, tuple[str, ...]]) -> tuple[Join, ...]:
        """Every join there is evidence for."""
        same_id = [
            Join(name, key, "same author id", times)
            for key, names in self._named()
            if len(names) > 1
            for name, times in names.most_common()[1:]
        ]
        same_address = [
            Join(name, key, "same address in a credit", times)
            for (name, identity), times in self.addressed.most_common()
            if (key := self.key(identity)) is not None
        ]
        same_name = [
            Join(name, by_name[name][0], "only author of that name", times)
            for name, times in self.credited.most_common()
            if len(by_name.get(name, ())) == 1
        ]
        return (*same_id, *same_address, *same_name)


def _gated(
    commits: Iterator[Commit],
    by_name: Mapping[str, tuple[str, ...]],
    key: Callable[[str], str | None],
) -> Iterator[Commit]:
    """The commits as they leave: by authors' keys, without a mail address in any text.

    Credits that exactly one author's name answers to are hers.
    """
    known = lru_cache(maxsize=65_536)(key)
    for commit in commits:
        yield replace(
            commit,
            author=known(commit.author) or NOBODY,
            author_name=_person_name(commit.author_name),
            subject=redacted(commit.subject[:TEXT_CHARACTERS_MAX]),
            credits=commit.credits
            and tuple(_with_person(each, by_name, known) for each in commit.credits),
        )


def _with_person(
    credit: Credit, by_name: Mapping[str, tuple[str, ...]], known: Callable[[str], str | None]
) -> Credit:
    credit = _gated_credit(credit)
    if credit.person is not None:
        return replace(credit, person=known(credit.person))
    keys = by_name.get(credit.name, ())
    return replace(credit, person=keys[0]) if len(keys) == 1 else credit


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
