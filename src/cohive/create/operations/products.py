"""Making a product: its texts, plan, sizes, pictures and origins; putting it on sale, ending it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from cohive.create.events.products import (
    ProductChanged,
    ProductCreated,
    ProductEnded,
    ProductOnSale,
    StageSourceRemoved,
    StageSourceSet,
)
from cohive.create.models.agreements import Agreement
from cohive.create.models.decisions import Decision
from cohive.create.models.ideas import Idea
from cohive.create.models.products import (
    PRODUCT_STATES,
    STAGES,
    Product,
    ProductPicture,
    StageSource,
    UnitCost,
    Variant,
)
from cohive.create.models.works import Work
from cohive.create.operations.staff import require_staff
from cohive.journal import conditions
from cohive.journal.operations import record
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH_MAX = 80
TITLE_LENGTH_MAX = 120
LABEL_LENGTH_MAX = 60
VARIANTS_MAX = 40
COSTS_MAX = 20
WEIGHT_MAX = 1_000_000
MAY_SELL = "create.may_sell"

Costs = Sequence[tuple[str, int]]
Variants = Sequence[tuple[str, str]]


@transaction.atomic
def create_product(
    *,
    title: str,
    slug: str,
    price: Money,
    tax_rate: Fraction,
    by: UUID,
    at: datetime,
    description: str = "",
    costs: Costs = (),
    variants: Variants = (),
    decision: UUID | None = None,
    language: str = "en",
) -> UUID:
    """Open a product as a draft and return its id.

    price includes tax; tax_rate is a fraction of the net (21/100); costs are (label, minor units)
    per unit; variants are (label, sku). A decision brings what was decided with it: the chosen
    work becomes the origin of its stage (design, usually) and the first picture, the idea the
    origin of the idea stage.

    Raises Refused at title, slug, price, tax_rate, costs, variants or decision.
    """
    require_staff(by)
    _check_texts(title, slug)
    _check_plan(price, tax_rate, costs)
    decided = _decided(decision)
    row = Product.objects.create(
        slug=slug,
        title=" ".join(title.split()),
        description=description.strip(),
        language=language,
        currency=price.currency,
        price_minor=price.minor,
        tax_rate=tax_rate,
        state=PRODUCT_STATES.start,
        decision=decided,
        made_by_id=by,
        created_at=at,
    )
    _write_costs(row, costs)
    _write_variants(row, variants)
    record(
        ProductCreated(row.id, decision),
        by=by,
        at=at,
        object_kind="product",
        object=row.id,
        parent=decision,
    )
    if decided is not None:
        _bring_origins(row.id, decided, by=by, at=at)
    return row.id


@transaction.atomic
def edit_product(
    *, product: UUID, title: str, description: str, by: UUID, at: datetime, language: str = "en"
) -> None:
    """Change title and description. The address stays: links and printed cards lead there."""
    require_staff(by)
    row = locked(product)
    _check_title(title)
    row.title, row.description, row.language = (
        " ".join(title.split()),
        description.strip(),
        language,
    )
    row.save(update_fields=["title", "description", "language"])
    _changed(row, "texts", by=by, at=at)


@transaction.atomic
def set_plan(
    *, product: UUID, price: Money, tax_rate: Fraction, costs: Costs, by: UUID, at: datetime
) -> None:
    """Change price, tax rate and costs of the plan.

    What is on sale keeps the numbers of the agreement in force until a version with the new ones
    is accepted. The currency stays.
    """
    require_staff(by)
    row = locked(product)
    if price.currency != row.currency:
        raise Refused(
            "This product is priced in %(currency)s.", field="price", currency=row.currency
        )
    _check_plan(price, tax_rate, costs)
    row.price_minor, row.tax_rate = price.minor, tax_rate
    row.save(update_fields=["price_minor", "tax_rate"])
    row.costs.all().delete()
    _write_costs(row, costs)
    _changed(row, "plan", by=by, at=at)


@transaction.atomic
def set_variants(*, product: UUID, variants: Variants, by: UUID, at: datetime) -> None:
    """Say which sizes there are, in this order, as (label, sku).

    A size whose sku stays keeps its stock under a new label; one that is left out is retired, not
    deleted: orders and stock still speak of it.
    """
    require_staff(by)
    row = locked(product)
    _write_variants(row, variants)
    _changed(row, "variants", by=by, at=at)


@transaction.atomic
def put_on_sale(*, product: UUID, by: UUID, at: datetime) -> None:
    """Open the sale under the agreement in force.

    Raises Refused with every reason that this room and later ones have against it.
    """
    require_staff(by)
    row = locked(product)
    state = PRODUCT_STATES.move(row.state, "on_sale")
    reasons = conditions.obstacles(MAY_SELL, product)
    if reasons:
        raise Refused("This cannot go on sale yet. %(reasons)s", reasons=" ".join(reasons))
    in_force = Agreement.objects.get(product=row, state="active")
    row.state, row.on_sale_at = state, at
    row.save(update_fields=["state", "on_sale_at"])
    record(ProductOnSale(row.id, in_force.id), by=by, at=at, object_kind="product", object=row.id)


@transaction.atomic
def end_sale(*, product: UUID, by: UUID, at: datetime) -> None:
    """End the sale for good; what was sold stays as it is."""
    require_staff(by)
    row = locked(product)
    row.state, row.ended_at = PRODUCT_STATES.move(row.state, "ended"), at
    row.save(update_fields=["state", "ended_at"])
    record(ProductEnded(row.id), by=by, at=at, object_kind="product", object=row.id)


@transaction.atomic
def add_stage_source(
    *,
    product: UUID,
    stage: str,
    kind: str,
    object: UUID,  # noqa: A002 - ActivityStreams' own word
    weight: int,
    by: UUID,
    at: datetime,
) -> UUID:
    """Say that a stage comes from an idea or a work, with a weight; again, to change the weight.

    Weight 0 names it without money. The agreement in force does not change by this.
    """
    require_staff(by)
    row = locked(product)
    _check_source(stage, kind, object, weight)
    source, _ = StageSource.objects.update_or_create(
        product=row,
        stage=stage,
        object_id=object,
        defaults={"kind": kind, "weight": weight, "at": at},
    )
    record(
        StageSourceSet(row.id, stage, kind, object, weight),
        by=by,
        at=at,
        object_kind=kind,
        object=object,
        parent=row.id,
    )
    return source.id


@transaction.atomic
def remove_stage_source(*, product: UUID, source: UUID, by: UUID, at: datetime) -> None:
    """Take an origin out of its stage; versions already offered keep it."""
    require_staff(by)
    row = locked(product)
    gone = StageSource.objects.filter(product=row, id=source).first()
    if gone is None:
        raise Missing("This origin is not there.")
    gone.delete()
    record(
        StageSourceRemoved(row.id, gone.stage, gone.kind, gone.object_id),
        by=by,
        at=at,
        object_kind=gone.kind,
        object=gone.object_id,
        parent=row.id,
    )


def locked(product: UUID) -> Product:
    """The row, locked until the transaction ends; Missing for an unknown id."""
    row = Product.objects.select_for_update().filter(id=product).first()
    if row is None:
        raise Missing("There is no such product.")
    return row


def _changed(row: Product, part: str, *, by: UUID, at: datetime) -> None:
    record(ProductChanged(row.id, part), by=by, at=at, object_kind="product", object=row.id)


def _check_title(title: str) -> None:
    if not 0 < len(title.strip()) <= TITLE_LENGTH_MAX:
        raise Refused(
            "Give it a name of at most %(most)s characters.", field="title", most=TITLE_LENGTH_MAX
        )


def _check_texts(title: str, slug: str) -> None:
    _check_title(title)
    if not SLUG.fullmatch(slug) or len(slug) > SLUG_LENGTH_MAX:
        raise Refused(
            "Write the address with small letters a to z, figures and single hyphens.",
            field="slug",
        )
    if Product.objects.filter(slug=slug).exists():
        raise Refused("Another product has this address already.", field="slug")


def _check_plan(price: Money, tax_rate: Fraction, costs: Costs) -> None:
    if price.minor <= 0:
        raise Refused("Write a price above zero.", field="price")
    if not 0 <= tax_rate <= 1:
        raise Refused("Write a tax rate from 0 to 100 %.", field="tax_rate")
    if len(costs) > COSTS_MAX:
        raise Refused("Name at most %(most)s costs.", field="costs", most=COSTS_MAX)
    labels = [label.strip() for label, _ in costs]
    if not all(0 < len(label) <= LABEL_LENGTH_MAX for label in labels):
        raise Refused("Give each cost a name of at most 60 characters.", field="costs")
    if len(set(labels)) < len(labels):
        raise Refused("Two costs have the same name.", field="costs")
    if any(minor < 0 for _, minor in costs):
        raise Refused("A cost cannot be below zero.", field="costs")


def _decided(decision: UUID | None) -> Decision | None:
    if decision is None:
        return None
    row = Decision.objects.filter(id=decision).first()
    if row is None or row.state != "decided" or row.outcome != "yes":
        raise Refused("A product can only come of a decision that said yes.", field="decision")
    return row


def _write_costs(row: Product, costs: Costs) -> None:
    UnitCost.objects.bulk_create(
        UnitCost(product=row, label=label.strip(), minor=minor, position=position)
        for position, (label, minor) in enumerate(costs)
    )


def _write_variants(row: Product, variants: Variants) -> None:
    if len(variants) > VARIANTS_MAX:
        raise Refused("Name at most %(most)s sizes.", field="variants", most=VARIANTS_MAX)
    wanted = [(label.strip(), sku.strip()) for label, sku in variants]
    if not all(
        0 < len(label) <= LABEL_LENGTH_MAX and 0 < len(sku) <= LABEL_LENGTH_MAX
        for label, sku in wanted
    ):
        raise Refused("Give each size a name and a stock number.", field="variants")
    for position in (0, 1):
        if len({pair[position] for pair in wanted}) < len(wanted):
            raise Refused("Two sizes have the same name or number.", field="variants")
    skus = [sku for _, sku in wanted]
    if Variant.objects.filter(sku__in=skus).exclude(product=row).exists():
        raise Refused("Another product uses one of these stock numbers.", field="variants")
    _replace_variants(row, wanted)


def _replace_variants(row: Product, wanted: Variants) -> None:
    """Keep rows by their sku, retire the others.

    Labels are unique, so they are all set aside before they are given anew: two sizes may swap
    their labels. A retired size gets its own back, as far as it is free.
    """
    before = {variant.id: variant.label for variant in row.variants.all()}
    for key in before:
        row.variants.filter(id=key).update(label=str(key), is_active=False)
    for position, (label, sku) in enumerate(wanted):
        Variant.objects.update_or_create(
            product=row,
            sku=sku,
            defaults={"label": label, "position": position, "is_active": True},
        )
    taken = {label for label, _ in wanted}
    for retired in row.variants.filter(is_active=False):
        label = before[retired.id]
        retired.label = label if label not in taken else f"{label[:20]} {retired.id}"
        retired.save(update_fields=["label"])


def _check_source(stage: str, kind: str, object_id: UUID, weight: int) -> None:
    if stage not in STAGES:
        raise Refused("“%(stage)s” is none of the six stages.", field="stage", stage=stage)
    if kind == "idea":
        known = Idea.objects.filter(id=object_id).exists()
    elif kind == "work":
        known = Work.objects.filter(id=object_id).exists()
    else:
        raise Refused("A stage comes from an idea or a work.", field="kind")
    if not known:
        raise Refused("There is no such idea or work.", field="object")
    if not 0 <= weight <= WEIGHT_MAX:
        raise Refused("Write a weight of 0 or more.", field="weight")


def _bring_origins(product: UUID, decided: Decision, *, by: UUID, at: datetime) -> None:
    """What was decided is where the product comes from."""
    if decided.about_kind == "idea":
        add_stage_source(
            product=product,
            stage="idea",
            kind="idea",
            object=decided.about_id,
            weight=1,
            by=by,
            at=at,
        )
    if decided.chosen is not None:
        add_stage_source(
            product=product,
            stage=decided.chosen.stage,
            kind="work",
            object=decided.chosen.id,
            weight=1,
            by=by,
            at=at,
        )
        if decided.chosen.picture:
            ProductPicture.objects.create(
                product_id=product,
                kind="work",
                work=decided.chosen,
                said=decided.chosen.title,
                position=0,
            )
