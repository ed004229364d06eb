"""The numbers of who stays and who follows: the ladder, cohorts, cores, work on one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cohive.engine.insight import Insight
from cohive.engine.intervals import wilson
from cohive.engine.ties import Rung
from cohive.engine.vitality import Cohort, Renewal, Survival, Turn, Vacancy
from cohive.house.study.figure import FEWEST, PEOPLE, THINGS, Figure, part
from cohive.house.study.findings import Findings
from cohive.words.sentences import Sentence

__all__ = ["RUNGS", "STAYS_DAYS", "THIRD", "last_told", "life_figures", "told_turns"]

STAYS_DAYS: Final = (30, 90, 365)
THIRD: Final = 2
"""Months count from 0."""
CORE_MIN: Final = 2
"""A core of one is one person; so it is told from eleven people in a quarter on."""
RUNGS: Final = {
    Rung.FRIEND: Sentence("Friends"),
    Rung.FAN: Sentence("Fans"),
    Rung.USER: Sentence("Users"),
    Rung.CUSTOMER: Sentence("Customers"),
}


def life_figures(findings: Findings) -> Iterator[Figure]:
    """In the order of the report's sections; none without a calendar."""
    seen = findings.lives
    if seen is None:
        return
    yield from _ladder(seen)
    yield from _staying(seen)
    yield from _cohorts(seen.cohorts)
    yield from _renewal(seen.renewal, has_staff=findings.participation.staff > 0)
    yield from _succession(seen)
    yield from _words(findings)


def last_told(stays: Survival) -> float | None:
    """The last step, in days, at which ten people or more are watched; None of too few."""
    told = [
        day for day, watched in zip(stays.times, stays.at_risk, strict=True) if watched >= FEWEST
    ]
    return told[-1] if told and stays.n >= FEWEST else None


def told_turns(renewal: Renewal) -> tuple[Turn, ...]:
    """Quarters with a core of two or more after one with such a core: the others are single
    people."""
    return tuple(
        turn
        for before, turn in zip(renewal.turns, renewal.turns[1:], strict=False)
        if len(before.core) >= CORE_MIN and len(turn.core) >= CORE_MIN
    )


def _ladder(seen: Insight) -> Iterator[Figure]:
    n = seen.ladder.n
    for rung, name in RUNGS.items():
        count = seen.ladder.counts.get(rung, 0)
        yield part(
            "ladder",
            rung.name.lower(),
            name,
            wilson(count, n),
            n,
            PEOPLE,
            Sentence(
                "Members known who stand on this rung and on none above, by what they did in the"
                " last %(days)s days. Wilson's interval.",
                {"days": seen.ladder.rule.window_days},
            ),
        )


def _staying(seen: Insight) -> Iterator[Figure]:
    stays, last = seen.stays, last_told(seen.stays)
    how = Sentence(
        "From each member's first act to her last. Who did nothing for sixty days counts as gone"
        " with her last act (CHAOSS: Inactive Contributors); who acted since is still here, and is"
        " counted for as long as she was watched (Kaplan and Meier 1958). Greenwood's interval on"
        " the log-log scale; told while ten are watched."
    )
    is_told = stays.median is not None and last is not None and stays.median <= last
    yield Figure(
        "staying",
        "stays_median_days",
        Sentence("Days after which half are gone"),
        stays.median if is_told else None,
        stays.n,
        PEOPLE,
        how,
    )
    for days in STAYS_DAYS:
        found = _here(stays, days) if last is not None and days <= last else None
        value, low, high = found or (None, None, None)
        yield Figure(
            "staying", f"here_after_{days}_days",
            Sentence("Still here after %(days)s days", {"days": days}),
            value, stays.n, PEOPLE, how, low, high, is_part=True,
        )  # fmt: skip
    new = seen.newcomers
    yield part(
        "staying",
        "newcomers_answered",
        Sentence("Newcomers addressed within a day"),
        new.answered_part,
        new.answered_of,
        PEOPLE,
        Sentence(
            "Of members who said something and were watched for a day after it: whom another person"
            " addressed within 24 hours. Wilson's interval."
        ),
    )
    yield part(
        "staying",
        "newcomers_tied",
        Sentence("Newcomers with three mutual ties after a month"),
        new.tied_part,
        new.tied_of,
        PEOPLE,
        Sentence(
            "Of members watched for 30 days after their first act: who had ties both ways with"
            " three people or more by then. Wilson's interval."
        ),
    )


