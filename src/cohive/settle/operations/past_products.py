"""Makers, products and terms that a makers' file names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.bridges.sales import MakerRow, ancestors_of, keep_of, makers_of
from cohive.engine.lineage import Edge, Graph, Maker, Node
from cohive.settle.models import PastProduct, PastTerms
from cohive.settle.past_terms import HALF, DividedTerms, digest, written
from cohive.words.ids import new_id

EVERY = "*"
LOOKUP_ROWS = 500


def normal(name: str) -> str:
    """Two names are the same when only case and spaces differ."""
    return " ".join(name.casefold().split())[:200]


def maker_key(name: str, email: str) -> str:
    """How the vault knows a maker of a file: her address if the file has one, else her name."""
    return f"mail:{email.casefold()}" if email else f"past:{normal(name)}"


def recorded_makers(rows: Iterable[MakerRow], *, by: UUID, at: datetime) -> dict[str, UUID]:
    """Each maker's agent by her normal name; who is not known yet is recorded, unclaimed."""
    names: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for row in rows:
        if row.maker:
            names.setdefault(normal(row.maker), row.maker)
            if row.email:
                addresses[normal(row.maker)] = row.email
    keys = {who: maker_key(name, addresses.get(who, "")) for who, name in names.items()}
    known: dict[str, UUID] = {}
    wanted = list(keys.values())
    for start in range(0, len(wanted), LOOKUP_ROWS):
        known.update(members.unclaimed_by_key(wanted[start : start + LOOKUP_ROWS]))
    return {
        who: known.get(key) or bond.make_unclaimed(name=names[who], key=key, by=by, at=at)
        for who, key in keys.items()
    }


def past_products(titles: Iterable[str]) -> dict[str, PastProduct]:
    """The products of these names by their normal name, made where they are new."""
    wanted = {normal(title): title for title in titles}
    found = {row.key: row for row in PastProduct.objects.filter(key__in=list(wanted))}
    fresh = [
        PastProduct(id=new_id(), key=key, title=title[:200])
        for key, title in wanted.items()
        if key not in found
    ]
    PastProduct.objects.bulk_create(fresh)
    return {**found, **{row.key: row for row in fresh}}


def past_terms(
    product: PastProduct,
    *,
    makers: Sequence[MakerRow],
    agents: Mapping[str, UUID],
    products: Mapping[str, PastProduct],
    house: Fraction,
    at: datetime,
) -> PastTerms:
    """The terms that hold for this product now: the newest version, or a new one if they differ."""
    terms = DividedTerms(house, *_lineage(product, makers, agents, products))
    latest = PastTerms.objects.filter(product=product).order_by("-version").first()
    mark = digest(terms)
    if latest and latest.digest == mark:
        return latest
    return PastTerms.objects.create(
        product=product,
        version=latest.version + 1 if latest else 1,
        digest=mark,
        house_numerator=house.numerator,
        house_denominator=house.denominator,
        lineage=written(terms),
        made_at=at,
    )


def _lineage(
    product: PastProduct,
    rows: Sequence[MakerRow],
    agents: Mapping[str, UUID],
    products: Mapping[str, PastProduct],
) -> tuple[Graph, dict[str, str]]:
    """The product with everything it grew from, and the nodes' names."""
    by_product: dict[str, list[MakerRow]] = {}
    for row in rows:
        by_product.setdefault(normal(row.product), []).append(row)
    general = by_product.get(EVERY, [])
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    labels: dict[str, str] = {}
    ahead = [product]
    while ahead:
        current = ahead.pop()
        node_id = f"past:{current.id}"
        if node_id in nodes:
            continue
        about = [*by_product.get(current.key, []), *general]
        weights: dict[str, int] = {}
        for row in makers_of(about, current.title):
            payee = str(agents[normal(row.maker)])
            weights[payee] = weights.get(payee, 0) + row.weight
        keep = keep_of(about, current.title)
        nodes[node_id] = Node(
            node_id,
            HALF if keep is None else keep,
            tuple(Maker(payee, weight) for payee, weight in sorted(weights.items())),
        )
        labels[node_id] = current.title
        for source, weight in ancestors_of(about, current.title).items():
            parent = products[normal(source)]
            edges.append(Edge(node_id, f"past:{parent.id}", weight))
            ahead.append(parent)
    root = f"past:{product.id}"
    return Graph(root, tuple(nodes.values()), tuple(edges)), labels
