"""Figures with and without the accounts that a public review concerns.

Accounts of a confirmed review are left out of the figures. While a review is not judged its
accounts are counted, and the figures without them are kept beside, so that a page states both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

import polars as pl

from cohive.engine.insight import Insight
from cohive.evolve.written import written
from cohive.guard.queries import Doubted
from cohive.journal import jobs
from cohive.journal.events import ActRecord

__all__ = ["JUDGED", "acts_of_others", "beside_reviews", "count_anew", "names_of"]

JUDGED: Final = ("guard.review.confirmed", "guard.review.released", "guard.review.reversed")
"""Acts after which other accounts are left out than before."""

KEPT = ("horizontality", "talking", "attention", "money", "making", "ladder")


def names_of(agents: frozenset[Any]) -> frozenset[str]:
    """Agents as the frame names them."""
    return frozenset(map(str, agents))


def acts_of_others(acts: pl.DataFrame, left: Collection[str]) -> pl.DataFrame:
    """Acts neither by nor to those who are left out; as `engine.ties.addressed` gives them."""
    if not left:
        return acts
    names = list(left)
    return acts.filter(
        ~pl.col("actor").is_in(names) & (pl.col("to").is_null() | ~pl.col("to").is_in(names))
    )


def count_anew(act: ActRecord) -> None:
    """Take the figures again at once: until then the public one would count who is judged."""
    jobs.schedule("evolve.take_figures", key="after a verdict", run_at=act.at)


def beside_reviews(look: Callable[..., Insight], doubted: Doubted) -> dict[str, Any]:
    """How many accounts are left out or in doubt, and the main figures without those in doubt.

    `look` computes the window with its people left out as `without`. No account is named, and the
    ladder is kept as counts.
    """
    found: dict[str, Any] = {
        "confirmed": len(doubted.confirmed),
        "unjudged": len(doubted.unjudged),
        "without": None,
    }
    if doubted.unjudged:
        data = written(look(without=names_of(doubted.confirmed | doubted.unjudged)))
        kept = {name: data[name] for name in KEPT}
        kept["ladder"] = {key: data["ladder"][key] for key in ("counts", "rule", "n")}
        found["without"] = kept
    return {"reviewed": found}
