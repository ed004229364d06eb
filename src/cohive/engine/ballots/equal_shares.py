"""The Method of Equal Shares: every voter holds an equal part of the budget, to buy her wishes.

A project is bought when its supporters together can pay for it. They pay as evenly as they can:
each the same price per point, or all she still has where that is less. Among the projects that can
be bought, first comes the one that gives most for the price its best-paying supporters pay. So 51 %
of the voters decide over 51 % of the money, not over all of it.

With nothing else the method often leaves money over. The completion *add1*: every voter gets one
unit of money more and the whole count starts again, as long as what is bought fits the true budget;
the last count that fits is the result. See `Completion` for the exact steps.

Exact: money is counted in whole numbers over one common denominator; doubles only say, with a bound
on their error, which projects cannot be next, so that the exact sum is not done for all.

Sources: Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive
Utilities" (NeurIPS 2021); the steps of add1 and the order of ties as published at equalshares.net,
used in Wieliczka in 2023.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from cohive.engine.ballots.budgeting import (
    BudgetBallot,
    Poll,
    amount,
    checked_budget,
    poll_of,
)
from cohive.engine.ballots.equal_shares_words import BOUGHT, FIRST, ties_of
from cohive.engine.ballots.forms import Project
from cohive.engine.ballots.purses import Purchase, Worth, buy
from cohive.engine.ballots.results import Count, Stage, by_lot
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["Completion", "add1_step", "count_equal_shares"]

_COUNTS_MAX = 20_000


class Completion(StrEnum):
    """What happens with money that the equal parts alone do not spend.

    NONE: it stays. ADD1: (1) count with budget / voters each. (2) Round that part down to a whole
    number of steps. (3) Add one step and count again; if what is bought costs more than the true
    budget, the count before is the result, otherwise go on from this one. It also ends when every
    project that somebody wants is bought. This is the rule of Wieliczka 2023, found by repeating
    its count: it goes on although nothing unbought would fit any more, because a richer count may
    exchange two projects for a better one. ADD1_UNTIL_FULL: the same, but ends as soon as no
    wanted project fits into what is left, as the published program of equalshares.net and
    pabutools do. ADD1_GREEDY ("add1u"): after ADD1, what still fits is funded by points.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1_UNTIL_FULL = "add1-until-full"
    ADD1_GREEDY = "add1u"


def add1_step(each: Fraction) -> Fraction:
    """By how much every voter's part is raised at a time.

    One unit of the file's money, as in Pabulib's "equalshares/add1". Where the part is below one, a
    whole unit would more than double it, and where it is above 10,000 the count would be repeated
    for nothing: there the step is the greatest power of ten within a hundredth or a thousandth.

    Parameters
    ----------
    each : Fraction
        The part that each begins with, in the unit of the costs, from 0.

    Returns
    -------
    Fraction
        A power of ten, in the same unit.
    """
    step = Fraction(1)
    while 0 < each < 1 and step > each / 100:
        step /= 10
    while each > 10_000 and step * 10 <= each / 1_000:
        step *= 10
    return step


@dataclass(frozen=True)
class _Completed:
    """What was bought with which part; by how many steps that was raised; what was added by points.

    was_cut: whether the raising ended because it took too many counts.
    """

    bought: tuple[Purchase, ...]
    each: Fraction
    raised: int
    step: Fraction
    added: tuple[int, ...] = ()
    was_cut: bool = False


