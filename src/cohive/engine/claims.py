"""Claims: who may claim how much of everything that has come into a pool, under agreed terms.

Four kinds, in the order in which a pool serves them:

1. **recoup**: what somebody laid out for the product comes back before anybody else is paid.
2. **once**: a fixed amount, paid a single time, before parts are divided.
3. **until paid off** and **forever**: parts of what then remains. Who has reached her amount (the
   debt of an *until*, the cap of a *forever*) is paid off, and her part goes to the rest in
   proportion to their parts. When all are paid off the remainder waits: nobody has a claim to it.

What a part brings is its payee's, unless something was *advanced* against it: then it goes to who
advanced it, one after the other, each until she has her amount back, and from then on to the payee.
An advance takes from its own part alone and changes nothing for anybody else. An advance draws on
parts only, never on what comes back of another advance, so no advance can wait for itself; the one
circle there could be, an advance against one's own part, is refused.

Where a pool cannot yet serve a kind in full, each gets in proportion to her amount. Parts may add
up to less than the whole: that fraction is nobody's and waits throughout.

A claim is a function of one number, the cumulative total that came in less what was refunded, and
of nothing else. Hence it does not matter in which order sales and refunds came: back at a total,
everybody stands where she stood there on the way up, to the cent. Each payee's claims are summed
exactly and floored once, so that more income never lowers anybody's pay, a name split in two never
gains (where a part is divided, its advances are in the same proportion), and claims + waiting =
total. Parts up to amounts are water-filling (the constrained equal awards of Aumann and Maschler
1985, weighted by parts): a part brings min(part x level, amount).

Each currency is an account of its own; nothing here ever converts. `cohive.engine.allotment.allot`
is the case of forever-parts alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from cohive.engine.allotment import Allotment
from cohive.engine.claim_lines import Claimed, ClaimLine, advances_of, limit_of
from cohive.engine.claim_sentences import sentences_of
from cohive.engine.claim_terms import (
    Advance,
    Claim,
    Forever,
    Once,
    PartClaim,
    Recoup,
    Terms,
    UntilPaid,
)
from cohive.words.money import Money
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = [
    "Advance",
    "Claim",
    "ClaimLine",
    "Claimed",
    "Forever",
    "Once",
    "Recoup",
    "Terms",
    "UntilPaid",
    "allot_changes",
    "allot_claims",
    "claims_at",
    "explained",
]

NOTHING = Fraction(0)


def claims_at(terms: Terms, total: Money) -> Claimed:
    """Return what each may claim of everything that came in less what was refunded.

    Time grows with the number of claims times its logarithm, whatever the total.

    Parameters
    ----------
    terms : Terms
        All claims to the pool.
    total : Money
        From 0, in the currency of the terms.

    Returns
    -------
    Claimed
        Σ amounts + waiting = total.

    Raises
    ------
    Refused
        For a total in another currency or below 0.

    References
    ----------
    Aumann, R. J. and Maschler, M. (1985). Game theoretic analysis of a bankruptcy problem from the
        Talmud (constrained equal awards; here weighted by parts).
    """
    _check_total(terms, total)
    lines: list[ClaimLine] = []
    rest, open_part = Fraction(total.minor), Fraction(1)
    for kind in (Recoup, Once):
        fixed = [claim for claim in terms.claims if isinstance(claim, kind)]
        amount = sum(claim.amount.minor for claim in fixed)
        served = min(rest, Fraction(amount))
        short = served < amount
        for claim in fixed:
            part = Fraction(claim.amount.minor, amount) if amount else NOTHING
            lines.append(ClaimLine(claim, part * served, part * open_part if short else NOTHING))
        rest -= served
        open_part = NOTHING if short else open_part
    parts = [claim for claim in terms.claims if isinstance(claim, PartClaim)]
    lines += _divided(parts, rest, open_part)
    return _summed(total, lines)


def allot_claims(terms: Terms, *, before: Money, after: Money) -> Allotment:
    """Pay each payee the difference of her claims after and before; a refund takes back.

    Parameters
    ----------
    terms : Terms
        All claims to the pool.
    before, after : Money
        Totals, from 0, in the currency of the terms.

    Returns
    -------
    Allotment
        In minor units.

    Raises
    ------
    Refused
        For totals in another currency or below 0.
    """
    then, now = claims_at(terms, before), claims_at(terms, after)
    return Allotment(
        amounts={payee: now.amounts[payee] - then.amounts[payee] for payee in now.amounts},
        waiting_before=then.waiting,
        waiting_after=now.waiting,
    )


def allot_changes(
    accounts: Sequence[Terms], changes: Iterable[Money]
) -> Iterator[tuple[Money, Allotment]]:
    """Allot sales and refunds one after the other, each in the account of its currency.

    Parameters
    ----------
    accounts : Sequence[Terms]
        One for each currency.
    changes : Iterable[Money]
        In order; a refund is below 0.

    Yields
    ------
    tuple of Money and Allotment
        Each change, and what it pays to whom.

    Raises
    ------
    Refused
        For two terms in one currency, a change in a currency without terms (amounts in different
        currencies are never added), and an account that would fall below 0.
    """
    terms_of: dict[str, Terms] = {}
    for terms in accounts:
        if terms.currency in terms_of:
            raise Refused(
                "There are two terms in %(currency)s. Write one for each currency.",
                field="currency",
                currency=terms.currency,
            )
        terms_of[terms.currency] = terms
    totals = {currency: Money.zero(currency) for currency in terms_of}
    for change in changes:
        if change.currency not in terms_of:
            raise Refused(
                "There are no terms in %(currency)s, and currencies are never mixed.",
                field="currency",
                currency=change.currency,
            )
        before = totals[change.currency]
        totals[change.currency] = after = before + change
        yield change, allot_claims(terms_of[change.currency], before=before, after=after)


def explained(terms: Terms, total: Money, payee: str) -> tuple[Sentence, ...]:
    """Say which claims brought a payee how much, what is still to be recouped, what is rounded.

    Parameters
    ----------
    terms : Terms
        All claims to the pool.
    total : Money
        From 0, in the currency of the terms.
    payee : str
        Whose claims.

    Returns
    -------
    tuple[Sentence, ...]
        Empty for who has no claim.

    Raises
    ------
    Refused
        For a total in another currency or below 0.
    """
    return sentences_of(claims_at(terms, total), payee)


def _divided(
    claims: Sequence[PartClaim], rest: Fraction, open_part: Fraction
) -> Iterator[ClaimLine]:
    """Fill all parts to one level; who reaches her amount stops, and the others rise faster."""
    part = sum((claim.part for claim in claims), NOTHING)
    limits = {
        row: limit for row, claim in enumerate(claims) if (limit := limit_of(claim)) is not None
    }
    full: set[int] = set()
    to_fill, filling = rest * part, part
    for row in sorted(limits, key=lambda row: limits[row] / claims[row].part):
        if to_fill * claims[row].part < limits[row] * filling:
            break
        full.add(row)
        to_fill -= limits[row]
        filling -= claims[row].part
    for row, claim in enumerate(claims):
        if row in full:
            yield from _repaid(claim, limits[row], NOTHING)
        else:
            own = claim.part / filling if claim.part else NOTHING
            yield from _repaid(claim, to_fill * own, open_part * part * own)


def _repaid(claim: PartClaim, brought: Fraction, rate: Fraction) -> Iterator[ClaimLine]:
    """What a part brought goes to its advances, one after the other, and then to its payee."""
    for advance in advances_of(claim):
        back = min(brought, Fraction(advance.amount.minor))
        short = back < advance.amount.minor
        yield ClaimLine(claim, back, rate if short else NOTHING, advance)
        brought -= back
        rate = NOTHING if short else rate
    yield ClaimLine(claim, brought, rate)


def _summed(total: Money, lines: Iterable[ClaimLine]) -> Claimed:
    """Floor each payee's sum once; the rest waits."""
    ordered = tuple(sorted(lines, key=_place))
    exact: dict[str, Fraction] = {}
    for line in sorted(ordered, key=lambda line: line.payee):
        exact[line.payee] = exact.get(line.payee, NOTHING) + line.exact
    amounts = {payee: sums.numerator // sums.denominator for payee, sums in exact.items()}
    return Claimed(total, amounts, total.minor - sum(amounts.values()), ordered)


def _place(line: ClaimLine) -> tuple[int, str, Fraction, int, tuple[tuple[str, int], ...]]:
    """Lines in the order in which a pool serves kinds, then by payee, then by what is claimed.

    Lines of one claim, and of claims that are the same, keep the order they have.
    """
    claim = line.claim
    if isinstance(claim, Recoup | Once):
        return (int(isinstance(claim, Once)), claim.payee, NOTHING, claim.amount.minor, ())
    amount = claim.amount if isinstance(claim, UntilPaid) else claim.cap
    return (
        2 if isinstance(claim, UntilPaid) else 3,
        claim.payee,
        claim.part,
        -1 if amount is None else amount.minor,
        tuple((advance.payee, advance.amount.minor) for advance in advances_of(claim)),
    )


def _check_total(terms: Terms, total: Money) -> None:
    """A total is in the terms' currency and not below zero."""
    if total.currency != terms.currency:
        raise Refused(
            "The total is in %(other)s, but these terms are in %(currency)s. Currencies are never "
            "mixed.",
            field="currency",
            other=total.currency,
            currency=terms.currency,
        )
    if total.minor < 0:
        raise Refused("More was taken back than ever came in.", field="amount")
