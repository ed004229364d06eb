"""What claims brought a payee, said in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cohive.engine.claim_lines import Claimed, ClaimLine, advances_of, limit_of
from cohive.engine.claim_terms import Once, PartClaim, Recoup, UntilPaid
from cohive.words.money import Money
from cohive.words.sentences import Sentence

__all__ = ["sentences_of"]


def sentences_of(claimed: Claimed, payee: str) -> tuple[Sentence, ...]:
    """Say what each of a payee's lines brought, by which rule, and what is rounded down.

    Parameters
    ----------
    claimed : Claimed
        Everything claimed of a total.
    payee : str
        Whose lines.

    Returns
    -------
    tuple[Sentence, ...]
        Empty for who has no claim.
    """
    lines, currency = claimed.lines, claimed.total.currency
    hers = [place for place, line in enumerate(lines) if line.payee == payee]
    if not hers:
        return ()
    is_filling = any(_is_filling(lines, place) for place in range(len(lines)))
    sentences: list[Sentence] = []
    for place in hers:
        line = lines[place]
        if line.advance is not None:
            sentences.append(_repaid(line, currency))
            continue
        sentences.append(_said(line, currency, is_filling))
        sentences += [_owed(before, currency) for before in _repaid_before(lines, place)]
    whole = Money(claimed.amounts[payee], currency)
    over = sum((lines[place].exact for place in hers), Fraction(0)) - whole.minor
    if over:
        sentences.append(
            Sentence(
                "Rounded down that is %(amount)s; %(over)s of the smallest unit waits.",
                {"amount": whole, "over": over},
            )
        )
    return tuple(sentences)


def _repaid_before(lines: Sequence[ClaimLine], place: int) -> Sequence[ClaimLine]:
    """The lines of the advances against the claim whose own line stands at a place."""
    return lines[place - len(advances_of(lines[place].claim)) : place]


def _is_filling(lines: Sequence[ClaimLine], place: int) -> bool:
    """Whether a line is that of a part which is not paid off, and so takes what others leave."""
    line = lines[place]
    if line.advance is not None or not isinstance(line.claim, PartClaim) or not line.claim.part:
        return False
    limit = limit_of(line.claim)
    brought = line.exact + sum(before.exact for before in _repaid_before(lines, place))
    return limit is None or brought < limit


def _said(line: ClaimLine, currency: str, is_filling: bool) -> Sentence:
    """What one claim brought its payee, and by which rule."""
    claim = line.claim
    values: dict[str, object] = {"paid": _whole(line, currency)}
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
        if is_filling:
            return Sentence(
                "%(paid)s: the part %(part)s, until it had brought %(amount)s. It is paid off, and "
                "goes to the other parts in proportion.",
                values,
            )
        return Sentence(
            "%(paid)s: the part %(part)s, until it had brought %(amount)s. It is paid off, no part "
            "is left, and what remains waits.",
            values,
        )
    if claim.cap is not None:
        values["amount"] = claim.cap
        return Sentence("%(paid)s: the part %(part)s, at most %(amount)s.", values)
    return Sentence("%(paid)s: the part %(part)s of all that is divided.", values)


def _repaid(line: ClaimLine, currency: str) -> Sentence:
    """What of her advance somebody has back."""
    values = _advanced(line, currency)
    if not values["open"]:
        return Sentence(
            "%(paid)s: what was advanced to “%(payee)s”, out of the part %(part)s. All of it is "
            "recouped.",
            values,
        )
    return Sentence(
        "%(paid)s: of the %(amount)s advanced to “%(payee)s”, out of the part %(part)s; %(open)s "
        "is still to be recouped.",
        values,
    )


def _owed(line: ClaimLine, currency: str) -> Sentence:
    """What of her part went to somebody who had advanced her something."""
    values = {**_advanced(line, currency), "payee": line.payee}
    if not values["open"]:
        return Sentence(
            "Before that, the part brought %(paid)s for “%(payee)s”, who had advanced it. All of "
            "it is recouped.",
            values,
        )
    return Sentence(
        "Before that, the part brought %(paid)s for “%(payee)s”, who had advanced %(amount)s; "
        "%(open)s is still to be recouped.",
        values,
    )


def _advanced(line: ClaimLine, currency: str) -> dict[str, object]:
    """What was advanced, what of it came back, what is open, and out of whose part."""
    if line.advance is None or not isinstance(line.claim, PartClaim):
        return {}
    paid, amount = _whole(line, currency), line.advance.amount
    return {
        "paid": paid,
        "amount": amount,
        "open": amount - paid,
        "payee": line.claim.payee,
        "part": line.claim.part,
    }


def _whole(line: ClaimLine, currency: str) -> Money:
    return Money(line.exact.numerator // line.exact.denominator, currency)