def count_equal_shares(
    projects: Sequence[Project],
    ballots: Iterable[BudgetBallot],
    *,
    budget: Fraction | int,
    seed: int = 0,
    completion: Completion | str = Completion.ADD1,
    worth: Worth | str = Worth.COST,
    step: Fraction | int | None = None,
    withdrawn: Collection[str] = (),
) -> Count:
    """Count by the Method of Equal Shares. Approvals weigh one point; scores weigh their points.

    Equal projects: the cheaper first, then the one with more voters, then a lot. After 20,000
    counts the raising ends and the result says so.

    Parameters
    ----------
    projects : Sequence[Project]
        At least one, each id once.
    ballots : Iterable[BudgetBallot]
        Of either kind, in any order.
    budget : Fraction | int
        In the unit of the costs, above zero.
    seed : int, default 0
        Draws lots among equals.
    completion : Completion | str, default Completion.ADD1
        What becomes of money left over; see `Completion`.
    worth : Worth | str, default Worth.COST
        What a project gives a voter for each point: its cost (as in Wieliczka) or one (each project
        counts the same).
    step : Fraction | int | None, default None
        What add1 adds to each voter at a time, above zero; None is `add1_step`.
    withdrawn : Collection[str], default ()
        Ids that may not win; nor can what costs more than the whole budget, which would else end
        the raising for all.

    Returns
    -------
    Count
        One stage per funded project; its one total is the price per point that those pay who still
        had enough (for approvals: per supporter).

    Raises
    ------
    Refused
        As `poll_of` does, and for a budget or a step that is not above zero.

    References
    ----------
    Peters, D., Pierczyński, G. and Skowron, P. (2021). Proportional participatory budgeting with
        additive utilities. NeurIPS.
    """
    poll = poll_of(projects, ballots)
    total = checked_budget(budget)
    able = [
        n
        for n, project in enumerate(poll.projects)
        if project.id not in withdrawn and len(poll.groups[n]) and project.cost <= total
    ]
    lot = {name: n for n, name in enumerate(by_lot([p.id for p in poll.projects], seed=seed))}
    preference = sorted(
        able,
        key=lambda n: (poll.projects[n].cost, -poll.votes(n), lot[poll.projects[n].id]),
    )
    way = Completion(completion), Worth(worth)
    done = _complete(poll, preference, total, *way, step)
    stages, left = _stages(poll, done, total)
    return Count(
        method="equal-shares",
        seats=None,
        quota=None,
        winners=tuple(stage.elected[0] for stage in stages),
        names={project.id: project.name for project in poll.projects},
        stages=stages,
        ties=ties_of(poll, done.bought),
        explanation=tuple(_explained(poll, total, done, left, way)),
    )


