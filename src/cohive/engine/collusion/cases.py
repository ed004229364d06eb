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
    """One group with what was counted about it.

    Attributes
    ----------
    members : tuple[str, ...]
        Names of its accounts.
    targets : tuple[str, ...]
        Names of what it acted on together.
    begin : float | None
        Unix time of its first act; None without times.
    end : float | None
        Unix time of its last act; None without times.
    window_seconds : float | None
        How close counts as together; None without times.
    surprise : float
        Its effect, from 0; the larger, the less like chance.
    log10_p : float
        log10 of the probability that chance makes such a group, at most 0.
    reported : bool
        Whether it is among the discoveries.
    explained : bool
        Whether an innocent check explains it.
    witnesses : Mapping[Witness, float]
        log10 of the p-value of each witness that counts.
    evidence : tuple[Evidence, ...]
        Counts about the group.
    by_account : Mapping[str, tuple[Evidence, ...]]
        Counts about each member.
    checks : tuple[Check, ...]
        The innocent explanations with their answers.
    action : Action
        The step that the rules allow.
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
    """What was found in one log.

    Attributes
    ----------
    users : tuple[str, ...]
        Every account's name.
    scores : tuple[float, ...]
        -log10 of its combined p-value, from 0; higher is more suspicious.
    witnesses : tuple[tuple[Witness, ...], ...]
        Who saw something of each account.
    cases : tuple[Case, ...]
        The groups, the largest effect first.
    lacks : tuple[Sentence, ...]
        What could not be looked at, and why.
    looked_at : tuple[Witness, ...]
        The witnesses that could look.
    events : int
        Acts in the log.
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
    """Choose the step that the rules allow.

    Parameters
    ----------
    reported : bool
        Whether the group is among the discoveries.
    explained : bool
        Whether an innocent check explains it.
    independent : int
        How many independent witnesses saw it.
    least : int
        How many are needed before anything counts less.
    paid : bool
        Whether a ledger says whom the targets pay.

    Returns
    -------
    Action
        Never more than a hold that can be released.
    """
    if explained:
        return Action.NONE
    if not reported or independent < least:
        return Action.OBSERVE
    return Action.HOLD if paid else Action.REVIEW
