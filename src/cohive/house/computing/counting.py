"""A ballot file and the name of a rule become a count: which forms fit which rule, and how.

Bridges read files and the engine counts; here the one is turned into the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from cohive.bridges.ballots import BallotFile, BallotForm
from cohive.bridges.ballots.blt import LOTS
from cohive.engine.ballots.approval import count_approval
from cohive.engine.ballots.budgeting import BudgetBallot, count_greedy
from cohive.engine.ballots.equal_shares import count_equal_shares
from cohive.engine.ballots.forms import ApprovalBallot, Project, RankedBallot, ScoreBallot
from cohive.engine.ballots.instant_runoff import count_instant_runoff
from cohive.engine.ballots.plurality import count_plurality
from cohive.engine.ballots.preferences import check_seats
from cohive.engine.ballots.results import Count
from cohive.engine.ballots.schulze import count_schulze
from cohive.engine.ballots.score import ScoreRule, count_scores
from cohive.engine.ballots.scottish import count_scottish
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["Asked", "count_file"]

WISHES_MAX = 5_000_000
"""Five times the votes of the largest city whose ballots we know."""


@dataclass(frozen=True)
class Asked:
    """What whoever counts decides: the rule, and what the file may leave open.

    seats, budget: they go before what the file says; None leaves it to the file. seed: of lots.
    rule: which of the scores decides, for the method score alone; None is the calibrated one.
    """

    method: str
    seats: int | None = None
    budget: Fraction | None = None
    seed: int = 0
    rule: str | None = None


def count_file(file: BallotFile, asked: Asked) -> Count:
    """Count the ballots by the rule that is asked for.

    The explanation ends with what was set aside while reading. Raises Refused when the rule does
    not fit the form of the ballots, and as the rule does.
    """
    if asked.rule is not None and asked.method != "score":
        raise Refused(
            "--rule says which score decides. “%(method)s” has no scores.",
            field="rule",
            method=asked.method,
        )
    count = RULES[asked.method](file, asked)
    read = [*(each.reason for each in file.set_aside), *file.remarks]
    if file.withdrawn:
        names = ", ".join(file.candidates.get(one, one) for one in file.withdrawn)
        read.append(
            Sentence("Withdrawn, and passed over on every ballot: %(names)s.", {"names": names})
        )
    return replace(count, explanation=(*count.explanation, *read))


def _ranked(count: Callable[..., Count]) -> Callable[[BallotFile, Asked], Count]:
    """A rule on orders of candidates that fills any number of seats."""

    def counted(file: BallotFile, asked: Asked) -> Count:
        return count(
            _rankings(file, asked),
            file.candidates,
            seats=_seats(file, asked),
            seed=asked.seed,
            withdrawn=file.withdrawn,
            drawn=_drawn(file),
        )

    return counted


def _budgeted(count: Callable[..., Count]) -> Callable[[BallotFile, Asked], Count]:
    """A rule on projects with costs."""

    def counted(file: BallotFile, asked: Asked) -> Count:
        return count(
            _projects(file, asked),
            _budget_ballots(file),
            budget=_budget(file, asked),
            seed=asked.seed,
            withdrawn=file.withdrawn,
        )

    return counted


def _instant_runoff(file: BallotFile, asked: Asked) -> Count:
    if (asked.seats or 1) != 1:
        raise Refused(
            "Instant runoff fills one seat. For %(seats)s seats take stv-scottish.",
            field="seats",
            seats=asked.seats,
        )
    count = count_instant_runoff(
        _rankings(file, asked),
        file.candidates,
        seed=asked.seed,
        withdrawn=file.withdrawn,
        drawn=_drawn(file),
    )
    if (file.seats or 1) == 1:
        return count
    more = Sentence(
        "The file speaks of %(seats)s seats; instant runoff fills one.", {"seats": file.seats}
    )
    return replace(count, explanation=(*count.explanation, more))


def _scottish(file: BallotFile, asked: Asked) -> Count:
    if file.seats is None and asked.seats is None:
        raise Refused("This file does not say how many seats there are. Add --seats.")
    return _ranked(count_scottish)(file, asked)


def _equal_shares(
    projects: list[Project], ballots: list[BudgetBallot], *, budget: Fraction, **more: Any
) -> Count:
    """Equal shares, which counts again for every unit of money; bounded to what ends in minutes."""
    wishes = sum(
        len(one.approved if isinstance(one, ApprovalBallot) else one.scores) for one in ballots
    )
    if wishes > WISHES_MAX:
        raise Refused(
            "These ballots hold %(wishes)s votes for projects; equal shares counts again and again,"
            " and %(most)s are the most it can take. Count by “greedy-pb”, or fewer projects.",
            wishes=wishes,
            most=WISHES_MAX,
        )
    return count_equal_shares(projects, ballots, budget=budget, **more)


def _approval(file: BallotFile, asked: Asked) -> Count:
    ballots = _approvals(file)
    count = count_approval(
        ballots,
        file.candidates,
        seats=_seats(file, asked),
        seed=asked.seed,
        withdrawn=file.withdrawn,
        drawn=_drawn(file),
    )
    if file.form is not BallotForm.RANKED:
        return count
    read_so = Sentence(
        "These ballots are orders: everyone a ballot ranks is taken as approved, except several "
        "who stand equal at its end when it ranks everybody."
    )
    return replace(count, explanation=(*count.explanation, read_so))


def _approvals(file: BallotFile) -> list[ApprovalBallot]:
    """Who approves whom; also from orders that leave somebody out, and from points of 0 and 1."""
    if file.approvals:
        return [ApprovalBallot(approved, count) for approved, count in file.approvals]
    if file.form is BallotForm.RANKED:
        everybody = len(file.candidates)
        ballots = []
        for ranking, count in file.rankings:
            whole = sum(map(len, ranking)) == everybody and len(ranking[-1]) > 1
            named = [name for rank in (ranking[:-1] if whole else ranking) for name in rank]
            ballots.append(ApprovalBallot(tuple(named), count))
        if any(len(ballot.approved) < everybody for ballot in ballots):
            return ballots
    elif file.scores and all(
        points in (0, 1) for _, given in file.scores for points in given.values()
    ):
        return [
            ApprovalBallot(tuple(name for name, points in given.items() if points))
            for _, given in file.scores
        ]
    raise Refused("“approval” counts who approves whom. This file does not say that.")


def _score(file: BallotFile, asked: Asked) -> Count:
    if not file.scores:
        raise Refused("“%(method)s” counts points. This file holds none.", method=asked.method)
    check_seats(_seats(file, asked), list(file.candidates))
    return count_scores(
        [ScoreBallot(voter, given) for voter, given in file.scores],
        file.candidates,
        seats=_seats(file, asked),
        seed=asked.seed,
        rule=asked.rule or ScoreRule.CALIBRATED,
        withdrawn=file.withdrawn,
    )


RULES: Mapping[str, Callable[[BallotFile, Asked], Count]] = {
    "score": _score,
    "plurality": _ranked(count_plurality),
    "approval": _approval,
    "irv": _instant_runoff,
    "stv-scottish": _scottish,
    "schulze": _ranked(count_schulze),
    "greedy-pb": _budgeted(count_greedy),
    "equal-shares": _budgeted(_equal_shares),
}


def _rankings(file: BallotFile, asked: Asked) -> list[RankedBallot]:
    if file.form is not BallotForm.RANKED:
        raise Refused(
            "“%(method)s” counts orders of candidates. This file holds none.", method=asked.method
        )
    return [RankedBallot(ranking, count) for ranking, count in file.rankings]


def _seats(file: BallotFile, asked: Asked) -> int:
    """One, unless somebody says otherwise."""
    if asked.seats is not None:
        return asked.seats
    return 1 if file.seats is None else file.seats


def _drawn(file: BallotFile) -> tuple[str, ...]:
    return tuple(file.details.get(LOTS, "").split())


def _projects(file: BallotFile, asked: Asked) -> list[Project]:
    if file.form is not BallotForm.PROJECTS:
        raise Refused(
            "“%(method)s” counts votes on projects with costs. This file holds none.",
            method=asked.method,
        )
    return [Project(one, name, file.costs[one]) for one, name in file.candidates.items()]


def _budget_ballots(file: BallotFile) -> list[BudgetBallot]:
    approvals = [ApprovalBallot(approved, count) for approved, count in file.approvals]
    return [*approvals, *(ScoreBallot(voter, given) for voter, given in file.scores)]


def _budget(file: BallotFile, asked: Asked) -> Fraction:
    budget = file.budget if asked.budget is None else asked.budget
    if budget is None:
        raise Refused("This file does not say how large the budget is. Add --budget.")
    return budget
