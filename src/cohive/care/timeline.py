"""Why the place holds each kind of thing about a person, and what later rooms add to her line.

A kind is `joined` where it is shown to the desk beside the others only if she allows it herself,
and `is_hers_alone` where she was promised that nobody else sees it. The rest belongs to an order or
to what she wrote, and is there without asking. A later room registers its kind with the reasons and
a function that tells a member's moments, newest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from cohive.bond.keyset import Mark
from cohive.words.moments import Moment
from cohive.words.sentences import Sentence

CONTRACT = Sentence("contract")
CONTRACT_AND_LAW = Sentence("contract, and the law on bookkeeping")
CONSENT = Sentence("her consent")
INTEREST = Sentence("she wrote to us, and waits for an answer")
DUE_CARE = Sentence("our interest in serving her well; she may object")
ACCOUNTABLE = Sentence("our duty to show who looked")
UNTIL_SHE_LEAVES = Sentence("until she leaves")
UNTIL_TAKEN_BACK = Sentence("on the desk’s page until she takes it back")
DAYS_AFTER_DONE = Sentence("%(days)s days after it was done")
DAYS_AFTER_WRITTEN = Sentence("%(days)s days after it was written")


@dataclass(frozen=True)
class Ground:
    """Why something is held: `purpose`, legal `ground`, and how long (`%(days)s`: the inbox's)."""

    kind: str
    what: Sentence
    source: Sentence
    purpose: Sentence
    ground: Sentence
    kept: Sentence
    joined: bool = False
    is_hers_alone: bool = False


class Teller(Protocol):
    """Tells a member's moments behind a mark, at most `limit` of them, newest first."""

    def __call__(self, agent: UUID, /, *, before: Mark | None, limit: int) -> list[Moment]:
        """Her moments."""


MESSAGES = Sentence("what she wrote")
SHOP = Sentence("the shop")
HERE = Sentence("what she did here")
FILE = Sentence("a file of the firm")
DESK = Sentence("the desk")

_GROUNDS: dict[str, Ground] = {
    ground.kind: ground
    for ground in (
        Ground(
            "account",
            Sentence("Account"),
            Sentence("her joining"),
            Sentence("to know her when she signs in"),
            CONTRACT,
            UNTIL_SHE_LEAVES,
        ),
        Ground(
            "order",
            Sentence("Orders"),
            SHOP,
            Sentence("to send what was bought and to keep the books"),
            CONTRACT_AND_LAW,
            Sentence(
                "name and address 60 days after arrival; amounts as long as the law asks, "
                "without her"
            ),
        ),
        Ground(
            "tier",
            Sentence("Memberships"),
            SHOP,
            Sentence("to give what a membership promises"),
            CONTRACT,
            UNTIL_SHE_LEAVES,
        ),
        Ground(
            "conversation",
            Sentence("Messages"),
            MESSAGES,
            Sentence("to answer"),
            INTEREST,
            DAYS_AFTER_DONE,
        ),
        Ground(
            "thanks",
            Sentence("What came of it"),
            MESSAGES,
            Sentence("to tell her what came of what she raised"),
            INTEREST,
            DAYS_AFTER_DONE,
        ),
        Ground(
            "mail",
            Sentence("Mail she asked for"),
            Sentence("her yes or no to a list"),
            Sentence("to know what she may be sent, and to show that she agreed"),
            CONSENT,
            Sentence("the proof until she is erased"),
        ),
        Ground(
            "brought",
            Sentence("Brought along"),
            FILE,
            Sentence("to know her again when she comes"),
            Sentence("an earlier contract, or her consent"),
            Sentence("a year, unless she comes"),
        ),
        Ground(
            "consent",
            Sentence("Her yes to this page"),
            Sentence("her own page"),
            Sentence("to show that she agreed"),
            CONSENT,
            UNTIL_SHE_LEAVES,
        ),
        Ground(
            "circle",
            Sentence("Circles"),
            HERE,
            Sentence("to know her whole when she is answered"),
            CONSENT,
            UNTIL_TAKEN_BACK,
            joined=True,
        ),
        Ground(
            "made",
            Sentence("Works and ideas"),
            HERE,
            Sentence("to know her whole when she is answered"),
            CONSENT,
            UNTIL_TAKEN_BACK,
            joined=True,
        ),
        Ground(
            "link",
            Sentence("Links she passes on"),
            HERE,
            Sentence("to know her whole when she is answered"),
            CONSENT,
            UNTIL_TAKEN_BACK,
            joined=True,
        ),
        Ground(
            "note",
            Sentence("Notes"),
            DESK,
            Sentence("to serve her without asking twice"),
            DUE_CARE,
            DAYS_AFTER_WRITTEN,
        ),
        Ground(
            "follow_up",
            Sentence("Days to come back"),
            DESK,
            Sentence("to keep what was promised to her"),
            DUE_CARE,
            DAYS_AFTER_DONE,
        ),
        Ground(
            "reading",
            Sentence("Who looked"),
            DESK,
            Sentence("so that she can see it"),
            ACCOUNTABLE,
            DAYS_AFTER_WRITTEN,
        ),
    )
}
_later: dict[str, tuple[Ground, Teller]] = {}


def register(ground: Ground, tell: Teller) -> None:
    """Let a later room add its kind; the same kind again replaces it."""
    _later[ground.kind] = (ground, tell)


def grounds() -> dict[str, Ground]:
    """Every kind with its reasons, in the order a page lists them."""
    return {**_GROUNDS, **{kind: ground for kind, (ground, _tell) in _later.items()}}


def tellers() -> dict[str, Teller]:
    """What later rooms tell, by kind."""
    return {kind: tell for kind, (_ground, tell) in _later.items()}
