"""Lines: what each claim to a pool comes to, and what all of them come to together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cohive.engine.claim_terms import Advance, Claim, Forever, PartClaim, UntilPaid
from cohive.words.money import Money

__all__ = ["ClaimLine", "Claimed", "advances_of", "limit_of"]


@dataclass(frozen=True)
class ClaimLine:
    """What one claim, or one advance against it, comes to.

    Attributes
    ----------
    claim : Claim
        As agreed.
    exact : Fraction
        Minor units, from 0.
    rate : Fraction
        Its part, 0 to 1, of the next unit; 0 for a claim that is served in full.
    advance : Advance | None, default None
        The advance against the claim that this line pays back; None for what the claim's own payee
        has, which of a part is what it brought less its advances.
    """

    claim: Claim
    exact: Fraction
    rate: Fraction
    advance: Advance | None = None

    @property
    def payee(self) -> str:
        """Who is paid by this line."""
        return self.claim.payee if self.advance is None else self.advance.payee


@dataclass(frozen=True)
class Claimed:
    """Everything claimed of a total, in minor units of one currency.

    Attributes
    ----------
    total : Money
        What came in less what was refunded.
    amounts : Mapping[str, int]
        By payee, whole units, the floor of the sum of her lines, in the order of ids.
    waiting : int
        total − Σ amounts: fractions of units, and what is nobody's.
    lines : tuple[ClaimLine, ...]
        One for each claim and each advance, in an order that does not depend on the input's. The
        advances against a claim stand right before it, in the order in which they come back.
    """

    total: Money
    amounts: Mapping[str, int]
    waiting: int
    lines: tuple[ClaimLine, ...]


def limit_of(claim: PartClaim) -> Fraction | None:
    """The amount at which a part is paid off.

    Parameters
    ----------
    claim : PartClaim
        As agreed.

    Returns
    -------
    Fraction | None
        Minor units; None for a part that is never paid off.
    """
    amount = claim.amount if isinstance(claim, UntilPaid) else claim.cap
    return None if amount is None or not claim.part else Fraction(amount.minor)


def advances_of(claim: Claim) -> tuple[Advance, ...]:
    """The advances against a claim.

    Parameters
    ----------
    claim : Claim
        As agreed.

    Returns
    -------
    tuple[Advance, ...]
        In the order in which they come back; () for what is no part forever.
    """
    return claim.advances if isinstance(claim, Forever) else ()
