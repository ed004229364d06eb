"""Participatory budgeting: which projects a budget pays for, by votes while they fit (greedy).

The rule almost every town uses: order the projects by what the voters gave them and walk down,
funding each that still fits. It is easy to understand and it is a majority rule: 51 % who agree
can take the whole budget. `equal_shares` is the other answer to the same poll.

Towns add conditions to it, which are arguments here: a threshold of votes, projects that were
withdrawn, and whether the walk ends at the first project that does not fit or skips it.

All arithmetic is exact: costs and points are whole numbers or Fractions. Source of the rule's
name and form: Rey and Maly, "The (Computational) Social Choice Take on Indivisible Participatory
Budgeting" (2023), section 3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from itertools import groupby

from cohive.engine.ballots.forms import Project
from cohive.engine.ballots.polls import BudgetBallot, Poll, amount, poll_of
from cohive.engine.ballots.results import Count, Stage, Tie, by_lot
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["BudgetBallot", "Poll", "amount", "checked_budget", "count_greedy", "poll_of"]


def checked_budget(budget: Fraction | int) -> Fraction:
    """The budget as a Fraction.

    Parameters
    ----------
    budget : Fraction | int
        In the unit of the costs.

    Returns
    -------
    Fraction
        Above zero.

    Raises
    ------
    Refused
        Unless it is above zero.
    """
    exact = Fraction(budget)
    if exact <= 0:
        raise Refused(
            "The budget is %(budget)s. A budget is above zero.",
            field="budget",
            budget=amount(exact),
        )
    return exact


def count_greedy(
    projects: Sequence[Project],
    ballots: Iterable[BudgetBallot],
    *,
    budget: Fraction | int,
    seed: int = 0,
    threshold: Fraction | int = 0,
    withdrawn: Collection[str] = (),
    stops_at_misfit: bool = False,
) -> Count:
    """Fund projects by their points (votes, where ballots are approvals) while they fit.

    Parameters
    ----------
    projects : Sequence[Project]
        At least one, each id once.
    ballots : Iterable[BudgetBallot]
        Of either kind, in any order.
    budget : Fraction | int
        In the unit of the costs, above zero.
    seed : int, default 0
        Draws the order of equal points.
    threshold : Fraction | int, default 0
        Least number of voters a project needs; one that nobody names is never funded.
    withdrawn : Collection[str], default ()
        Ids that may not win.
    stops_at_misfit : bool, default False
        End at the first project that does not fit (Poznań's rule) instead of skipping it.

    Returns
    -------
    Count
        One stage per project that had a chance, in the order of the walk; `totals` are the points
        of all, `elected` the funded, `excluded` those that did not fit.

    Raises
    ------
    Refused
        As `poll_of` does, and for a budget that is not above zero.

    References
    ----------
    Rey, S. and Maly, J. (2023). The (computational) social choice take on indivisible participatory
        budgeting, section 3.
    """
    poll = poll_of(projects, ballots)
    left = checked_budget(budget)
    totals = {project.id: poll.total(n) for n, project in enumerate(poll.projects)}
    least = max(Fraction(threshold), Fraction(1))
    able = [
        n
        for n, project in enumerate(poll.projects)
        if project.id not in withdrawn and poll.votes(n) >= least
    ]
    order, ties = _walk(poll, able, totals, seed)
    stages: list[Stage] = []
    winners: list[str] = []
    for n in order:
        project = poll.projects[n]
        fits = project.cost <= left
        left -= project.cost if fits else 0
        winners += [project.id] if fits else []
        said = _walked(poll, fits=fits).filled(
            name=project.name,
            points=amount(totals[project.id]),
            cost=amount(project.cost),
            left=amount(left),
        )
        stages.append(_stage(len(stages) + 1, project, totals, said, fits=fits))
        if stops_at_misfit and not fits:
            break
    return Count(
        method="greedy-pb",
        seats=None,
        quota=None,
        winners=tuple(winners),
        names={project.id: project.name for project in poll.projects},
        stages=tuple(stages),
        ties=ties,
        explanation=_explained(poll, checked_budget(budget), left, winners, able, least),
    )


def _walk(
    poll: Poll, able: Sequence[int], totals: dict[str, Fraction], seed: int
) -> tuple[list[int], tuple[Tie, ...]]:
    """Projects by falling points, equal ones by lot, and each lot that was drawn."""
    order: list[int] = []
    ties = []

    def points(n: int) -> Fraction:
        return totals[poll.projects[n].id]

    for total, equal in groupby(sorted(able, key=points, reverse=True), key=points):
        names = {poll.projects[n].id: n for n in equal}
        drawn = by_lot(tuple(names), seed=seed)
        if len(drawn) > 1:
            equals = (
                Sentence("%(names)s have as many votes: %(points)s. A lot puts %(first)s first.")
                if poll.is_approval
                else Sentence(
                    "%(names)s have as many points: %(points)s. A lot puts %(first)s first."
                )
            )
            sentence = equals.filled(
                names=", ".join(names),
                points=amount(total),
                first=poll.projects[names[drawn[0]]].name,
            )
            ties.append(Tie(len(order) + 1, tuple(names), drawn, sentence))
        order += [names[name] for name in drawn]
    return order, tuple(ties)


def _walked(poll: Poll, *, fits: bool) -> Sentence:
    """What is said of a project: votes where voters approve, points where they give points."""
    if poll.is_approval:
        return (
            Sentence(
                "%(name)s (votes: %(points)s) costs %(cost)s: it is funded. Left over: %(left)s."
            )
            if fits
            else Sentence(
                "%(name)s (votes: %(points)s) costs %(cost)s, more than what is left, %(left)s: "
                "it is not funded."
            )
        )
    return (
        Sentence("%(name)s (points: %(points)s) costs %(cost)s: it is funded. Left over: %(left)s.")
        if fits
        else Sentence(
            "%(name)s (points: %(points)s) costs %(cost)s, more than what is left, %(left)s: "
            "it is not funded."
        )
    )


def _stage(
    n: int, project: Project, totals: dict[str, Fraction], sentence: Sentence, *, fits: bool
) -> Stage:
    """One step of the walk."""
    return Stage(
        n,
        totals,
        elected=(project.id,) if fits else (),
        excluded=() if fits else (project.id,),
        sentence=sentence,
    )


def _explained(
    poll: Poll,
    budget: Fraction,
    left: Fraction,
    winners: Sequence[str],
    able: Sequence[int],
    least: Fraction,
) -> tuple[Sentence, ...]:
    """The count in a few sentences."""
    funded = (
        Sentence(
            "Voters: %(voters)s; projects: %(projects)s; budget: %(budget)s. Projects were funded "
            "by their votes, the most first, while they fit. Funded: %(funded)s, for %(spent)s in "
            "all; left over: %(left)s."
        )
        if poll.is_approval
        else Sentence(
            "Voters: %(voters)s; projects: %(projects)s; budget: %(budget)s. Projects were funded "
            "by their points, the most first, while they fit. Funded: %(funded)s, for %(spent)s in "
            "all; left over: %(left)s."
        )
    )
    sentences = [
        funded.filled(
            voters=poll.voters,
            budget=amount(budget),
            projects=len(poll.projects),
            funded=len(winners),
            spent=amount(budget - left),
            left=amount(left),
        )
    ]
    if len(able) < len(poll.projects):
        sentences.append(
            Sentence(
                "Projects that could not be funded, because they were withdrawn or because too few "
                "voters named them (needed: %(least)s): %(projects)s.",
                {"projects": len(poll.projects) - len(able), "least": amount(least)},
            )
        )
    return tuple(sentences)
