"""Claims: who may claim how much of everything that has come into a pool, under agreed terms.

Four kinds, in the order in which a pool serves them:

1. **recoup**: what somebody laid out for the product comes back before anybody else is paid.
2. **once**: a fixed amount, paid a single time, before parts are divided.
3. **until paid off** and **forever**: parts of what then remains. Who has reached her amount (the
   debt of an *until*, the cap of a *forever*) is paid off, and her part goes to the rest in
   proportion to their parts. When all are paid off the remainder waits: nobody has a claim to it.

Where a pool cannot yet serve a kind in full, each gets in proportion to her amount. Parts may add
up to less than the whole: that fraction is nobody's and waits throughout.

A claim is a function of one number, the cumulative total that came in less what was refunded, and
of nothing else. Hence it does not matter in which order sales and refunds came: back at a total,
everybody stands where she stood there on the way up, to the cent. Each payee's claims are summed
exactly and floored once, so that more income never lowers anybody's pay, a name split in two never
gains, and claims + waiting = total. Parts above amounts are water-filling (the constrained equal
awards of Aumann and Maschler 1985, weighted by parts): a payee gets min(part x level, amount).

Each currency is an account of its own; nothing here ever converts. `cohive.engine.allotment.allot`
is the case of forever-parts alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cohive.engine.allotment import Allotment
from cohive.engine.claim_terms import (
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


@dataclass(frozen=True)
class ClaimLine:
    """What one claim comes to.

    Attributes
    ----------
    claim : Claim
        As agreed.
    exact : Fraction
        Minor units, from 0.
    rate : Fraction
        Its part, 0 to 1, of the next unit; 0 for a claim that is served in full.
    """

    claim: Claim
    exact: Fraction
    rate: Fraction


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
        One for each claim, in an order that does not depend on the input's.
    """

    total: Money
    amounts: Mapping[str, int]
    waiting: int
    lines: tuple[ClaimLine, ...]


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
    """Say which of her claims brought a payee how much, and what is rounded down.

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
    claimed = claims_at(terms, total)
    hers = [line for line in claimed.lines if line.claim.payee == payee]
    if not hers:
        return ()
    sentences = [_said(line, terms.currency) for line in hers]
    whole = Money(claimed.amounts[payee], terms.currency)
    over = sum((line.exact for line in hers), NOTHING) - whole.minor
    if over:
        sentences.append(
            Sentence(
                "Rounded down that is %(amount)s; %(over)s of the smallest unit waits.",
                {"amount": whole, "over": over},
            )
        )
    return tuple(sentences)


def _divided(
    claims: Sequence[PartClaim], rest: Fraction, open_part: Fraction
) -> Iterator[ClaimLine]:
    """Fill all parts to one level; who reaches her amount stops, and the others rise faster."""
    part = sum((claim.part for claim in claims), NOTHING)
    limits = {
        row: limit for row, claim in enumerate(claims) if (limit := _limit(claim)) is not None
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
            yield ClaimLine(claim, limits[row], NOTHING)
        else:
            own = claim.part / filling if claim.part else NOTHING
            yield ClaimLine(claim, to_fill * own, open_part * part * own)


def _limit(claim: PartClaim) -> Fraction | None:
    """The amount at which a part is paid off; None for one that never is."""
    amount = claim.amount if isinstance(claim, UntilPaid) else claim.cap
    return None if amount is None or not claim.part else Fraction(amount.minor)


def _summed(total: Money, lines: Iterable[ClaimLine]) -> Claimed:
    """Floor each payee's sum once; the rest waits."""
    ordered = tuple(sorted(lines, key=_place))
    exact: dict[str, Fraction] = {}
    for line in sorted(ordered, key=lambda line: line.claim.payee):
        payee = line.claim.payee
        exact[payee] = exact.get(payee, NOTHING) + line.exact
    amounts = {payee: sums.numerator // sums.denominator for payee, sums in exact.items()}
    return Claimed(total, amounts, total.minor - sum(amounts.values()), ordered)


def _place(line: ClaimLine) -> tuple[int, str, Fraction, int]:
    """Lines in the order in which a pool serves kinds, then by payee, then by what is claimed."""
    claim = line.claim
    if isinstance(claim, Recoup | Once):
        return (int(isinstance(claim, Once)), claim.payee, NOTHING, claim.amount.minor)
    amount = claim.amount if isinstance(claim, UntilPaid) else claim.cap
    kind = 2 if isinstance(claim, UntilPaid) else 3
    return (kind, claim.payee, claim.part, -1 if amount is None else amount.minor)


def _said(line: ClaimLine, currency: str) -> Sentence:
    """What one claim brought, and by which rule."""
    claim = line.claim
    paid = Money(line.exact.numerator // line.exact.denominator, currency)
    values: dict[str, object] = {"paid": paid}
    if isinstance(claim, Recoup):
        values["amount"] = claim.amount
        return Sentence(
            "%(paid)s: of the %(amount)s laid out before, which come back first.", values
        )
    if isinstance(claim, Once):
        values["amount"] = claim.amount
        return Sentence("%(paid)s: of the fixed %(amount)s, paid once.", values)
    values["part"] = claim.part
    if isinstance(claim, UntilPaid):
        values["amount"] = claim.amount
        if line.exact < claim.amount.minor:
            return Sentence("%(paid)s: the part %(part)s, until it has brought %(amount)s.", values)
        return Sentence(
            "%(paid)s: the part %(part)s, until it had brought %(amount)s. It is paid off, and "
            "the part goes to the others.",
            values,
        )
    if claim.cap is not None:
        values["amount"] = claim.cap
        return Sentence("%(paid)s: the part %(part)s, at most %(amount)s.", values)
    return Sentence("%(paid)s: the part %(part)s of all that is divided.", values)


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
