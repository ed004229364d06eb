"""Counting a large ward by the Scottish rule: ours beside pyrankvote, on the same ballots.

    python -m bench.engine_ballots [BALLOTS.zip]

The ward with most ballots of the wards in `shared/data/ballots/scotland_2017_ballots.zip` beside
the project, or of the zip named; where nothing is beside it, one made from a fixed seed. The first
line printed says which. Ours takes each
ballot with how many voters wrote it, pyrankvote takes them one by one; so it is measured from
ballots each has in its own form, and from one table of which both make their own. pyrankvote
follows another rule (quota votes / (seats + 1) as a float, surpluses of one round moved together,
hopeless candidates excluded together: fewer stages), so its work is the same kind and not the same
count; the figure is who is elected. Ours gains by merging equal ballots: where nearly all differ,
as in the made ward, most of the lead is gone. CPU seconds are the mean of 20 counts. The last
block reads and counts every ward once.
"""

from __future__ import annotations

import random
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyrankvote
from pyrankvote import instant_runoff_voting, single_transferable_vote

from bench.shared import shared
from bench.table import Engine, clock, compare
from cohive.bridges.ballots import BallotFile, BallotForm
from cohive.bridges.ballots.wards import read_ward
from cohive.engine.ballots.forms import RankedBallot
from cohive.engine.ballots.instant_runoff import count_instant_runoff
from cohive.engine.ballots.schulze import count_schulze
from cohive.engine.ballots.scottish import count_scottish

WARDS = "ballots/scotland_2017_ballots.zip"
MADE_VOTERS = 9_000
TIMES = 20


def wards(path: Path | None) -> list[BallotFile]:
    """Every ward of the zip, or the made one."""
    if path is None:
        return [made()]
    with zipfile.ZipFile(path) as whole:
        names = [name for name in whole.namelist() if name.endswith(".csv")]
        return [read_ward(whole.read(name).decode()) for name in names]


def largest(path: Path | None) -> BallotFile:
    """The ward with most ballots."""
    return max(wards(path), key=lambda ward: sum(count for _, count in ward.rankings))


def made(voters: int = MADE_VOTERS) -> BallotFile:
    """A ward from a fixed seed: ten candidates in four parties, four seats."""
    draw = random.Random(2017)  # noqa: S311 - a reproducible ward, nothing secret
    liking = {str(n): 1 / n for n in range(1, 11)}
    rankings: Counter[tuple[tuple[str, ...], ...]] = Counter()
    for _ in range(voters):
        order = sorted(liking, key=lambda c: draw.random() ** (1 / liking[c]), reverse=True)
        rankings[tuple((c,) for c in order[: draw.randint(1, 6)])] += 1
    names = {c: f"Candidate {c}" for c in liking}
    return BallotFile(
        BallotForm.RANKED, names, "A made ward", seats=4, rankings=tuple(rankings.items())
    )


def ballots_of(ward: BallotFile) -> list[RankedBallot]:
    return [RankedBallot(ranking, count) for ranking, count in ward.rankings]


def figure(winners: set[str]) -> str:
    return "elected " + " ".join(sorted(winners, key=int))


def mean_of(count: Callable[[], set[str]]) -> tuple[float, object]:
    """CPU seconds of one count, over some: a single one is shorter than the clock is good."""
    start = clock()
    for _ in range(TIMES):
        winners = count()
    return (clock() - start) / TIMES, figure(winners)


def papers_of(ward: BallotFile) -> tuple[list[pyrankvote.Candidate], list[pyrankvote.Ballot]]:
    """The ballots one by one, as pyrankvote wants them."""
    people = {one: pyrankvote.Candidate(one) for one in ward.candidates}
    papers = [
        pyrankvote.Ballot(ranked_candidates=[people[rank[0]] for rank in ranking])
        for ranking, count in ward.rankings
        for _ in range(count)
    ]
    return list(people.values()), papers


def names_of(result: pyrankvote.helpers.ElectionResults) -> set[str]:
    return {winner.name for winner in result.get_winners()}


def ours(path: Path | None) -> tuple[float, object]:
    ward = largest(path)
    seats = ward.seats or 1
    ballots = ballots_of(ward)
    return mean_of(lambda: set(count_scottish(ballots, ward.candidates, seats=seats).winners))


def theirs(path: Path | None) -> tuple[float, object]:
    ward = largest(path)
    people, papers = papers_of(ward)
    seats = ward.seats or 1
    return mean_of(lambda: names_of(single_transferable_vote(people, papers, seats)))


def ours_whole(path: Path | None) -> tuple[float, object]:
    ward = largest(path)
    seats = ward.seats or 1
    return mean_of(
        lambda: set(count_scottish(ballots_of(ward), ward.candidates, seats=seats).winners)
    )


def theirs_whole(path: Path | None) -> tuple[float, object]:
    ward = largest(path)
    seats = ward.seats or 1
    return mean_of(lambda: names_of(single_transferable_vote(*papers_of(ward), seats)))


def runoff(path: Path | None) -> tuple[float, object]:
    ward = largest(path)
    ballots = ballots_of(ward)
    return mean_of(lambda: set(count_instant_runoff(ballots, ward.candidates).winners))


def their_runoff(path: Path | None) -> tuple[float, object]:
    ward = largest(path)
    people, papers = papers_of(ward)
    return mean_of(lambda: names_of(instant_runoff_voting(people, papers)))


def pairs(path: Path | None) -> tuple[float, object]:
    ward = largest(path)
    ballots = ballots_of(ward)
    return mean_of(lambda: set(count_schulze(ballots, ward.candidates).winners))


def every_ward(path: Path | None) -> tuple[float, object]:
    start = clock()
    read = wards(path)
    for ward in read:
        count_scottish(ballots_of(ward), ward.candidates, seats=ward.seats or 1)
    return (
        clock() - start,
        f"{len(read)} wards, {sum(c for w in read for _, c in w.rankings)} votes",
    )


def main(named: Path | None = None) -> None:
    """Print the table, for the zip named or else the one beside the project."""
    if named is not None and not named.is_file():
        sys.exit(f"There is no file {named}.")
    path = named or shared(WARDS)
    print(f"Input: {path or 'a ward made from a seed; there is no shared data beside the project'}")
    ward = largest(path)
    voters = sum(count for _, count in ward.rankings)
    print(
        f"{ward.title}: {voters:,} ballots, {len(ward.rankings)} different, "
        f"{len(ward.candidates)} candidates, {ward.seats} seats"
    )
    compare(
        "Single transferable vote, from ballots in each one's own form",
        [
            Engine("Cohive, Scottish rule", partial(ours, path)),
            Engine("pyrankvote", partial(theirs, path), "another STV rule, floats"),
        ],
    )
    compare(
        "The same, from the table of how many voters wrote what",
        [
            Engine("Cohive, Scottish rule", partial(ours_whole, path)),
            Engine("pyrankvote", partial(theirs_whole, path), "another STV rule, floats"),
        ],
    )
    compare(
        "Instant runoff, from ballots in each one's own form",
        [
            Engine("Cohive", partial(runoff, path)),
            Engine("pyrankvote", partial(their_runoff, path)),
        ],
    )
    compare("Schulze of the same ballots", [Engine("Cohive", partial(pairs, path))])
    compare("All wards, read and counted", [Engine("Cohive", partial(every_ward, path))])


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
