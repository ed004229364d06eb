"""Evidence: which accounts, which target, which time, how many seen and how many expected.

An item of evidence holds nothing that cannot be counted again in the log (`recounting.recompute`):
a checker, an appeal or the accused herself gets the same numbers, or sees that they differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cohive.words.sentences import Sentence

__all__ = ["Evidence", "Kind", "when"]


class Kind(StrEnum):
    """What an item counts."""

    TARGET = "target"
    """The group's acts on one target in its window, of all acts there (crowd)."""
    OWN = "own"
    """On how many of the group's targets one account acted in their windows."""
    COMPANIONS = "companions"
    """With how many others of the group one account has two or more targets in lockstep."""
    COHORT = "cohort"
    """How many of the group came within one window, of all in it (crowd)."""
    INVITED = "invited"
    """How many of the group one and the same person let in, of all she let in (crowd)."""
    LIVES = "lives"
    """How many of all acts the targets ever had (crowd) came from the group in its windows."""
    MUTUAL = "mutual"
    """Pairs of the group (of crowd) who acted on each other, where accounts are targets too."""
    BENEFICIARY = "beneficiary"
    """How many of the targets (crowd) pay one and the same in the ledger."""
    COPIES = "copies"
    """How many others of these accounts wrote nearly what the first one wrote."""
    AGAINST = "against"
    """How many of an account's ratings lie on the other side than most of the others' do."""
    TIES = "ties"
    """How many pairs of the group (of crowd) act together, or of one account with the others."""


@dataclass(frozen=True)
class Evidence:
    """One count that can be made again from the log.

    Attributes
    ----------
    kind : Kind
        What was counted.
    accounts : tuple[str, ...]
        Names.
    targets : tuple[str, ...]
        Names.
    begins : tuple[float, ...]
        Unix times at which the targets' windows begin, or one for all.
    ends : tuple[float, ...]
        Unix times at which they end, or one for all.
    window_seconds : float
        How close counts as together.
    seen : int
        What was counted, from 0.
    expected : float
        What was to be expected, from 0.
    crowd : int
        Out of how many.
    blocks : int
        Into how many spans the log was cut for what was expected.
    others : tuple[str, ...]
        Names of accounts it was compared with.
    """

    kind: Kind
    accounts: tuple[str, ...]
    targets: tuple[str, ...]
    begins: tuple[float, ...]
    ends: tuple[float, ...]
    window_seconds: float
    seen: int
    expected: float
    crowd: int
    blocks: int
    others: tuple[str, ...] = ()

    @property
    def sentence(self) -> Sentence:
        """What was counted, for a person."""
        return Sentence.known(_SENTENCES[self.kind].english).filled(
            seen=self.seen,
            expected=round(self.expected, 2),
            crowd=self.crowd,
            accounts=len(self.accounts),
            account=self.accounts[0] if self.accounts else "",
            others=len(self.others),
            targets=len(self.targets),
            target=self.targets[0] if self.targets else "",
            begin=when(min(self.begins, default=0.0)),
            end=when(max(self.ends, default=0.0)),
            hours=round(self.window_seconds / 3600, 1),
        )


_SENTENCES = {
    Kind.TARGET: Sentence(
        "%(seen)s of the %(crowd)s acts on “%(target)s” between %(begin)s and %(end)s came from"
        " these accounts; %(expected)s were to be expected."
    ),
    Kind.OWN: Sentence(
        "“%(account)s” acted on %(seen)s of the group's %(targets)s targets while the group did;"
        " %(expected)s were to be expected."
    ),
    Kind.COMPANIONS: Sentence(
        "“%(account)s” acted on two or more targets within %(hours)s hours of %(seen)s of the"
        " %(others)s others; %(expected)s were to be expected."
    ),
    Kind.COHORT: Sentence(
        "%(seen)s of these %(accounts)s accounts first came between %(begin)s and %(end)s;"
        " %(expected)s were to be expected among accounts active at the same time."
    ),
    Kind.INVITED: Sentence(
        "One and the same person let in %(seen)s of these %(accounts)s accounts; %(expected)s were"
        " to be expected among accounts active at the same time."
    ),
    Kind.LIVES: Sentence(
        "%(seen)s of all %(crowd)s acts that the %(targets)s targets ever had came from these"
        " accounts in these windows; %(expected)s were to be expected."
    ),
    Kind.MUTUAL: Sentence(
        "%(seen)s of the %(crowd)s pairs of these accounts acted on each other; %(expected)s were"
        " to be expected."
    ),
    Kind.BENEFICIARY: Sentence(
        "The proceeds of %(seen)s of the %(crowd)s targets go to one and the same; %(expected)s"
        " were to be expected."
    ),
    Kind.COPIES: Sentence(
        "%(seen)s of the %(others)s others wrote nearly the same as “%(account)s”; %(expected)s"
        " were to be expected among accounts that write."
    ),
    Kind.TIES: Sentence(
        "%(seen)s of %(crowd)s possible pairs act together (accounts: %(accounts)s, others:"
        " %(others)s); %(expected)s were to be expected from how many companions each has."
    ),
    Kind.AGAINST: Sentence(
        "%(seen)s of the %(crowd)s ratings that “%(account)s” gave lie on the other side than those"
        " of most others; %(expected)s were to be expected."
    ),
}


def when(seconds: float) -> str:
    """Say a unix time as a date and time in UTC, or as it is where no calendar reaches.

    Parameters
    ----------
    seconds : float
        Any finite number.

    Returns
    -------
    str
        Such as 2026-03-01 18:30.
    """
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return f"{seconds:.0f}"
