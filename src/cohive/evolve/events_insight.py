"""What the journal says of figures: who agreed to be shown, and what is public."""

from __future__ import annotations

from dataclasses import dataclass

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "evolve.broker.agreed",
    verb=Verb.ACCEPT,
    sentence="%(actor)s agreed that stewards see whom she connects.",
)
@dataclass(frozen=True)
class BrokerAgreed:
    """A member may be named among those who carry things between circles."""


@event(
    "evolve.broker.withdrew",
    verb=Verb.UNDO,
    sentence="%(actor)s no longer wants stewards to see whom she connects.",
)
@dataclass(frozen=True)
class BrokerWithdrew:
    """She is named no more."""


@event(
    "evolve.names.agreed",
    verb=Verb.ACCEPT,
    sentence="%(actor)s agreed that stewards see her by name in the figures.",
)
@dataclass(frozen=True)
class NamesAgreed:
    """A member may be named where she connects, is one step away, or carries a work."""


@event(
    "evolve.names.withdrew",
    verb=Verb.UNDO,
    sentence="%(actor)s no longer wants stewards to see her by name in the figures.",
)
@dataclass(frozen=True)
class NamesWithdrew:
    """She is named no more."""


@event(
    "evolve.figures.shown",
    verb=Verb.ANNOUNCE,
    sentence="%(actor)s put the place's main figure on the front page.",
)
@dataclass(frozen=True)
class FiguresShown:
    """Everybody sees how the place stands."""


@event(
    "evolve.figures.hidden",
    verb=Verb.UNDO,
    sentence="%(actor)s took the place's main figure from the front page.",
)
@dataclass(frozen=True)
class FiguresHidden:
    """Only stewards see how the place stands."""
