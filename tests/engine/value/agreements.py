"""What hypothesis draws: terms of any claims, with advances against their parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from cohive.engine.claims import (
    Advance,
    Claim,
    Forever,
    Once,
    Recoup,
    Terms,
    UntilPaid,
    claims_at,
)
from cohive.words.money import Money
from tests.engine.strategies import PAYEES


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def terms(*claims: Claim) -> Terms:
    return Terms("EUR", claims)


def amounts(agreed: Terms, total: int) -> Mapping[str, int]:
    return claims_at(agreed, eur(total)).amounts


limits = st.integers(0, 3_000).map(eur)
totals = st.integers(0, 10_000)


def advances_to(payee: str) -> st.SearchStrategy[tuple[Advance, ...]]:
    """Up to three advances that others gave a payee; the same one may give several."""
    lenders = st.sampled_from([other for other in PAYEES if other != payee])
    return st.lists(st.builds(Advance, lenders, limits), max_size=3).map(tuple)


@st.composite
def agreements(draw: st.DrawFn) -> Terms:
    """Any terms of up to eight claims of six payees."""
    weights = draw(st.lists(st.integers(0, 9), max_size=5))
    whole = sum(weights) + draw(st.integers(0, 5)) or 1
    claims: list[Claim] = []
    for weight in weights:
        payee, part = draw(st.sampled_from(PAYEES)), Fraction(weight, whole)
        limit = draw(st.none() | limits)
        until = limit is not None and draw(st.booleans())
        if until and limit:
            claims.append(UntilPaid(payee, part, limit))
        else:
            claims.append(Forever(payee, part, limit, draw(advances_to(payee))))
    kinds = draw(st.lists(st.sampled_from((Recoup, Once)), max_size=3))
    claims += [kind(draw(st.sampled_from(PAYEES)), draw(limits)) for kind in kinds]
    return Terms("EUR", tuple(draw(st.permutations(claims))))


def renamed(agreed: Terms, names: Mapping[str, str]) -> Terms:
    """The same terms among other names."""

    def other(claim: Claim) -> Claim:
        claim = replace(claim, payee=names[claim.payee])
        if not isinstance(claim, Forever):
            return claim
        advances = (replace(one, payee=names[one.payee]) for one in claim.advances)
        return replace(claim, advances=tuple(advances))

    return Terms(agreed.currency, tuple(map(other, agreed.claims)))
