"""Trying a rule on past sales, and reading rules that were proposed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from cohive.create import queries as create
from cohive.create.queries import FrozenTerms
from cohive.engine.prior import PriorClaim
from cohive.evolve.models.rules import RuleChange, RuleVote
from cohive.evolve.rules_tried import Compared, compare
from cohive.look.refusals import said
from cohive.settle import queries as money
from cohive.words.refusals import Refused
from cohive.words.verbs import Stage

RULES_A_PAGE = 30


@dataclass(frozen=True)
class Trial:
    """A rule tried on the sales of a stretch; amounts in minor units of the place's currency.

    `own_*` are the viewer's alone. `left_out` are products to which the rule cannot be applied,
    with the reason.
    """

    since: datetime
    until: datetime
    currency: str
    products: int
    units: int
    compared: Compared
    own_before: int
    own_after: int
    waiting_before: int
    waiting_after: int
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RuleView:
    """A proposed rule; totals only when the vote is counted."""

    id: UUID
    rule: str
    weights: Mapping[str, int]
    house_percent: int | None
    keep_percent: int | None
    reason: str
    tried_since: datetime
    tried_until: datetime
    state: str
    proposed_by: UUID
    proposed_at: datetime
    closes_at: datetime
    quorum: int
    yes: int | None
    no: int | None
    voted: int
    own_answer: str
    applied_at: datetime | None


def under(
    terms: FrozenTerms,
    weights: Mapping[str, int],
    house_percent: int | None,
    *,
    is_equal: bool = False,
    keep_percent: int | None = None,
    claims: Sequence[PriorClaim] = (),
    at: datetime | None = None,
) -> FrozenTerms:
    """Frozen terms with another rule, house, least keep, or claims more; nothing else changes.

    An equal split has no lineage written down; to try stages on it the lineage is read as it is
    recorded `at` an instant. SQL queries: none, or for such a split those of `planned_terms`.
    """
    house = terms.waterfall.house if house_percent is None else Fraction(house_percent, 100)
    keep = terms.keep_min if keep_percent is None else Fraction(keep_percent, 100)
    stages = dict(terms.stages)
    if is_equal:
        stages = create.shared_equally(stages)
    else:
        if terms.rule == "equal" and at is not None:
            stages = dict(
                create.planned_terms(
                    terms.product,
                    house=house,
                    link=terms.waterfall.link,
                    link_default=terms.waterfall.link_default,
                    stage_weights=weights,
                    keep_min=keep,
                    at=at,
                ).stages
            )
        stages = {stage: (weights.get(stage, 0), graph) for stage, (_, graph) in stages.items()}
    return replace(
        terms,
        waterfall=replace(terms.waterfall, house=house),
        keep_min=keep,
        stages=stages,
        prior=(*terms.prior, *claims),
    )


def trial(
    weights: Mapping[str, int],
    house_percent: int | None,
    *,
    currency: str,
    since: datetime,
    until: datetime,
    viewer: UUID | None,
    is_equal: bool = False,
    keep_percent: int | None = None,
    claims: Mapping[UUID, Sequence[PriorClaim]] | None = None,
) -> Trial:
    """Try a rule on the sales of a stretch; it reads and computes, and writes nothing.

    With `is_equal` everybody recorded in a product gets the same part, whatever the weights.
    `claims` are had back first of the products they name, after those in force, which stay.

    SQL queries: six, and one for each version of an agreement that was sold under.
    """
    tried: Mapping[UUID, Sequence[PriorClaim]] = claims or {}
    served_before: dict[tuple[UUID, money.ClaimKey], int] = {}
    served_after: dict[tuple[UUID, money.ClaimKey], int] = {}
    before: dict[UUID, int] = defaultdict(int)
    after: dict[UUID, int] = defaultdict(int)
    waits_before = waits_after = units = 0
    left_out = []
    pools = money.pools_of_period(currency, since=since, until=until)
    for pool in pools:
        terms = create.frozen_terms(pool.agreement)
        was = money.try_terms(pool, terms, served=served_before)
        try:
            other = under(
                terms,
                weights,
                house_percent,
                is_equal=is_equal,
                keep_percent=keep_percent,
                claims=tried.get(pool.product, ()),
                at=until,
            )
            now = money.try_terms(pool, other, served=served_after)
        except Refused as refusal:
            left_out.append((pool.title, said(refusal)))
            now = was
        units += pool.units
        waits_before += was.waiting_minor
        waits_after += now.waiting_minor
        for payee, minor in pool.earned.items():
            before[payee] += minor
        for payee, minor in now.amounts.items():
            after[payee] += minor
    own = viewer or UUID(int=0)
    return Trial(
        since=since,
        until=until,
        currency=currency,
        products=len({pool.product for pool in pools}),
        units=units,
        compared=compare(before, after),
        own_before=before.get(own, 0),
        own_after=after.get(own, 0),
        waiting_before=waits_before,
        waiting_after=waits_after,
        left_out=tuple(left_out),
    )


def weights_in_force(currency: str, *, since: datetime, until: datetime) -> dict[str, int]:
    """The stage weights most units of a stretch were sold under; equal parts of none.

    SQL queries: as `trial`.
    """
    counted: dict[tuple[int, ...], int] = defaultdict(int)
    for pool in money.pools_of_period(currency, since=since, until=until):
        stages = create.frozen_terms(pool.agreement).stages
        weights = (stages[one.value][0] if one.value in stages else 0 for one in Stage)
        counted[tuple(weights)] += max(pool.units, 0)
    most = max(counted, key=lambda key: counted[key]) if counted else (0,) * len(Stage)
    return {stage.value: weight for stage, weight in zip(Stage, most, strict=True)}


@dataclass(frozen=True)
class Claimable:
    """A product with sales in a stretch, and whom a claim on it may be for."""

    product: UUID
    title: str
    people: frozenset[UUID]


def claimable(currency: str, *, since: datetime, until: datetime) -> list[Claimable]:
    """On which products a claim can be tried, and for whom. Six SQL queries."""
    found: dict[UUID, Claimable] = {}
    for pool in money.pools_of_period(currency, since=since, until=until):
        known = found.get(pool.product)
        people = frozenset(pool.earned) | (known.people if known else frozenset())
        found[pool.product] = Claimable(pool.product, pool.title, people)
    return sorted(found.values(), key=lambda one: (one.title, one.product))


def rules(*, limit: int = RULES_A_PAGE) -> list[RuleView]:
    """Proposed rules, the newest first. One SQL query."""
    return [_view(row, 0, "") for row in RuleChange.objects.order_by("-id")[:limit]]


def rule(rule_id: UUID, *, viewer: UUID | None) -> RuleView | None:
    """One proposed rule. Three SQL queries."""
    row = RuleChange.objects.filter(id=rule_id).first()
    if row is None:
        return None
    own = RuleVote.objects.filter(rule=row, voter=viewer).values_list("answer", flat=True).first()
    return _view(row, row.votes.count(), own or "")


@dataclass(frozen=True)
class Counted:
    """What a vote on a rule came to."""

    id: UUID
    yes: int
    no: int
    ended_at: datetime


def counted(rule_id: UUID) -> Counted | None:
    """What a counted vote came to, None while it runs. One SQL query."""
    row = RuleChange.objects.filter(id=rule_id).first()
    if row is None or row.ended_at is None:
        return None
    return Counted(row.id, row.yes or 0, row.no or 0, row.ended_at)


def offers_of(rule_id: UUID) -> list[tuple[UUID, UUID | None, dict[str, object]]]:
    """What became of a rule for each product: product, agreement, obstacle. One SQL query."""
    rows = RuleChange.objects.filter(id=rule_id).values_list(
        "offers__product_id", "offers__agreement_id", "offers__obstacle"
    )
    return [row for row in rows if row[0] is not None]


def votes_of_member(member: UUID) -> list[dict[str, object]]:
    """A member's votes on rules, for taking them along. One SQL query."""
    rows = RuleVote.objects.filter(voter=member).order_by("id").values("rule", "answer", "at")
    return [dict(row) for row in rows]


def _view(row: RuleChange, voted: int, own: str) -> RuleView:
    return RuleView(
        id=row.id,
        rule=row.rule,
        weights=row.weights,
        house_percent=row.house_percent,
        keep_percent=row.keep_percent,
        reason=row.reason,
        tried_since=row.tried_since,
        tried_until=row.tried_until,
        state=row.state,
        proposed_by=row.proposed_by_id,
        proposed_at=row.proposed_at,
        closes_at=row.closes_at,
        quorum=row.quorum,
        yes=row.yes,
        no=row.no,
        voted=voted,
        own_answer=own,
        applied_at=row.applied_at,
    )
