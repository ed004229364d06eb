"""The terms of a pool: four kinds of claims, and all claims to one pool in one currency.

In which order a pool serves them, and what they come to, stands in `cohive.engine.claims`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cohive.words.money import Money
from cohive.words.refusals import Refused

__all__ = ["Claim", "Forever", "Once", "PartClaim", "Recoup", "Terms", "UntilPaid"]


@dataclass(frozen=True)
class Recoup:
    """What somebody laid out for the product and has back first. Costs and advances.

    Attributes
    ----------
    payee : str
        Who laid it out.
    amount : Money
        From 0.
    """

    payee: str
    amount: Money


@dataclass(frozen=True)
class Once:
    """A fixed amount, paid a single time, after what is recouped and before any part.

    Attributes
    ----------
    payee : str
        Who is paid.
    amount : Money
        From 0.
    """

    payee: str
    amount: Money


@dataclass(frozen=True)
class UntilPaid:
    """A part of what remains until it has brought an amount.

    Attributes
    ----------
    payee : str
        Who is paid.
    part : Fraction
        0 to 1.
    amount : Money
        From 0.
    """

    payee: str
    part: Fraction
    amount: Money


@dataclass(frozen=True)
class Forever:
    """A part of what remains, at most a cap if there is one.

    Attributes
    ----------
    payee : str
        Who is paid.
    part : Fraction
        0 to 1.
    cap : Money | None, default None
        From 0.
    """

    payee: str
    part: Fraction
    cap: Money | None = None


Claim = Recoup | Once | UntilPaid | Forever
PartClaim = UntilPaid | Forever


@dataclass(frozen=True)
class Terms:
    """All claims to one pool in one currency; their order means nothing.

    Attributes
    ----------
    currency : str
        Its ISO 4217 code.
    claims : tuple[Claim, ...]
        A payee may have several, of the same kind too.

    Raises
    ------
    Refused
        Naming the payee, for an amount in another currency or below 0, a part outside 0 to 1, and
        parts above the whole.
    """

    currency: str
    claims: tuple[Claim, ...]

    def __post_init__(self) -> None:
        for claim in self.claims:
            _check(claim, self.currency)
        parts = (claim.part for claim in self.claims if isinstance(claim, PartClaim))
        if sum(parts, Fraction(0)) > 1:
            raise Refused("The parts add up to more than the whole.", field="claims")


def _check(claim: Claim, currency: str) -> None:
    """Refuse what no claim can be."""
    amount = claim.cap if isinstance(claim, Forever) else claim.amount
    if amount is not None and amount.currency != currency:
        raise Refused(
            "“%(payee)s” claims an amount in %(other)s, but these terms are in %(currency)s. "
            "Currencies are never mixed.",
            field="currency",
            payee=claim.payee,
            other=amount.currency,
            currency=currency,
        )
    if amount is not None and amount.minor < 0:
        raise Refused(
            "“%(payee)s” claims an amount below zero. Write 0 or more.",
            field="amount",
            payee=claim.payee,
        )
    if isinstance(claim, PartClaim) and not 0 <= claim.part <= 1:
        raise Refused(
            "“%(payee)s” has the part %(part)s. It can be from 0 to 1.",
            field="part",
            payee=claim.payee,
            part=claim.part,
        )
