"""Elections that were held: our counts against the official ones and against another program's."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import groupby
from typing import Any

import pytest

from cohive.bridges.ballots import BallotFile
from cohive.bridges.ballots.blt import LOTS, read_blt
from cohive.bridges.ballots.preflib import read_preflib
from cohive.bridges.ballots.wards import read_ward
from cohive.engine.ballots.forms import RankedBallot
from cohive.engine.ballots.instant_runoff import count_instant_runoff
from cohive.engine.ballots.plurality import count_plurality
from cohive.engine.ballots.results import Count
from cohive.engine.ballots.schulze import count_schulze
from cohive.engine.ballots.scottish import count_scottish
from tests.shared_data import shared_data

WARDS = 162
OFFICIAL_DIFFERENCE_MAX = Fraction("0.001")
TIED_IN_THE_SET = {
    # ties for an exclusion or for first place, which the computed set decides without saying how
    "00032_education/00032-00000001.soi",
    "00032_education/00032-00000003.soi",
    "00032_education/00032-00000005.soi",
    "00032_education/00032-00000006.toi",
    "00032_education/00032-00000007.toi",
}


def ballots_of(file: BallotFile) -> list[RankedBallot]:
    return [RankedBallot(ranking, count) for ranking, count in file.rankings]


@cache
def wards() -> list[tuple[dict[str, Any], Count]]:
    """Each official result with our count of the same ballots."""
    official = gzip.decompress(shared_data("ballots/scotland_2017_official.jsonl.gz").read_bytes())
    counted = []
    with zipfile.ZipFile(shared_data("ballots/scotland_2017_ballots.zip")) as whole:
        paths = {name.rsplit("/", 1)[-1]: name for name in whole.namelist()}
        for line in official.decode().splitlines():
            result = json.loads(line)
            file = read_ward(whole.read(paths[result["file"]]).decode())
            assert file.seats == result["seats"]
            count = count_scottish(ballots_of(file), file.candidates, seats=file.seats)
            counted.append((result, count))
    return counted


def exact_wards() -> list[tuple[dict[str, Any], Count]]:
    """Those whose official stages follow the rule to the letter."""
    return [each for each in wards() if each[0]["stage_cells_differ_from_quickcount"] == 0]


def test_every_ward_elects_whom_it_elected():
    assert len(wards()) == WARDS
    wrong = [
        result["file"]
        for result, count in wards()
        if sorted(map(int, count.winners)) != sorted(result["elected_official"])
        or count.quota != result["quota_official"]
    ]
    assert wrong == []


def test_every_official_total_of_every_stage_is_ours():
    assert len(exact_wards()) == 146
    wrong = [
        (result["file"], candidate["no"], stage.n)
        for result, count in exact_wards()
        for candidate in result["candidates"]
        for stage in count.stages
        if len(candidate["official_totals"]) != len(count.stages)
        or abs(
            Fraction(candidate["official_totals"][stage.n - 1]) - stage.totals[str(candidate["no"])]
        )
        > OFFICIAL_DIFFERENCE_MAX
    ]
    assert wrong == []


def test_everyone_is_elected_and_excluded_at_the_official_stage():
    wrong = []
    for result, count in exact_wards():
        said = {
            (str(c["no"]), c["official_status"], c["count"])
            for c in result["candidates"]
            if c["official_status"]
        }
        ours = {(one, "Elected", stage.n) for stage in count.stages for one in stage.elected}
        ours |= {(one, "Excluded", stage.n) for stage in count.stages for one in stage.excluded}
        if said != ours:
            wrong.append((result["file"], said ^ ours))
    assert wrong == []


def references() -> Iterator[tuple[str, BallotFile, list[dict[str, Any]]]]:
    """Ballots that Droop counted by the Scottish rule, with what it did."""
    with zipfile.ZipFile(shared_data("ballots/stv_reference_counts.zip")) as whole:
        names = whole.namelist()
        blt = {n.rsplit("/", 1)[-1].removesuffix(".blt"): n for n in names if n.endswith(".blt")}
        for name in names:
            if "ref/json/" in name and name.endswith("-scotland-fixed-p5-d5.txt"):
                short = name.rsplit("/", 1)[-1].removesuffix("-scotland-fixed-p5-d5.txt")
                file = read_blt(whole.read(blt[short]).decode())
                yield short, file, json.loads(whole.read(name))["actions"]


def test_droop_counts_the_same_stages():
    counted = []
    for name, file, actions in references():
        # Droop draws lots in the order of the file, unless the file says another
        drawn = tuple(file.details.get(LOTS, " ".join(file.candidates)).split())
        count = count_scottish(
            ballots_of(file),
            file.candidates,
            seats=file.seats or 0,
            withdrawn=file.withdrawn,
            drawn=drawn,
        )
        theirs = [
            {
                one: Fraction(state["vote"])
                for one, state in action["cstate"].items()
                if one in count.names
            }
            for action in actions
            if action["tag"] in ("begin", "transfer")
        ]
        ours = [dict(stage.totals) for stage in count.stages]
        # it also writes a stage when an empty surplus or pile moves nothing
        assert [each for each, _ in groupby(ours)] == [each for each, _ in groupby(theirs)], name
        last = actions[-1]["cstate"]
        assert set(count.winners) == {c for c in last if last[c]["state"] == "elected"}, name
        counted.append(name)
    assert len(counted) == 20


def preflib(path: str) -> BallotFile:
    with zipfile.ZipFile(shared_data("ballots/preflib_elections.zip")) as whole:
        name = next(each for each in whole.namelist() if each.endswith(path))
        return read_preflib(whole.read(name).decode())


def computed() -> dict[str, dict[str, Any]]:
    text = shared_data("ballots/preflib_computed_results.json").read_text(encoding="utf-8")
    results: dict[str, dict[str, Any]] = json.loads(text)
    return results


def named(file: BallotFile, one: str | None) -> str | None:
    return None if one is None else file.candidates[one]


def test_elections_of_preflib_come_out_as_computed():
    checked = 0
    for path, expected in computed().items():
        file = preflib(path)
        ballots = ballots_of(file)
        plurality = count_plurality(ballots, file.candidates)
        votes = {file.candidates[c]: int(v) for c, v in plurality.stages[0].totals.items() if v}
        assert votes == {k: v for k, v in expected["plurality_votes"].items() if v}, path
        pairs = count_schulze(ballots, file.candidates)
        assert named(file, pairs.condorcet_winner) == expected["condorcet"], path
        if path in TIED_IN_THE_SET:
            assert plurality.ties or count_instant_runoff(ballots, file.candidates).ties
            continue
        runoff = count_instant_runoff(ballots, file.candidates)
        assert named(file, plurality.winners[0]) == expected["plurality"], path
        assert named(file, runoff.winners[0]) == expected["irv"], path
        assert len(runoff.stages) == expected["irv_rounds"], path
        checked += 1
    assert checked >= 20


@pytest.mark.parametrize(
    ("path", "plurality", "runoff", "schulze", "condorcet"),
    [
        (
            "00005_burlington/00005-00000002.toi",
            "Kurt Wright",
            "Bob Kiss",
            "Andy Montroll",
            "Andy Montroll",
        ),
        ("00019_oakland/00019-00000002.toi", "Don Perata", "Jean Quan", "Jean Quan", "Jean Quan"),
        ("00012_shirt/00012-00000001.soc", "Australia", "TSP", "TSP", None),
    ],
)
def test_the_rule_can_decide_who_wins(
    path: str, plurality: str, runoff: str, schulze: str, condorcet: str | None
):
    file = preflib(path)
    ballots = ballots_of(file)
    pairs = count_schulze(ballots, file.candidates)
    assert [
        named(file, count_plurality(ballots, file.candidates).winners[0]),
        named(file, count_instant_runoff(ballots, file.candidates).winners[0]),
        named(file, pairs.winners[0]),
        named(file, pairs.condorcet_winner),
    ] == [plurality, runoff, schulze, condorcet]
