"""Figures with and without the accounts that a public review concerns.

Accounts of a confirmed review are left out of the figures. While a review is not judged its
accounts are counted, and the figures without them are kept beside, so that a page states both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cohive.engine.insight import Insight
from cohive.evolve.written import written
from cohive.guard.queries import Doubted

__all__ = ["beside_reviews", "names_of"]

KEPT = ("horizontality", "talking", "attention", "money", "making", "ladder")


def names_of(agents: frozenset[Any]) -> frozenset[str]:
    """Agents as the frame names them."""
    return frozenset(map(str, agents))


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
