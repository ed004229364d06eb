"""The terms of a pool: four kinds of claims, advances against one part, all claims to one pool.

In which order a pool serves them, and what they come to, stands in `cohive.engine.claims`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cohive.words.money import Money
from cohive.words.refusals import Refused

__all__ = ["Advance", "Claim", "Forever", "Once", "PartClaim", "Recoup", "Terms", "UntilPaid"]


@dataclass(frozen=True)
class Recoup:
    """What somebody laid out for the product and has back first, out of the whole pool.

    An advance to one payee is no matter of the others: that is an `Advance` against her part.

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
    """A part of what remains until it has brought an amount; then it goes to the other parts.

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
class Advance:
    """What somebody paid in advance to whoever has a part, and has back first out of that part.

    Attributes
    ----------
    payee : str
        Who paid it, and has it back.
    amount : Money
        From 0.
    """

    payee: str
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
        From 0. The most the part brings, to the payee and to who advanced something together.
    advances : tuple[Advance, ...], default ()
        Against this part alone, in the order in which they come back: what the part brings goes to
        the first until her amount is reached, then to the next, and from then on to the payee.
        Nobody advances something against her own part. Who divides a part divides its advances in
        the same proportion.
    """

    payee: str
    part: Fraction
    cap: Money | None = None
    advances: tuple[Advance, ...] = ()


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
        Naming the payee, for an amount in another currency or below 0, a part outside 0 to 1, an
        advance against one's own part, and parts above the whole.
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
    if isinstance(claim, Forever):
        if claim.cap is not None:
            _check_amount(claim.payee, claim.cap, currency)
        for advance in claim.advances:
            _check_advance(claim, advance, currency)
    else:
        _check_amount(claim.payee, claim.amount, currency)
    if isinstance(claim, PartClaim) and not 0 <= claim.part <= 1:
        raise Refused(
            "“%(payee)s” has the part %(part)s. It can be from 0 to 1.",
            field="part",
            payee=claim.payee,
            part=claim.part,
        )


def _check_amount(payee: str, amount: Money, currency: str) -> None:
    """An amount is in the terms' currency and not below zero."""
    if amount.currency != currency:
        raise Refused(
            "“%(payee)s” claims an amount in %(other)s, but these terms are in %(currency)s. "
            "Currencies are never mixed.",
            field="currency",
            payee=payee,
            other=amount.currency,
            currency=currency,
        )
    if amount.minor < 0:
        raise Refused(
            "“%(payee)s” claims an amount below zero. Write 0 or more.",
            field="amount",
            payee=payee,
        )


def _check_advance(claim: Forever, advance: Advance, currency: str) -> None:
    """An advance comes from somebody else: out of her own part nobody pays herself back."""
    _check_amount(advance.payee, advance.amount, currency)
    if advance.payee == claim.payee:
        raise Refused(
            "“%(payee)s” has an advance against her own part from herself. Name who paid it.",
            field="advances",
            payee=claim.payee,
        )
