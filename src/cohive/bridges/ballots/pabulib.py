"""The .pb file of Pabulib: the votes of participatory budgets, three tables in one text.

    META
    key;value
    budget;1000
    vote_type;approval
    PROJECTS
    project_id;cost;name
    1;600;Benches
    VOTES
    voter_id;vote
    7;1

vote_type says what the last column means: approval (projects), ordinal (projects, most wanted
first), cumulative and scoring (projects, and in `points` what each gets). Source: Faliszewski and
others, "Participatory Budgeting: Data, Tools and Analysis" (IJCAI 2023), and pabulib.org/format.

What cannot be counted is refused with its line. What can, but contradicts the file's own head, is
counted and named: see `PabulibFile.problems`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cohive.bridges.ballots import BallotFile, BallotForm, SetAside
from cohive.bridges.ballots.opening import SHOWN_MAX
from cohive.bridges.ballots.pabulib_rows import Row, exact_number, sections_of
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["PabulibFile", "looks_like_pabulib", "read_pabulib"]

_WITH_POINTS = ("ordinal", "cumulative", "scoring", "score")
_VOTE_TYPES = ("approval", *_WITH_POINTS)
_PLACES_MAX = 5


@dataclass(frozen=True)
class PabulibFile:
    """An election of projects with what its file says about the outcome.

    election: its form is PROJECTS; approvals, or scores where voters gave points (an ordinal ballot
    without points gives its first project as many as the longest ballot allowed has places, and
    each next one less). vote_type and rule: as the file says, such as "equalshares/add1".
    selected: by project id what the column of this name says ("0", "1", and in some files "2" for
    money from elsewhere); empty without that column. problems: contradictions in the file that do
    not hinder the count, each with its line or number.
    """

    election: BallotFile
    vote_type: str
    rule: str
    selected: Mapping[str, str]
    problems: tuple[Sentence, ...]


@dataclass
class _Votes:
    """What the ballots say, while they are read."""

    approvals: Counter[tuple[str, ...]] = field(default_factory=Counter)
    scores: list[tuple[str, Mapping[str, Fraction]]] = field(default_factory=list)
    voters: Counter[str] = field(default_factory=Counter)
    blank: list[int] = field(default_factory=list)
    too_long: list[int] = field(default_factory=list)
    too_short: list[int] = field(default_factory=list)


def looks_like_pabulib(text: str) -> bool:
    """Whether the first line that says something is META."""
    return text.lstrip("\ufeff \t\r\n")[:10].split("\n")[0].strip(' \t\r;"').upper() == "META"


def read_pabulib(text: str) -> PabulibFile:
    """Read a .pb file. Raises Refused at "file", naming the line, for what cannot be counted.

    Refused are: a missing section, column, budget or cost; numbers that are none; a project given
    twice; a ballot that names an unknown project or one twice, or has not as many points as
    projects. Blank ballots are counted apart, in `election.set_aside`.
    """
    sections = sections_of(text)
    meta = {row.cells["key"].strip().lower(): row for row in sections["META"]}
    budget = _needed_number(meta, "budget")
    vote_type = _told(meta, "vote_type").lower() or "approval"
    if vote_type not in _VOTE_TYPES:
        raise Refused(
            "Line %(line)s: “%(text)s” is no kind of vote known here: approval, ordinal, "
            "cumulative or scoring.",
            field="file",
            line=meta["vote_type"].line,
            text=vote_type[:SHOWN_MAX],
        )
    projects = _projects(sections["PROJECTS"])
    most, least = (_limit(meta, key) for key in ("max_length", "min_length"))
    votes = _votes(sections["VOTES"], projects, vote_type, most, least)
    election = BallotFile(
        form=BallotForm.PROJECTS,
        candidates={name: _name(row) for name, row in projects.items()},
        title=_told(meta, "description"),
        budget=budget,
        approvals=tuple(votes.approvals.items()),
        scores=tuple(votes.scores),
        costs={name: _number(row, "cost") for name, row in projects.items()},
        set_aside=_set_aside(votes.blank),
        details={key: row.cells["value"].strip() for key, row in meta.items()},
    )
    return PabulibFile(
        election=election,
        vote_type=vote_type,
        rule=_told(meta, "rule"),
        selected={
            name: row.cells["selected"].strip()
            for name, row in projects.items()
            if row.cells.get("selected", "").strip()
        },
        problems=(*_contradictions(meta, projects, votes), *_lengths(votes, most, least)),
    )


def _told(meta: Mapping[str, Row], key: str) -> str:
    return meta[key].cells["value"].strip() if key in meta else ""


def _number(row: Row, column: str) -> Fraction:
    """A cell as a number above zero."""
    text = row.cells[column].strip()
    number = exact_number(text)
    if not number:
        raise Refused(
            "Line %(line)s: “%(text)s” is no number above zero, which “%(column)s” needs.",
            field="file",
            line=row.line,
            text=text[:SHOWN_MAX],
            column=column,
        )
    return number


def _needed_number(meta: Mapping[str, Row], key: str) -> Fraction:
    if key not in meta:
        raise Refused("The section META says no %(key)s.", field="file", key=key)
    row = meta[key]
    return _number(Row(row.line, {key: row.cells["value"]}), key)


def _limit(meta: Mapping[str, Row], key: str) -> int | None:
    """A limit of the head that is a whole number; anything else limits nothing."""
    number = exact_number(_told(meta, key))
    return number.numerator if number is not None and number.denominator == 1 else None


def _projects(rows: Sequence[Row]) -> dict[str, Row]:
    projects: dict[str, Row] = {}
    for row in rows:
        name = row.cells["project_id"].strip()
        if not name:
            raise Refused("Line %(line)s: a project has no id.", field="file", line=row.line)
        if name in projects:
            raise Refused(
                "Line %(line)s: the project “%(project)s” is given twice.",
                field="file",
                line=row.line,
                project=name[:SHOWN_MAX],
            )
        projects[name] = row
    if not projects:
        raise Refused("The section PROJECTS is empty.", field="file")
    return projects


def _name(row: Row) -> str:
    return row.cells.get("name", "").strip() or row.cells["project_id"].strip()


def _votes(
    rows: Sequence[Row],
    projects: Mapping[str, Row],
    vote_type: str,
    most: int | None,
    least: int | None,
) -> _Votes:
    """Every ballot, checked."""
    votes = _Votes()
    lists = [(row, _listed(row, projects)) for row in rows]
    places = most or max((len(named) for _, named in lists), default=0)
    for row, named in lists:
        voter = row.cells["voter_id"].strip()
        votes.voters[voter] += 1
        if not named:
            votes.blank.append(row.line)
            continue
        if most is not None and len(named) > most:
            votes.too_long.append(row.line)
        if least is not None and len(named) < least:
            votes.too_short.append(row.line)
        if vote_type in _WITH_POINTS:
            votes.scores.append((voter, _points(row, named, vote_type, places)))
        else:
            votes.approvals[named] += 1
    return votes


def _listed(row: Row, projects: Mapping[str, Row]) -> tuple[str, ...]:
    """The projects a ballot names."""
    named = tuple(part.strip() for part in row.cells["vote"].split(",") if part.strip())
    for name in named:
        if name not in projects:
            raise Refused(
                "Line %(line)s: a ballot names “%(project)s”, which is no project of this file.",
                field="file",
                line=row.line,
                project=name[:SHOWN_MAX],
            )
    if len(set(named)) < len(named):
        twice = next(name for place, name in enumerate(named) if name in named[:place])
        raise Refused(
            "Line %(line)s: a ballot names “%(project)s” twice.",
            field="file",
            line=row.line,
            project=twice[:SHOWN_MAX],
        )
    return named


def _points(row: Row, named: Sequence[str], vote_type: str, places: int) -> Mapping[str, Fraction]:
    """What each named project gets."""
    cell = row.cells.get("points", "").strip()
    if not cell and vote_type == "ordinal":
        most = max(places, len(named))
        return {name: Fraction(most - place) for place, name in enumerate(named)}
    parts = [part.strip() for part in cell.split(",")] if cell else []
    if len(parts) != len(named):
        raise Refused(
            "Line %(line)s: a ballot names %(projects)s projects and gives %(points)s points.",
            field="file",
            line=row.line,
            projects=len(named),
            points=len(parts),
        )
    given = {}
    for name, part in zip(named, parts, strict=True):
        number = exact_number(part)
        if number is None:
            raise Refused(
                "Line %(line)s: “%(text)s” is no number of points. Points are zero or more.",
                field="file",
                line=row.line,
                text=part[:SHOWN_MAX],
            )
        given[name] = number
    return given


def _places(lines: Sequence[int]) -> str:
    """The first few lines, and that there are more."""
    shown = ", ".join(str(line) for line in lines[:_PLACES_MAX])
    return shown + (", …" if len(lines) > _PLACES_MAX else "")


def _set_aside(blank: Sequence[int]) -> tuple[SetAside, ...]:
    if not blank:
        return ()
    reason = Sentence(
        "Blank ballots, not counted: %(ballots)s (lines: %(lines)s).",
        {"ballots": len(blank), "lines": _places(blank)},
    )
    return (SetAside(reason, len(blank), tuple(str(line) for line in blank[:_PLACES_MAX])),)


def _contradictions(
    meta: Mapping[str, Row], projects: Mapping[str, Row], votes: _Votes
) -> Iterator[Sentence]:
    """Where the file says of itself what its tables do not."""
    for key, found in (("num_projects", len(projects)), ("num_votes", votes.voters.total())):
        told = exact_number(_told(meta, key))
        if told is not None and told != found:
            yield Sentence(
                "Line %(line)s: %(key)s says %(told)s, and the file has %(found)s.",
                {"line": meta[key].line, "key": key, "told": str(told), "found": found},
            )
    again = [voter for voter, times in votes.voters.items() if times > 1]
    if again:
        yield Sentence(
            "Voters with more than one ballot, all counted: %(number)s, such as “%(voter)s”.",
            {"number": len(again), "voter": again[0][:SHOWN_MAX]},
        )
    named: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for approved, voters in votes.approvals.items():
        named.update(dict.fromkeys(approved, voters))
    for _, given in votes.scores:
        named.update(given.keys())
        for project, number in given.items():
            points[project] += number  # type: ignore[assignment]  # Counter adds any numbers
    for column, counted in (("votes", named), ("score", points or named)):
        for project, row in projects.items():
            told = exact_number(row.cells.get(column, ""))
            if told is not None and told != counted[project]:
                yield Sentence(
                    "Line %(line)s: “%(project)s” is said to have %(told)s %(column)s, and its "
                    "ballots give %(found)s.",
                    {
                        "line": row.line,
                        "project": project,
                        "told": str(told),
                        "column": column,
                        "found": str(counted[project]),
                    },
                )


def _lengths(votes: _Votes, most: int | None, least: int | None) -> Iterator[Sentence]:
    """Ballots that name more or fewer projects than the head allows."""
    if votes.too_long:
        yield Sentence(
            "Ballots with more than %(most)s projects, all counted: %(ballots)s "
            "(lines: %(lines)s).",
            {"most": most, "ballots": len(votes.too_long), "lines": _places(votes.too_long)},
        )
    if votes.too_short:
        yield Sentence(
            "Ballots with fewer than %(least)s projects, all counted: %(ballots)s "
            "(lines: %(lines)s).",
            {"least": least, "ballots": len(votes.too_short), "lines": _places(votes.too_short)},
        )