def _here(stays: Survival, days: int) -> tuple[float, float, float]:
    steps = [place for place, day in enumerate(stays.times) if day <= days]
    if not steps:
        return 1.0, 1.0, 1.0
    return stays.part[steps[-1]], stays.low[steps[-1]], stays.high[steps[-1]]


def _cohorts(known: Sequence[Cohort]) -> Iterator[Figure]:
    """How many of the newcomers of quarters of ten or more acted in their third month."""
    far = [one for one in known if one.n >= FEWEST and len(one.here) > THIRD]
    n, here = sum(one.n for one in far), sum(one.here[THIRD] for one in far)
    yield part(
        "cohorts",
        "third_month",
        Sentence("Active in the third month"),
        wilson(here, n),
        n,
        PEOPLE,
        Sentence(
            "People are put together by the quarter of their first act; a month is thirty days"
            " since the own first act, and counts when it has ended for all of them. Of quarters"
            " with ten newcomers or more. Wilson's interval."
        ),
    )


def _renewal(found: Renewal, *, has_staff: bool) -> Iterator[Figure]:
    turns = told_turns(found)
    places = sum(len(turn.core) for turn in turns)
    kept, fresh, lost = (
        sum(getattr(turn, name) for turn in turns) for name in ("kept", "fresh", "lost")
    )
    is_enough = places >= FEWEST
    yield Figure(
        "renewal",
        "core_kept",
        Sentence("Of the core, there a quarter before"),
        kept / places if is_enough else None,
        places,
        Sentence("places in cores"),
        Sentence(
            "The core is the tenth of a quarter's members who did most, without the brand's own."
            " Places of all quarters together whose holder had one a quarter before; quarters with"
            " a core of one are left out. No interval: the same people come again."
        ),
        is_part=True,
    )
    yield Figure(
        "renewal",
        "core_replacement",
        Sentence("New in the core for each who left it"),
        fresh / lost if is_enough and lost else None,
        lost,
        Sentence("who left the core"),
        Sentence("Who came into a core ÷ who left one, over the same quarters."),
    )
    if found.started and has_staff:
        yield part(
            "renewal",
            "started_by_members",
            Sentence("Started by members"),
            found.started_by_members,
            found.started,
            THINGS,
            Sentence(
                "Of circles, challenges, products, rituals, gatherings and proposals: those that a"
                " member started, not the brand. Wilson's interval."
            ),
        )


def _succession(seen: Insight) -> Iterator[Figure]:
    is_enough = seen.people >= FEWEST
    how = Sentence(
        "Of one sort of act in one circle, ten times or more in the last 180 days, one person did"
        " half or more. Falling: in the last thirty days less than half as often as before."
        " Practised: done three times by somebody else."
    )
    kinds: tuple[tuple[str, Sentence, list[Vacancy]], ...] = (
        ("on_one_person", Sentence("Work that rests on one person"), list(seen.vacancies)),
        (
            "falling",
            Sentence("Of it, done less than before"),
            [one for one in seen.vacancies if one.is_falling],
        ),
        (
            "without_heirs",
            Sentence("Of it, practised by nobody else"),
            [one for one in seen.vacancies if not one.heirs],
        ),
    )
    for key, name, found in kinds:
        yield Figure(
            "succession", key, name, len(found) if is_enough else None, seen.people, PEOPLE, how
        )


def _words(findings: Findings) -> Iterator[Figure]:
    near = findings.nearness
    if near is None:
        return
    yield Figure(
        "words",
        "newcomers_nearness_bits",
        Sentence("Newcomers' language, in bits a word with each post"),
        near.slope,
        near.n,
        PEOPLE,
        Sentence(
            "Cross-entropy of the first thirty words of each newcomer's posts under a model of"
            " everybody else's words, the middle change from one post to the next; below 0 they"
            " come nearer. Interval by drawing the people again."
        ),
        near.low,
        near.high,
    )
