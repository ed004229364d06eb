"""Reading agreements: versions, who was asked, the frozen terms, and the worked example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.urls import reverse

from cohive.create.models.agreements import Agreement, NamedAcceptance
from cohive.create.models.products import Product
from cohive.create.queries import frozen
from cohive.create.queries.frozen import FrozenTerms, Terms
from cohive.create.queries.stages import stage_lineages
from cohive.engine.allotment import FixedCost, UnitLine, Waterfall
from cohive.engine.attribution import Attribution, Cut
from cohive.engine.prior import PriorClaim, taken_first
from cohive.words.money import Money, floor_fraction
from cohive.words.refusals import Missing


@dataclass(frozen=True)
class AgreementView:
    """A version of a product's terms."""

    id: UUID
    product: UUID
    version: int
    state: str
    offered_by: UUID
    offered_at: datetime
    active_from: datetime | None
    ended_at: datetime | None
    currency: str
    price_minor: int

    @property
    def url(self) -> str:
        """The page of this version."""
        return reverse("create:agreement", args=[self.id])


@dataclass(frozen=True)
class Answer:
    """A named person and what she answered: asked (nothing yet), accepted, declined."""

    agent: UUID
    state: str
    answered_at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """A version that waits for somebody's answer."""

    agreement: AgreementView
    product_title: str


@dataclass(frozen=True)
class PayeeExample:
    """One payee: her fraction of the pool, exact minor units of one unit, whole ones of many."""

    agent: UUID
    fraction: Fraction
    per_unit_minor: Fraction
    of_all_minor: int


@dataclass(frozen=True)
class StageExample:
    """One stage: its weight, what one unit brings it, who is paid in it (fraction of the stage)."""

    stage: str
    weight: int
    per_unit_minor: Fraction
    of_all_minor: int
    payees: tuple[tuple[UUID, Fraction, Fraction], ...]
    undivided: Fraction


@dataclass(frozen=True)
class PriorExample:
    """A prior claim, what it has of all units, and whether that pays it off."""

    claim: PriorClaim
    of_all_minor: int

    @property
    def agent(self) -> UUID:
        """Who has it."""
        return UUID(self.claim.payee)

    @property
    def is_paid_off(self) -> bool:
        """Whether nothing more is taken by it."""
        return bool(self.claim.amount_minor) and self.of_all_minor == self.claim.amount_minor


@dataclass(frozen=True)
class Example:
    """Terms worked out for one unit and for `units`: what everybody sees before she agrees.

    Amounts are minor units; per-unit amounts of people are exact fractions. `waiting_minor` is
    what of all units cannot be paid in whole minor units yet. `prior` is had back of all units
    before the split; the parts of one unit are those of a unit after that.
    """

    currency: str
    units: int
    lines: tuple[UnitLine, ...]
    pool_minor: int
    stages: tuple[StageExample, ...]
    payees: tuple[PayeeExample, ...]
    cuts: tuple[Cut, ...]
    waiting_minor: int
    prior: tuple[PriorExample, ...] = ()

    @property
    def price_minor(self) -> int:
        """What one unit costs."""
        return self.lines[0].minor

    @property
    def undivided(self) -> bool:
        """Whether a stage with a weight reaches nobody yet."""
        return any(stage.weight and stage.undivided for stage in self.stages)


def agreement(agreement_id: UUID) -> AgreementView | None:
    """One version; None for an unknown id. One SQL query."""
    row = Agreement.objects.filter(id=agreement_id).defer("terms").first()
    return view_of(row) if row else None


def active_agreement(product_id: UUID) -> AgreementView | None:
    """The version in force, if there is one. One SQL query."""
    row = Agreement.objects.filter(product_id=product_id, state="active").defer("terms").first()
    return view_of(row) if row else None


def active_agreements(product_ids: Sequence[UUID]) -> dict[UUID, AgreementView]:
    """The versions in force of many products. One SQL query."""
    rows = Agreement.objects.filter(product_id__in=product_ids, state="active").defer("terms")
    return {row.product_id: view_of(row) for row in rows}


def agreements_of(product_id: UUID) -> list[AgreementView]:
    """All versions, the newest first. One SQL query."""
    rows = Agreement.objects.filter(product_id=product_id).defer("terms").order_by("-version")
    return [view_of(row) for row in rows]


def answers(agreement_id: UUID) -> list[Answer]:
    """The named persons of a version. One SQL query."""
    rows = NamedAcceptance.objects.filter(agreement_id=agreement_id).order_by("id")
    return [Answer(row.agent_id, row.state, row.answered_at) for row in rows]


def waiting_for(agent: UUID) -> list[Waiting]:
    """The versions that wait for this person's answer, the oldest first. One SQL query."""
    rows = (
        NamedAcceptance.objects.filter(agent_id=agent, state="asked", agreement__state="offered")
        .select_related("agreement__product")
        .defer("agreement__terms")
        .order_by("id")
    )
    return [Waiting(view_of(row.agreement), row.agreement.product.title) for row in rows]


def frozen_terms(agreement_id: UUID) -> FrozenTerms:
    """What this version divides by, rebuilt from the text fixed when it was offered.

    One SQL query. Raises Missing for an unknown id.
    """
    row = Agreement.objects.filter(id=agreement_id).first()
    if row is None:
        raise Missing("There is no such agreement.")
    return frozen.read(row.terms, agreement=row.id, product=row.product_id, version=row.version)


@dataclass(frozen=True)
class Plan:
    """Price (tax inside), tax rate on the net, and costs as (label, minor units)."""

    price: Money
    tax_rate: Fraction
    costs: tuple[tuple[str, int], ...]


