"""What the form of trying a rule asks: rule, weights, house, least keep, one claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from cohive.engine.prior import KINDS, PriorClaim
from cohive.evolve.queries.rules import Claimable
from cohive.words.money import parse_money
from cohive.words.refusals import Refused
from cohive.words.verbs import Stage

PERCENT_DIGITS = 3


@dataclass(frozen=True)
class RuleAsked:
    """A rule as it was written on the form; percents, None where every product keeps its own."""

    weights: Mapping[str, int]
    house_percent: int | None
    keep_percent: int | None
    rule: str

    @property
    def is_equal(self) -> bool:
        """Whether everybody recorded gets the same."""
        return self.rule == "equal"


def is_asked(given: Mapping[str, Any]) -> bool:
    """Whether the form was sent; a page that is only opened asks nothing."""
    return "w_idea" in given


def rule_asked(given: Mapping[str, Any], force: Mapping[str, int]) -> RuleAsked:
    """The rule as it was written; the one in force where nothing was."""
    if not is_asked(given):
        return RuleAsked(dict(force), None, None, "lineage")
    return RuleAsked(
        {stage.value: whole(given.get(f"w_{stage.value}", ""), "weights") for stage in Stage},
        _maybe(given.get("house", ""), "house_percent"),
        _maybe(given.get("keep", ""), "keep_percent"),
        "equal" if given.get("split", "") == "equal" else "lineage",
    )


def _maybe(text: str, field: str) -> int | None:
    return whole(text.strip(), field) if text.strip() else None


def whole(text: str, field: str) -> int:
    """A percent; Refused at the field for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= PERCENT_DIGITS):
        raise Refused("Write whole percents, from 0 to 100.", field=field)
    return int(text)


def claim_asked(
    given: Mapping[str, Any], found: Sequence[Claimable], *, firm: UUID, currency: str
) -> tuple[Claimable, PriorClaim] | None:
    """The claim to try, and on which product; None when none was written.

    Raises Refused, at claim, for what cannot be offered on that product either.
    """
    product = given.get("claim_product", "")
    if not product:
        return None
    on = next((one for one in found if str(one.product) == product), None)
    if on is None:
        raise Refused("Choose a product that was sold in that time.", field="claim")
    who = given.get("claim_who", "")
    if who not in {str(one) for one in (*on.people, firm)}:
        raise Refused("A claim is for the firm or somebody recorded in the product.", field="claim")
    kind = next((one for one in KINDS if one == given.get("claim_kind", "")), None)
    if kind is None:
        raise Refused("Choose how the claim ends.", field="claim")
    part = Fraction(1)
    if kind != "once":
        part = Fraction(whole(given.get("claim_part", "").strip(), "claim"), 100)
    amount = 0
    if kind != "lasting":
        amount = parse_money(given.get("claim_amount", ""), currency, field="claim").minor
    try:
        return on, PriorClaim(who, kind, part, amount, "tried")
    except Refused as refusal:
        refusal.field = "claim"
        raise
