"""What a git history credits to whom: for each release, stage and person one number. Pure.

Who wrote a change, or is named as the one who submitted it, has designed it; the source of a
program is its design. Who merges, reviews, tests or signs off the work of others, or commits what
somebody else submitted, has packaged it for the release. Who reported, found or suggested something
has given the idea. Nobody counts twice in a stage of one commit, programs never; what was
"obtained from" elsewhere is cited. A commit belongs to the first release that contains it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cohive.bridges.histories import Commit, Credit, CreditKind, History, Join
from cohive.words.verbs import Stage

STAGE_OF = {
    CreditKind.CO_AUTHOR: Stage.DESIGN,
    CreditKind.SUBMITTED_BY: Stage.DESIGN,
    CreditKind.REVIEWED_BY: Stage.PACKAGING,
    CreditKind.TESTED_BY: Stage.PACKAGING,
    CreditKind.SIGNED_OFF_BY: Stage.PACKAGING,
    CreditKind.REPORTED_BY: Stage.IDEA,
    CreditKind.SUGGESTED_BY: Stage.IDEA,
    CreditKind.FOUND_BY: Stage.IDEA,
}
BY_NAME = "name:"
"""Before the name of somebody who is named and is nobody's author key."""


@dataclass(frozen=True)
class Part:
    """What one person did in one stage of one release: how often, and the latest of it."""

    stage: Stage
    person: str
    count: int
    latest_at: datetime
    subject: str


@dataclass(frozen=True)
class ReleaseTally:
    """A release with something new in it. `tag` is '' where the history has no tags at all."""

    tag: str
    at: datetime
    commits: int
    parts: tuple[Part, ...]

    def stage_counts(self) -> dict[Stage, int]:
        """How many acts each stage has."""
        counts: dict[Stage, int] = {}
        for part in self.parts:
            counts[part.stage] = counts.get(part.stage, 0) + part.count
        return counts


@dataclass(frozen=True)
class Tally:
    """A whole history counted. `people` maps a person's key to her name.

    `weights` has everyone's acts in all commits, also of those that no release contains yet.
    `bots` and `cited` count by name what programs did and what was taken from elsewhere; `nameless`
    counts credits of which only an address was left, `unreleased` commits that no release has yet.
    """

    releases: tuple[ReleaseTally, ...]
    people: Mapping[str, str]
    weights: Mapping[str, int]
    bots: Mapping[str, int]
    cited: Mapping[str, int]
    joins: tuple[Join, ...]
    ambiguous: Mapping[str, tuple[str, ...]]
    nothing_new: tuple[str, ...]
    nameless: int
    unreleased: int
    commits: int


def count(history: History) -> Tally:
    """Read the history once more and count it. Raises Refused where a line is damaged."""
    counting = _Counting(history)
    for commit in history.commits():
        counting.add(commit)
    return counting.tally()


@dataclass
class _Sum:
    count: int
    latest_at: datetime
    subject: str


@dataclass
class _Counting:
    """The counts as they grow; commits come newest first and are not held."""

    history: History
    people: dict[str, str] = field(default_factory=dict)
    sums: dict[str, dict[tuple[Stage, str], _Sum]] = field(default_factory=dict)
    weights: Counter[str] = field(default_factory=Counter)
    commits: Counter[str] = field(default_factory=Counter)
    bots: Counter[str] = field(default_factory=Counter)
    cited: Counter[str] = field(default_factory=Counter)
    nameless: int = 0
    unreleased: int = 0

    def add(self, commit: Commit) -> None:
        """Count one commit into its release."""
        acts = list(dict.fromkeys(self._acts(commit)))
        self.weights.update(person for _stage, person in acts)
        tag = self.history.release_of.get(commit.hash, "")
        if not tag and self.history.release_of:
            self.unreleased += 1
            return
        self.commits[tag] += 1
        sums = self.sums.setdefault(tag, {})
        for act in acts:
            known = sums.get(act)
            if known is None:
                sums[act] = _Sum(1, commit.at, commit.subject)
                continue
            known.count += 1
            if commit.at > known.latest_at:
                known.latest_at, known.subject = commit.at, commit.subject

    def _acts(self, commit: Commit) -> Iterator[tuple[Stage, str]]:
        """Stage and person of everything this commit is credited for."""
        named = list(self._named(commit))
        author = self.history.people[commit.author]
        if commit.is_bot or author.is_bot:
            self.bots[commit.author_name] += 1
        else:
            submitters = {who for kind, who in named if kind is CreditKind.SUBMITTED_BY}
            took_in = commit.is_merge or (submitters and author.key not in submitters)
            self.people[author.key] = author.name
            yield (Stage.PACKAGING if took_in else Stage.DESIGN), author.key
        for kind, who in named:
            if who != author.key:
                yield STAGE_OF[kind], who

    def _named(self, commit: Commit) -> Iterator[tuple[CreditKind, str]]:
        """Who is named for what; programs, sources and lost names are counted apart."""
        for credit in commit.credits:
            if credit.kind is CreditKind.OBTAINED_FROM:
                self.cited[credit.name or "?"] += 1
            elif credit.is_bot:
                self.bots[credit.name] += 1
            elif not credit.name:
                self.nameless += 1
            else:
                yield credit.kind, self._person(credit, commit)

    def _person(self, credit: Credit, commit: Commit) -> str:
        """The key of who is named; the author herself when the name is one of hers."""
        author = self.history.people[commit.author]
        if credit.person == author.key or credit.name in author.names:
            return author.key
        if credit.person is not None:
            self.people[credit.person] = self.history.people[credit.person].name
            return credit.person
        key = BY_NAME + credit.name.casefold()
        self.people.setdefault(key, credit.name)
        return key

    def tally(self) -> Tally:
        """What was counted, releases oldest first."""
        tagged = [(release.tag, release.at) for release in self.history.releases]
        order = tagged if self.history.release_of else [("", self.history.last)]
        releases = [
            ReleaseTally(tag, at, self.commits[tag], self._parts(tag))
            for tag, at in order
            if self.sums.get(tag)
        ]
        full = {release.tag for release in releases}
        return Tally(
            releases=tuple(releases),
            people=dict(self.people),
            weights=dict(self.weights),
            bots=dict(self.bots.most_common()),
            cited=dict(self.cited.most_common()),
            joins=self.history.joins,
            ambiguous=self.history.ambiguous,
            nothing_new=tuple(tag for tag, _at in tagged if tag not in full),
            nameless=self.nameless,
            unreleased=self.unreleased,
            commits=self.history.size,
        )

    def _parts(self, tag: str) -> tuple[Part, ...]:
        """In the order of the stages, the largest first: the same file gives the same order."""
        order = list(Stage)
        found = (
            Part(stage, person, found.count, found.latest_at, found.subject)
            for (stage, person), found in self.sums[tag].items()
        )
        return tuple(
            sorted(found, key=lambda part: (order.index(part.stage), -part.count, part.person))
        )