def planned_terms(
    product_id: UUID,
    *,
    house: Fraction,
    link: Fraction,
    link_default: str,
    stage_weights: Mapping[str, int],
    keep_min: Fraction,
    at: datetime,
    plan: Plan | None = None,
    rule: frozen.Rule = "lineage",
    prior: Sequence[PriorClaim] = (),
) -> Terms:
    """The terms a new version would have now, from the product's lineage and its plan (or `plan`).

    Nothing is checked but what the engine's own objects check. Raises Missing for no product.
    """
    product = Product.objects.filter(id=product_id).prefetch_related("costs").first()
    if product is None:
        raise Missing("There is no such product.")
    lineages = stage_lineages(product_id, at=at)
    if plan is None:
        costs = sorted(product.costs.all(), key=lambda cost: cost.position)
        plan = Plan(
            Money(product.price_minor, product.currency),
            product.tax_rate,
            tuple((cost.label, cost.minor) for cost in costs),
        )
    stages = {
        stage: (stage_weights.get(stage, 0), graph) for stage, graph in lineages.graphs.items()
    }
    return Terms(
        currency=product.currency,
        price_minor=plan.price.minor,
        waterfall=Waterfall(
            tax=plan.tax_rate / (1 + plan.tax_rate),
            fixed=tuple(FixedCost(label, minor) for label, minor in plan.costs),
            house=house,
            link=link,
            link_default="house" if link_default == "house" else "pool",
        ),
        keep_min=keep_min,
        stages=frozen.shared_equally(stages) if rule == "equal" else stages,
        labels=lineages.labels,
        rule=rule,
        prior=tuple(prior),
    )


def example(terms: Terms, *, units: int = 1, linked: bool = False) -> Example:
    """Work the terms out for one unit and for many; pure. Raises Refused as the engine does.

    As long as the weights do not make 100, nobody's part of the whole can be said: no payees.
    """
    lines = terms.lines(linked=linked)
    pool = lines[-1].minor
    is_whole = sum(weight for weight, _ in terms.stages.values()) == frozen.WHOLE_PERCENT
    whole = terms.attribution() if is_whole else Attribution({}, (), (), Fraction(0))
    prior = tuple(map(PriorExample, terms.prior, taken_first(terms.prior, pool * units)))
    all_minor = pool * units - sum(each.of_all_minor for each in prior)
    payees = tuple(
        PayeeExample(UUID(payee), part, part * pool, floor_fraction(part, all_minor))
        for payee, part in sorted(whole.fractions.items(), key=lambda item: (-item[1], item[0]))
    )
    return Example(
        currency=terms.currency,
        units=units,
        lines=lines,
        pool_minor=pool,
        stages=tuple(_stage_example(terms, stage, pool, units) for stage in terms.stages),
        payees=payees,
        cuts=whole.cuts,
        waiting_minor=all_minor - sum(payee.of_all_minor for payee in payees),
        prior=prior,
    )


@dataclass(frozen=True)
class Gap:
    """What the version in force does not know of: nothing of it is sold before a new version.

    contributions: confirmed since; price: price, tax rate or costs differ; lineage: sources,
    weights or makers differ (true for new contributions too).
    """

    contributions: int
    price: bool
    lineage: bool

    @property
    def any(self) -> bool:
        """Whether a new version would say something else."""
        return self.price or self.lineage


def gap(product_id: UUID, *, at: datetime) -> Gap | None:
    """How the plan of a product differs from its version in force; None without one.

    SQL queries: 3 and those of `stage_lineages`.
    """
    row = Agreement.objects.filter(product_id=product_id, state="active").first()
    if row is None:
        return None
    in_force = frozen.read(row.terms, agreement=row.id, product=product_id, version=row.version)
    planned = planned_terms(
        product_id,
        house=in_force.waterfall.house,
        link=in_force.waterfall.link,
        link_default=in_force.waterfall.link_default,
        stage_weights={stage: weight for stage, (weight, _) in in_force.stages.items()},
        keep_min=in_force.keep_min,
        at=at,
        rule=in_force.rule,
        prior=in_force.prior,
    )
    prefix = "contribution:"
    new = {name for name in planned.labels if name.startswith(prefix)} - set(in_force.labels)
    return Gap(
        contributions=len(new),
        price=planned.price_minor != in_force.price_minor
        or planned.waterfall != in_force.waterfall,
        lineage=planned.stages != in_force.stages,
    )


def view_of(row: Agreement) -> AgreementView:
    """The frozen view of a row of this room."""
    return AgreementView(
        id=row.id,
        product=row.product_id,
        version=row.version,
        state=row.state,
        offered_by=row.offered_by_id,
        offered_at=row.offered_at,
        active_from=row.active_from,
        ended_at=row.ended_at,
        currency=row.currency,
        price_minor=row.price_minor,
    )


def _stage_example(terms: Terms, stage: str, pool: int, units: int) -> StageExample:
    weight, _ = terms.stages[stage]
    part = Fraction(weight, frozen.WHOLE_PERCENT)
    inside = terms.stage_attribution(stage)
    return StageExample(
        stage=stage,
        weight=weight,
        per_unit_minor=part * pool,
        of_all_minor=floor_fraction(part, pool * units),
        payees=tuple(
            (UUID(payee), fraction, fraction * part * pool)
            for payee, fraction in sorted(
                inside.fractions.items(), key=lambda item: (-item[1], item[0])
            )
        ),
        undivided=inside.undivided,
    )
