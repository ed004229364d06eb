"""The words of equal shares: how a project is bought, which one comes first, and what equals do."""

from __future__ import annotations

from collections.abc import Sequence

from cohive.engine.ballots.polls import Poll
from cohive.engine.ballots.purses import Purchase, Worth
from cohive.engine.ballots.results import Tie
from cohive.words.sentences import Sentence

__all__ = ["BOUGHT", "FIRST", "ties_of"]

BOUGHT = {  # by whether the ballots are approvals, and whether all pay in full
    (True, True): Sentence(
        "%(name)s costs %(cost)s. It is bought: each supporter (%(voters)s) pays %(price)s. Left "
        "of the budget: %(left)s."
    ),
    (True, False): Sentence(
        "%(name)s costs %(cost)s. It is bought: each supporter (%(voters)s) pays %(price)s, or all "
        "she still has. Left of the budget: %(left)s."
    ),
    (False, True): Sentence(
        "%(name)s costs %(cost)s. It is bought: each supporter (%(voters)s) pays %(price)s per "
        "point. Left of the budget: %(left)s."
    ),
    (False, False): Sentence(
        "%(name)s costs %(cost)s. It is bought: each supporter (%(voters)s) pays %(price)s per "
        "point, or all she still has. Left of the budget: %(left)s."
    ),
}
FIRST = {
    Worth.COST: Sentence(
        "Each project counts to its supporters for what it costs: of those that can be bought, "
        "first comes the one with the smallest price divided by cost. The price is what a "
        "supporter pays (for each point she gave) who still has enough."
    ),
    Worth.ONE: Sentence(
        "Each project counts to its supporters the same, whatever it costs: of those that can be "
        "bought, first comes the one with the smallest price. The price is what a supporter pays "
        "(for each point she gave) who still has enough."
    ),
}


def ties_of(poll: Poll, bought: Sequence[Purchase]) -> tuple[Tie, ...]:
    """Where several projects gave the same for the price, and what put one of them first.

    Parameters
    ----------
    poll : Poll
        The projects and who wants them.
    bought : Sequence[Purchase]
        In the order they were bought.

    Returns
    -------
    tuple[Tie, ...]
        Their stage is that of the purchase.
    """
    ties = []
    for stage, one in enumerate(bought, 1):
        if len(one.equal) < 2:
            continue
        first, second = (poll.projects[n] for n in one.equal[:2])
        votes = [poll.votes(n) for n in one.equal[:2]]
        names = tuple(poll.projects[n].id for n in one.equal)
        said = (
            Sentence(
                "%(names)s give the same for their price. %(first)s is taken first: it is cheaper."
            )
            if first.cost < second.cost
            else Sentence(
                "%(names)s give the same for their price and cost the same. %(first)s is taken "
                "first: it has more supporters."
            )
            if votes[0] > votes[1]
            else Sentence(
                "%(names)s give the same for their price, cost the same and have as many "
                "supporters. A lot puts %(first)s first."
            )
        )
        sentence = said.filled(names=", ".join(names), first=first.name)
        ties.append(Tie(stage, names, names, sentence))
    return tuple(ties)
