"""A case is about a group: who, on what, when, how surprising, which innocent reasons were tried.

A case is no verdict. It says what coincides and what may be done that can be undone; whether it was
arranged, a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cohive.engine.collusion.evidence import Evidence
from cohive.engine.collusion.innocence import Check
from cohive.words.sentences import Sentence

__all__ = ["Action", "Case", "Detection", "Witness", "action_of"]


class Witness(StrEnum):
    """Who saw something, each from another side of the log."""

    LOCKSTEP = "lockstep"
    TARGET = "target"
    COHORT = "cohort"
    RING = "ring"
    TEXT = "text"
    SOLICITATION = "solicitation"
    DISAGREEMENT = "disagreement"
    COMPANIONS = "companions"
    SHELL = "shell"
    CROWDING = "crowding"


class Action(StrEnum):
    """What may be done, from least to most; each can be undone."""

    NONE = "none"
    OBSERVE = "observe"
    REVIEW = "review"
    HOLD = "hold"


ACTIONS = {
    Action.NONE: Sentence("An innocent reason explains this group. Nothing is to be done."),
    Action.OBSERVE: Sentence(
        "Too little for a step. Look again when there is more; change nothing until then."
    ),
    Action.REVIEW: Sentence(
        "Let these acts not count in rankings while a person looks at them, and say publicly that"
        " this period is under review. Nothing is deleted."
    ),
    Action.HOLD: Sentence(
        "Let these acts not count in rankings while a person looks at them, say so publicly, and"
        " hold the payout they would bring as an entry in the ledger. Release it with an apology if"
        " the group is cleared."
    ),
}


@dataclass(frozen=True)
class Case:
    """members, targets: names. begin, end: unix times, None without times. log10_p: of chance
    making such a group. reported: among the discoveries. explained: by an innocent check.
    witnesses: with log10 of their p-values, those that count. evidence: of the group;
    by_account: of each member.
    """

    members: tuple[str, ...]
    targets: tuple[str, ...]
    begin: float | None
    end: float | None
    window_seconds: float | None
    surprise: float
    log10_p: float
    reported: bool
    explained: bool
    witnesses: Mapping[Witness, float]
    evidence: tuple[Evidence, ...]
    by_account: Mapping[str, tuple[Evidence, ...]]
    checks: tuple[Check, ...]
    action: Action

    @property
    def flagged(self) -> bool:
        """Whether a step is recommended."""
        return self.action in {Action.REVIEW, Action.HOLD}

    @property
    def recommendation(self) -> Sentence:
        """The action in plain words."""
        return ACTIONS[self.action]


@dataclass(frozen=True)
class Detection:
    """users: every account's name; scores: -log10 of its combined p-value, higher is more
    suspicious; witnesses: who saw something of each; cases: the largest effect first; lacks: what
    could not be looked at, and why; looked_at: the witnesses that could look.
    """

    users: tuple[str, ...]
    scores: tuple[float, ...]
    witnesses: tuple[tuple[Witness, ...], ...]
    cases: tuple[Case, ...]
    lacks: tuple[Sentence, ...]
    looked_at: tuple[Witness, ...]
    events: int


def action_of(
    *, reported: bool, explained: bool, independent: int, least: int, paid: bool
) -> Action:
    """The step that the rules allow; paid: whether a ledger says whom the targets pay."""
    if explained:
        return Action.NONE
    if not reported or independent < least:
        return Action.OBSERVE
    return Action.HOLD if paid else Action.REVIEW
