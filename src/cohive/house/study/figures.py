"""Every single number of a study, with what it takes to trust it."""

from __future__ import annotations

from collections.abc import Iterator

from cohive.engine.challenges import ChallengeReport
from cohive.engine.exposure.association import Estimate
from cohive.engine.intervals import wilson
from cohive.engine.participation import Participation
from cohive.house.study.figure import ACTS, FEWEST, PEOPLE, THINGS, Figure
from cohive.house.study.figures_life import life_figures
from cohive.house.study.figures_ties import tie_figures
from cohive.house.study.findings import Findings
from cohive.house.study.kinds import thing_sentence
from cohive.house.study.travel import Travel
from cohive.words.sentences import Sentence

__all__ = ["LINEAGES_MAX", "figures"]

LINEAGES_MAX = 20
"""So many kinds of things have a number of their own here; the record has all of them."""


def figures(findings: Findings) -> tuple[Figure, ...]:
    """All of them, in the order of the report's sections."""
    return (
        *_people(findings.participation),
        *tie_figures(findings),
        *_times(findings.participation),
        *_spread(findings.participation),
        *life_figures(findings),
        *_lineage(findings),
        *_travel(findings.travel),
        *_challenges(findings.challenges),
    )


def _people(part: Participation) -> Iterator[Figure]:
    yield Figure(
        "busiest",
        "people",
        Sentence("People who took part"),
        part.people,
        part.acts,
        ACTS,
        Sentence("Different actors of at least one act; programs are left out."),
    )
    yield Figure(
        "busiest",
        "acts",
        Sentence("Acts"),
        part.acts,
        part.people,
        PEOPLE,
        Sentence("Rows of the table whose actor is no program."),
    )
    yield Figure(
        "busiest",
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
        "when",
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


def _times(part: Participation) -> Iterator[Figure]:
    total = sum(map(sum, part.rhythm))
    weekend = sum(part.rhythm[5]) + sum(part.rhythm[6])
    interval = wilson(weekend, total)
    yield Figure(
        "rhythm",
        "weekend",
        Sentence("Acts on a weekend"),
        interval.middle if total else None,
        total,
        ACTS,
        Sentence("The part of dated acts on a Saturday or Sunday in UTC. Wilson's interval."),
        interval.low if total else None,
        interval.high if total else None,
        is_part=True,
    )
    most = max((period.people for period in part.periods), default=0)
    yield Figure(
        "when",
        "most_at_once",
        Sentence("Most people in one period"),
        most if part.periods else None,
        len(part.periods),
        Sentence("periods"),
        Sentence("Different people in the fullest week, month or quarter.")
        if part.unit in ("week", "month", "quarter")
        else Sentence("Different people in the fullest year, ten years or hundred years."),
    )


def _spread(part: Participation) -> Iterator[Figure]:
    spread = part.spread
    is_enough = spread.n >= FEWEST
    yield Figure(
        "evenness",
        "gini",
        Sentence("Gini of acts"),
        spread.gini if is_enough else None,
        spread.n,
        PEOPLE,
        Sentence(
            "Gini's coefficient of acts over people who acted: 0 when all did the same, near 1 when"
            " one did everything. Interval by 400 bootstrap resamples of people."
        ),
        spread.low if is_enough else None,
        spread.high if is_enough else None,
    )
    yield Figure(
        "evenness",
        "absence_factor",
        Sentence("Contributor absence factor"),
        spread.absence_factor,
        spread.n,
        PEOPLE,
        Sentence("The fewest people who together did half of all acts or more (CHAOSS)."),
    )
    yield Figure(
        "evenness",
        "top_tenth",
        Sentence("Acts of the busiest tenth"),
        spread.top_tenth if spread.n else None,
        spread.n,
        PEOPLE,
        Sentence("The part of all acts that the busiest tenth of people did, rounded up."),
        is_part=True,
    )


def _lineage(findings: Findings) -> Iterator[Figure]:
    largest = sorted(findings.descents, key=lambda line: -line.things)[:LINEAGES_MAX]
    kinds = {line.object_kind for line in largest}
    for line in (line for line in findings.descents if line.object_kind in kinds):
        interval = wilson(line.derived, line.things)
        yield Figure(
            "lineage",
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
            "travel", key, name, spread.median if spread else None, spread.counted if spread else 0,
            CASCADES, how,
        )  # fmt: skip
    yield Figure(
        "travel",
        "reach_at_least",
        Sentence("People who had a hand in it, at least"),
        summary.reach_at_least,
        summary.nodes,
        Sentence("beginnings and passings on"),
        Sentence("Different known people over all cascades."),
    )
    branching = summary.branching
    if travel.has_parents and branching is not None:
        yield Figure(
            "travel",
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


def _challenges(report: ChallengeReport | None) -> Iterator[Figure]:
    if report is None:
        return
    whole = report.overall
    median = Sentence("Median; interval by resampling entries.")
    for key, name, found, how in (
        ("score", Sentence("Middle score of all entries"), whole.score, median),
        ("score_chosen", Sentence("Middle score of the chosen"), whole.score_chosen, median),
        (
            "choice_by_score",
            Sentence("A chosen entry scored above another"),
            whole.choice_by_score,
            Sentence("Probability over all pairs (Mann and Whitney); interval by resampling."),
        ),
        (
            "score_by_votes",
            Sentence("Score and number of votes together"),
            whole.score_by_votes,
            Sentence("Spearman's correlation; interval by resampling entries."),
        ),
        (
            "trend",
            Sentence("Day and score together"),
            report.trend,
            Sentence("Spearman's correlation; interval by resampling entries."),
        ),
    ):
        section = "votes-time" if key == "trend" else "votes"
        yield _estimated(section, key, name, found, how)


def _estimated(
    section: str, key: str, name: Sentence, found: Estimate | None, how: Sentence
) -> Figure:
    if found is None:
        return Figure(section, key, name, None, 0, ENTRIES, how)
    return Figure(section, key, name, found.middle, found.n, ENTRIES, how, found.low, found.high)


ENTRIES = Sentence("entries")
