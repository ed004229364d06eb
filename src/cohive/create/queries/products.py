"""Reading products: as they are sold, and the way they went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from cohive.create.models.agreements import Agreement
from cohive.create.models.products import Product, ProductPicture, StageSource
from cohive.create.queries import frozen
from cohive.create.queries.frozen import Terms
from cohive.create.queries.stages import stage_lineages
from cohive.engine.attribution import attribute
from cohive.engine.lineage import Graph, inputs_of
from cohive.words.money import Money

LIMIT_PRODUCTS = 24
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class VariantView:
    """What one buys: a size, or the thing itself."""

    id: UUID
    label: str
    sku: str
    is_active: bool


@dataclass(frozen=True)
class CostView:
    """A planned cost of each unit."""

    label: str
    minor: int


@dataclass(frozen=True)
class ProductPictureView:
    """A picture by the digest of its file; `said` is what it shows, in words."""

    id: UUID
    digest: str
    width: int
    height: int
    said: str
    work: UUID | None


@dataclass(frozen=True)
class ProductView:
    """A product as it is sold.

    `price` is what it costs now: that of the agreement in force, else the planned one. `variants`
    are those one can buy; `retired` are not sold any more. `agreement` is the version in force.
    """

    id: UUID
    slug: str
    title: str
    description: str
    language: str
    price: Money
    planned_price: Money
    tax_rate: Fraction
    costs: tuple[CostView, ...]
    variants: tuple[VariantView, ...]
    retired: tuple[VariantView, ...]
    pictures: tuple[ProductPictureView, ...]
    state: str
    agreement: UUID | None
    decision: UUID | None
    made_by: UUID
    created_at: datetime
    on_sale_at: datetime | None
    ended_at: datetime | None

    @property
    def url(self) -> str:
        """Its public page."""
        return reverse("create:product", args=[self.slug])

    @property
    def desk_url(self) -> str:
        """Its page for the makers of the firm."""
        return reverse("create:product-desk", args=[self.slug])


@dataclass(frozen=True)
class Origin:
    """An idea or work a stage comes from, as its desk shows it."""

    id: UUID
    stage: str
    kind: str
    object: UUID
    weight: int


@dataclass(frozen=True)
class WayPerson:
    """Somebody who worked in a stage: what she made, and her part of the stage (0: named only)."""

    agent: UUID
    what: tuple[str, ...]
    fraction: Fraction


@dataclass(frozen=True)
class WayStage:
    """One of the six stages. `per_unit_minor` is None while no agreement is in force."""

    stage: str
    weight: int | None
    per_unit_minor: Fraction | None
    people: tuple[WayPerson, ...]
    works: tuple[UUID, ...]


def product(product_id: UUID) -> ProductView | None:
    """One product. Five SQL queries."""
    return next(iter(_views(Product.objects.filter(id=product_id))), None)


def product_by_slug(slug: str) -> ProductView | None:
    """One product by its address. Five SQL queries."""
    return next(iter(_views(Product.objects.filter(slug=slug))), None)


def products(
    *, states: Iterable[str] = ("on_sale",), before: UUID | None = None, limit: int = LIMIT_PRODUCTS
) -> list[ProductView]:
    """Products in some states, the newest first, older than `before`. Five SQL queries."""
    rows = Product.objects.filter(state__in=list(states))
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _views(rows.order_by("-id")[:limit])


def products_by_id(ids: Iterable[UUID]) -> dict[UUID, ProductView]:
    """Many products. Five SQL queries."""
    return {view.id: view for view in _views(Product.objects.filter(id__in=set(ids)))}


def products_of_variants(variants: Iterable[UUID]) -> dict[UUID, ProductView]:
    """The product of each variant; unknown variants are missing. Five SQL queries."""
    wanted = set(variants)
    rows = Product.objects.filter(variants__id__in=wanted).distinct()
    return {
        variant.id: view
        for view in _views(rows)
        for variant in (*view.variants, *view.retired)
        if variant.id in wanted
    }


def products_from(object_id: UUID) -> list[ProductView]:
    """The products that came of an idea or a work directly. Five SQL queries."""
    rows = Product.objects.filter(sources__object_id=object_id).distinct()
    return _views(rows.order_by("-id")[:LIMIT_PRODUCTS])


def products_of_decision(decision: UUID) -> list[ProductView]:
    """What was made of a decision. Five SQL queries."""
    return _views(Product.objects.filter(decision_id=decision).order_by("id"))


def origins(product_id: UUID) -> list[Origin]:
    """The ideas and works its stages come from, in the order they were named. One SQL query."""
    rows = StageSource.objects.filter(product_id=product_id).order_by("id")
    return [Origin(row.id, row.stage, row.kind, row.object_id, row.weight) for row in rows]


def product_way(product_id: UUID, *, at: datetime) -> list[WayStage]:
    """The six stages with who worked in each: those of the agreement in force, with their parts
    of one unit, else those recorded so far.

    One SQL query under an agreement, else those of `stage_lineages` too.
    """
    row = Agreement.objects.filter(product_id=product_id, state="active").first()
    if row is not None:
        terms = frozen.read(row.terms, agreement=row.id, product=product_id, version=row.version)
        return way_of(terms)
    lineages = stage_lineages(product_id, at=at)
    return [
        WayStage(stage, None, None, _people(graph, lineages.labels, HALF), _works(graph))
        for stage, graph in lineages.graphs.items()
    ]


def way_of(terms: Terms) -> list[WayStage]:
    """The six stages of written terms; pure."""
    pool = terms.pool_minor()
    return [
        WayStage(
            stage,
            weight,
            Fraction(weight * pool, frozen.WHOLE_PERCENT),
            _people(graph, terms.labels, terms.keep_min),
            _works(graph),
        )
        for stage, (weight, graph) in terms.stages.items()
    ]


def _people(graph: Graph, labels: Mapping[str, str], keep_min: Fraction) -> tuple[WayPerson, ...]:
    """Everyone in the lineage of a stage, nearest to the product first, then by her part."""
    parts = attribute(graph, keep_min=keep_min, with_paths=False).fractions
    made: dict[str, list[str]] = {}
    steps: dict[str, int] = {}
    nodes = {node.id: node for node in graph.nodes}
    for name, step in _steps(graph).items():
        for maker in nodes[name].makers:
            made.setdefault(maker.payee, []).append(labels.get(name, ""))
            steps.setdefault(maker.payee, step)
    none = Fraction(0)
    order = sorted(made, key=lambda payee: (steps[payee], -parts.get(payee, none), payee))
    return tuple(
        WayPerson(UUID(payee), tuple(dict.fromkeys(made[payee])), parts.get(payee, none))
        for payee in order
    )


def _steps(graph: Graph) -> dict[str, int]:
    """How many steps each node is from the root, the nearest first."""
    steps = {graph.root: 0}
    inputs = inputs_of(graph)
    waiting = [graph.root]
    while waiting:
        name = waiting.pop(0)
        for edge in inputs.get(name, ()):
            if edge.made_from not in steps:
                steps[edge.made_from] = steps[name] + 1
                waiting.append(edge.made_from)
    return steps


def _works(graph: Graph) -> tuple[UUID, ...]:
    """The works directly under the stage."""
    prefix = "work:"
    return tuple(
        UUID(edge.made_from.removeprefix(prefix))
        for edge in graph.edges
        if edge.made == graph.root and edge.made_from.startswith(prefix)
    )


def _views(rows: QuerySet[Product]) -> list[ProductView]:
    found = list(rows.prefetch_related("costs", "variants", "pictures__work"))
    active = Agreement.objects.filter(product__in=[row.id for row in found], state="active")
    in_force = {
        product: (key, price)
        for product, key, price in active.values_list("product_id", "id", "price_minor")
    }
    return [_view(row, *in_force.get(row.id, (None, row.price_minor))) for row in found]


def _view(row: Product, agreement: UUID | None, price_minor: int) -> ProductView:
    variants = [
        VariantView(variant.id, variant.label, variant.sku, variant.is_active)
        for variant in sorted(row.variants.all(), key=lambda variant: variant.position)
    ]
    costs = sorted(row.costs.all(), key=lambda cost: cost.position)
    pictures = sorted(row.pictures.all(), key=lambda picture: (picture.position, picture.id))
    return ProductView(
        id=row.id,
        slug=row.slug,
        title=row.title,
        description=row.description,
        language=row.language,
        price=Money(price_minor, row.currency),
        planned_price=Money(row.price_minor, row.currency),
        tax_rate=row.tax_rate,
        costs=tuple(CostView(cost.label, cost.minor) for cost in costs),
        variants=tuple(variant for variant in variants if variant.is_active),
        retired=tuple(variant for variant in variants if not variant.is_active),
        pictures=tuple(_picture(picture) for picture in pictures),
        state=row.state,
        agreement=agreement,
        decision=row.decision_id,
        made_by=row.made_by_id,
        created_at=row.created_at,
        on_sale_at=row.on_sale_at,
        ended_at=row.ended_at,
    )


def _picture(row: ProductPicture) -> ProductPictureView:
    shown = row.work if row.work is not None else row
    return ProductPictureView(
        id=row.id,
        digest=shown.picture,
        width=shown.width,
        height=shown.height,
        said=row.said,
        work=row.work_id,
    )