def _complete(
    poll: Poll,
    preference: Sequence[int],
    total: Fraction,
    completion: Completion,
    worth: Worth,
    step: Fraction | int | None,
) -> _Completed:
    """Count once, and again with more for each, as `Completion` says."""
    each = total / poll.voters if poll.voters else Fraction(0)
    raise_by = add1_step(each) if step is None else Fraction(step)
    if raise_by <= 0:
        raise Refused("The step is %(step)s. It is above zero.", field="step", step=str(raise_by))
    done = _Completed(buy(poll, preference, each, worth), each, 0, raise_by)
    steps, counts = each // raise_by, 0
    while completion is not Completion.NONE and len(done.bought) < len(preference):
        if completion is Completion.ADD1_UNTIL_FULL and _is_full(poll, preference, done, total):
            break
        if counts >= _COUNTS_MAX:
            return replace(done, was_cut=True)
        steps = max(steps + 1, _nothing_new_before(poll, preference, done.bought) // raise_by)
        again = buy(poll, preference, steps * raise_by, worth)
        counts += 1
        if _cost(poll, again) > total:
            break
        done = _Completed(again, steps * raise_by, int(steps - each // raise_by), raise_by)
    if completion is not Completion.ADD1_GREEDY:
        return done
    return replace(done, added=_added(poll, preference, done.bought, total))


def _nothing_new_before(poll: Poll, able: Sequence[int], bought: Sequence[Purchase]) -> Fraction:
    """A part up to which, exclusive, every count buys the same as this one; 0 when not known.

    Where every supporter paid in full, more money changes no price. A project that is not bought
    and that its supporters could not pay with untouched purses waits until those reach its cost.
    """
    if not all(one.in_full for one in bought):
        return Fraction(0)
    taken = {one.project for one in bought}
    return min(poll.projects[n].cost / poll.votes(n) for n in able if n not in taken)


def _cost(poll: Poll, bought: Iterable[Purchase]) -> Fraction:
    return sum((poll.projects[one.project].cost for one in bought), Fraction(0))


def _is_full(poll: Poll, able: Sequence[int], done: _Completed, total: Fraction) -> bool:
    """Whether no project that somebody wants would still fit."""
    taken = {one.project for one in done.bought}
    left = total - _cost(poll, done.bought)
    return all(poll.projects[n].cost > left for n in able if n not in taken)


def _added(
    poll: Poll, preference: Sequence[int], bought: Sequence[Purchase], total: Fraction
) -> tuple[int, ...]:
    """Projects that still fit, by their points; equal ones in the order of `preference`."""
    taken = {one.project for one in bought}
    left = total - _cost(poll, bought)
    added = []
    for n in sorted((n for n in preference if n not in taken), key=poll.total, reverse=True):
        if poll.projects[n].cost <= left:
            added.append(n)
            left -= poll.projects[n].cost
    return tuple(added)


_RAISED = Sentence(
    "Because money was left over, every part was raised by %(step)s at a time (times: %(times)s), "
    "to %(each)s, and the count was repeated: the last count that fits the budget holds."
)
_ENDS = {
    Completion.ADD1_UNTIL_FULL: Sentence(
        "The raising ends as soon as nothing that somebody wants would fit into what is left, or "
        "before the count would cost more than the budget."
    ),
    Completion.ADD1: Sentence(
        "The raising ends before the count would cost more than the budget, or when all that "
        "somebody wants is bought. It goes on when nothing more would fit into what is left, "
        "because the next count may exchange projects for others."
    ),
}


def _stages(poll: Poll, done: _Completed, total: Fraction) -> tuple[tuple[Stage, ...], Fraction]:
    """Each funded project with its price and what is left of the true budget, and the last rest."""
    stages = []
    left = total
    for n, one in enumerate(done.bought, 1):
        project = poll.projects[one.project]
        left -= project.cost
        sentence = BOUGHT[poll.is_approval, one.in_full].filled(
            name=project.name,
            cost=amount(project.cost),
            voters=poll.votes(one.project),
            price=amount(one.price),
            left=amount(left),
        )
        stages.append(Stage(n, {project.id: one.price}, (project.id,), (), sentence))
    for added in done.added:
        project = poll.projects[added]
        left -= project.cost
        still = (
            Sentence(
                "%(name)s (votes: %(points)s) costs %(cost)s and still fits: it is added. Left of "
                "the budget: %(left)s."
            )
            if poll.is_approval
            else Sentence(
                "%(name)s (points: %(points)s) costs %(cost)s and still fits: it is added. Left of "
                "the budget: %(left)s."
            )
        )
        sentence = still.filled(
            name=project.name,
            cost=amount(project.cost),
            points=amount(poll.total(added)),
            left=amount(left),
        )
        totals = {project.id: poll.total(added)}
        stages.append(Stage(len(stages) + 1, totals, (project.id,), (), sentence))
    return tuple(stages), left


def _explained(
    poll: Poll, total: Fraction, done: _Completed, left: Fraction, way: tuple[Completion, Worth]
) -> Iterable[Sentence]:
    """The count in a few sentences."""
    completion, worth = way
    part = total / poll.voters if poll.voters else Fraction(0)
    yield Sentence(
        "Voters: %(voters)s. Each holds an equal part of %(budget)s: %(each)s. A project is "
        "bought when its supporters can pay for it together.",
        {"voters": poll.voters, "budget": amount(total), "each": amount(part)},
    )
    yield FIRST[worth]
    if done.raised:
        yield _RAISED.filled(step=amount(done.step), times=done.raised, each=amount(done.each))
        yield _ENDS.get(completion, _ENDS[Completion.ADD1])
    if done.was_cut:
        yield Sentence(
            "The count was repeated %(times)s times and not raised further.", {"times": _COUNTS_MAX}
        )
    if done.added:
        added = (
            Sentence("Added by their votes, because they still fit: %(names)s.")
            if poll.is_approval
            else Sentence("Added by their points, because they still fit: %(names)s.")
        )
        yield added.filled(names=", ".join(poll.projects[n].name for n in done.added))
    yield Sentence(
        "Funded projects: %(funded)s, for %(spent)s in all; left over: %(left)s.",
        {
            "funded": len(done.bought) + len(done.added),
            "spent": amount(total - left),
            "left": amount(left),
        },
    )
