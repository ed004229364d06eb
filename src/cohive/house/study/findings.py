"""What a study found: numbers first, without a word of any language that pages do not translate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cohive.engine.challenges import ChallengeReport, Entrant, relate
from cohive.engine.descent import Descent, descent
from cohive.engine.intervals import wilson
from cohive.engine.participation import Participation, participation
from cohive.house.study.kinds import thing_sentence
from cohive.house.study.opening import Opened
from cohive.house.study.travel import Travel, travel
from cohive.words.sentences import Sentence

__all__ = ["SEED", "Figure", "Findings", "found"]

SEED = 20_260_301
"""Of every bootstrap, so that the same source gives the same report, byte for byte."""


@dataclass(frozen=True)
class Figure:
    """One number with what it takes to trust it: of how many, how sure, computed how.

    value: None where it cannot be said. low, high: the 95 % interval, None where there is none. n:
    what was counted, `of` names it. how: in one sentence.
    """

    key: str
    name: Sentence
    value: float | None
    n: int
    of: Sentence
    how: Sentence
    low: float | None = None
    high: float | None = None
    is_part: bool = False


@dataclass(frozen=True)
class Findings:
    """All there is to report of one source; `window` is its first and last instant."""

    source: Opened
    participation: Participation
    descents: tuple[Descent, ...]
    travel: Travel | None
    challenges: ChallengeReport | None

    @property
    def window(self) -> tuple[datetime | None, datetime | None]:
        """The first and the last instant of an act of a person."""
        return self.participation.first, self.participation.last

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every single number of the report, as a table."""
        return (
            *_people(self.participation),
            *_spread(self.participation),
            *_lineage(self),
            *_travel(self.travel),
        )


def found(source: Opened) -> Findings:
    """Compute everything; the same source gives the same findings."""
    return Findings(
        source=source,
        participation=participation(source.frame, seed=SEED, not_people=source.not_people),
        descents=descent(source.frame),
        travel=travel(source.frame, seed=SEED),
        challenges=_challenges(source),
    )


def _challenges(source: Opened) -> ChallengeReport | None:
    if not source.designs:
        return None
    return relate(
        [
            Entrant(
                design.id,
                design.approved,
                design.challenge,
                design.mean_score,
                design.votes,
                design.printed,
            )
            for design in source.designs
        ],
        seed=SEED,
    )


PEOPLE = Sentence("people")
ACTS = Sentence("acts")
THINGS = Sentence("things made")


def _people(part: Participation) -> Iterator[Figure]:
    yield Figure(
        "people",
        Sentence("People who took part"),
        part.people,
        part.acts,
        ACTS,
        Sentence("Different actors of at least one act; programs are left out."),
    )
    yield Figure(
        "acts",
        Sentence("Acts"),
        part.acts,
        part.people,
        PEOPLE,
        Sentence("Rows of the table whose actor is no program."),
    )
    yield Figure(
        "programs",
        Sentence("Programs"),
        part.bots,
        part.bot_acts,
        ACTS,
        Sentence("Actors marked as programs by the source, or by a name that only programs have."),
    )
    back = part.returns
    interval = wilson(back.returned, back.n)
    yield Figure(
        "returned",
        Sentence("Came back"),
        interval.middle if back.n else None,
        back.n,
        PEOPLE,
        Sentence(
            "Of those who came at least 180 days before the end: who acted again 30 to 180 days"
            " after the first act. Wilson's interval."
        ),
        interval.low if back.n else None,
        interval.high if back.n else None,
        is_part=True,
    )


def _spread(part: Participation) -> Iterator[Figure]:
    spread = part.spread
    yield Figure(
        "gini",
        Sentence("Gini of acts"),
        spread.gini,
        spread.n,
        PEOPLE,
        Sentence(
            "Gini's coefficient of acts over people who acted: 0 when all did the same, near 1 when"
            " one did everything. Interval by 400 bootstrap resamples of people."
        ),
        spread.low,
        spread.high,
    )
    yield Figure(
        "absence_factor",
        Sentence("Contributor absence factor"),
        spread.absence_factor,
        spread.n,
        PEOPLE,
        Sentence("The fewest people who together did half of all acts or more (CHAOSS)."),
    )
    yield Figure(
        "top_tenth",
        Sentence("Acts of the busiest tenth"),
        spread.top_tenth if spread.n else None,
        spread.n,
        PEOPLE,
        Sentence("The part of all acts that the busiest tenth of people did, rounded up."),
        is_part=True,
    )


def _lineage(findings: Findings) -> Iterator[Figure]:
    for line in findings.descents:
        interval = wilson(line.derived, line.things)
        yield Figure(
            f"derived_{line.object_kind}",
            Sentence(
                "Made from something earlier: %(kind)s", {"kind": thing_sentence(line.object_kind)}
            ),
            interval.middle,
            line.things,
            THINGS,
            Sentence("Things with at least one parent among all things of the kind."),
            interval.low,
            interval.high,
            is_part=True,
        )


CASCADES = Sentence("cascades")


def _travel(travel: Travel | None) -> Iterator[Figure]:
    if travel is None:
        return
    summary = travel.summary
    for key, name, spread, how in (
        (
            "cascade_size",
            Sentence("Size of a cascade, in the middle"),
            summary.size,
            Sentence("Median of people and passings on in one cascade, its beginning counted."),
        ),
        (
            "cascade_depth",
            Sentence("Depth of a cascade, in the middle"),
            summary.depth if travel.has_parents else None,
            Sentence("Median of the longest way from the beginning, in steps."),
        ),
        (
            "structural_virality",
            Sentence("Structural virality, in the middle"),
            summary.structural_virality if travel.has_parents else None,
            Sentence(
                "Median over cascades of the mean distance between two of its nodes (Goel and"
                " others 2016)."
            ),
        ),
    ):
        yield Figure(
            key, name, spread.median if spread else None, spread.counted if spread else 0,
            CASCADES, how,
        )  # fmt: skip
    branching = summary.branching
    if travel.has_parents and branching is not None:
        yield Figure(
            "branching",
            Sentence("Branching number"),
            branching.mean,
            branching.counted,
            Sentence("passings on"),
            Sentence(
                "Mean number of further passings on of each that was watched for the whole"
                " window; interval by resampling cascades."
            ),
            branching.low,
            branching.high,
        )
