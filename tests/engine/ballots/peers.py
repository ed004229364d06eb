"""The same polls in pabutools, and the Method of Equal Shares once more, plainly and slowly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from fractions import Fraction

from pabutools.election import ApprovalBallot as TheirBallot
from pabutools.election import ApprovalProfile, Instance
from pabutools.election import Project as TheirProject
from pabutools.tiebreaking import TieBreakingRule

from cohive.engine.ballots.budgeting import BudgetBallot
from cohive.engine.ballots.forms import ApprovalBallot, Project
from cohive.engine.ballots.results import by_lot


def pabutools_poll(
    projects: Sequence[Project],
    ballots: Iterable[BudgetBallot],
    budget: Fraction,
    *,
    only: Set[str] | None = None,
) -> tuple[Instance, ApprovalProfile]:
    """Approvals as pabutools takes them, without blank ballots and unwanted projects.

    only: projects to keep; who wants no other still holds her part of the budget.
    """
    approvals = [ballot for ballot in ballots if isinstance(ballot, ApprovalBallot)]
    wanted = {name for ballot in approvals for name in ballot.approved}
    kept = wanted if only is None else wanted & only
    theirs = {p.id: TheirProject(p.id, p.cost) for p in projects if p.id in kept}
    profile = ApprovalProfile(
        [
            TheirBallot([theirs[name] for name in ballot.approved if name in kept])
            for ballot in approvals
            for _ in range(ballot.count if ballot.approved else 0)
        ]
    )
    return Instance(theirs.values(), budget_limit=budget), profile


def by_our_lot(projects: Collection[Project], seed: int = 0) -> TieBreakingRule:
    """Ties of the greedy rule: our lot."""
    places = {name: n for n, name in enumerate(by_lot([p.id for p in projects], seed=seed))}
    return TieBreakingRule(lambda _, __, project: places[project.name])


def cheaper_then_more_votes(projects: Collection[Project], seed: int = 0) -> TieBreakingRule:
    """Ties of equal shares: the cheaper, then who has more votes, then our lot."""
    places = {name: n for n, name in enumerate(by_lot([p.id for p in projects], seed=seed))}
    return TieBreakingRule(
        lambda _, profile, project: (
            project.cost,
            -profile.approval_score(project),
            places[project.name],
        )
    )


def equal_shares_slowly(
    projects: Sequence[Project],
    voters: Sequence[Mapping[str, int]],
    each: Fraction,
    *,
    worth_is_cost: bool,
    seed: int = 0,
) -> list[str]:
    """Straight from the definition: one purse per voter, every project looked at in every round."""
    purses = [each] * len(voters)
    places = {name: n for n, name in enumerate(by_lot([p.id for p in projects], seed=seed))}
    bought: list[str] = []
    while True:
        best: tuple[Fraction, Fraction, int, int] | None = None
        found: tuple[Project, Fraction] | None = None
        for project in projects:
            givers = [
                (n, given[project.id]) for n, given in enumerate(voters) if project.id in given
            ]
            if project.id in bought or sum(purses[n] for n, _ in givers) < project.cost:
                continue
            price = next(
                price
                for price in sorted(_prices(project.cost, [(purses[n], u) for n, u in givers]))
                if sum(min(purses[n], price * u) for n, u in givers) >= project.cost
            )
            rho = price / project.cost if worth_is_cost else price
            key = (rho, project.cost, -len(givers), places[project.id])
            if best is None or key < best:
                best, found = key, (project, price)
        if found is None:
            return bought
        project, price = found
        for n, given in enumerate(voters):
            if project.id in given:
                purses[n] -= min(purses[n], price * given[project.id])
        bought.append(project.id)


def _prices(cost: Fraction, purses: Sequence[tuple[Fraction, int]]) -> Iterable[Fraction]:
    """Every price that can be the right one: some who have least per point pay all they have."""
    order = sorted(purses, key=lambda purse: purse[0] / purse[1])
    for poor in range(len(order)):
        rest = cost - sum(purse for purse, _ in order[:poor])
        yield rest / sum(points for _, points in order[poor:])
