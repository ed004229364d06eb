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
CONSENT = Sentence("consent")
INTEREST = Sentence("interest in answering who writes")
DUE_CARE = Sentence("interest in serving well; one may object")
ACCOUNTABLE = Sentence("duty to show who looked")
UNTIL_SHE_LEAVES = Sentence("until the account is erased")
UNTIL_TAKEN_BACK = Sentence("on the desk’s page until the consent is taken back")
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


MESSAGES = Sentence("messages")
SHOP = Sentence("the shop")
HERE = Sentence("what was done here")
FILE = Sentence("a file of the firm")
DESK = Sentence("the desk")

_GROUNDS: dict[str, Ground] = {
    ground.kind: ground
    for ground in (
        Ground(
            "account",
            Sentence("Account here"),
            Sentence("joining the place"),
            Sentence("to know who signs in"),
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
                "without a name"
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
            Sentence("to tell what came of it"),
            INTEREST,
            DAYS_AFTER_DONE,
        ),
        Ground(
            "mail",
            Sentence("Mail lists"),
            Sentence("a yes or no to a list"),
            Sentence("to know what may be sent, and to show the agreement"),
            CONSENT,
            Sentence("the proof until the address is erased"),
        ),
        Ground(
            "push",
            Sentence("News in a browser"),
            Sentence("a yes in the browser"),
            Sentence("to tell of news there"),
            CONSENT,
            Sentence("until it is switched off or the account is erased"),
        ),
        Ground(
            "brought",
            Sentence("Brought along"),
            FILE,
            Sentence("to recognise who comes back"),
            Sentence("an earlier contract, or consent"),
            Sentence("a year, unless the page is claimed"),
        ),
        Ground(
            "consent",
            Sentence("Yes to one line"),
            Sentence("the own page"),
            Sentence("to show the agreement"),
            CONSENT,
            UNTIL_SHE_LEAVES,
        ),
        Ground(
            "circle",
            Sentence("Circles"),
            HERE,
            Sentence("to know whom one answers"),
            CONSENT,
            UNTIL_TAKEN_BACK,
            joined=True,
        ),
        Ground(
            "made",
            Sentence("Works and ideas"),
            HERE,
            Sentence("to know whom one answers"),
            CONSENT,
            UNTIL_TAKEN_BACK,
            joined=True,
        ),
        Ground(
            "link",
            Sentence("Links passed on"),
            HERE,
            Sentence("to know whom one answers"),
            CONSENT,
            UNTIL_TAKEN_BACK,
            joined=True,
        ),
        Ground(
            "note",
            Sentence("Notes"),
            DESK,
            Sentence("to serve without asking twice"),
            DUE_CARE,
            DAYS_AFTER_WRITTEN,
        ),
        Ground(
            "follow_up",
            Sentence("Days to come back"),
            DESK,
            Sentence("to keep what was promised"),
            DUE_CARE,
            DAYS_AFTER_DONE,
        ),
        Ground(
            "reading",
            Sentence("Who looked"),
            DESK,
            Sentence("so that it can be seen who did"),
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
