"""Statements from the sales one already has: a sales file and who made what, read in whole.

Everything happens in one transaction: makers become unclaimed members, products get terms, every
new row of the file is stored, and each product's rows of a month are divided together (one act,
one entry in the books). A row is known by its key, so the same file twice doubles nothing; a file
that is refused leaves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from cohive.bond import queries as members
from cohive.bridges.sales import MakerRow, Sale, SalesFile, unmade_products
from cohive.journal.operations import record
from cohive.settle.arithmetic import FINAL_AFTER, LineAmount
from cohive.settle.composition import compose
from cohive.settle.events import PastSalesImported
from cohive.settle.models import PastProduct, PastSale, PastTerms, Pool, SalesImport, WaterfallLine
from cohive.settle.operations.changes import Change, apply_change
from cohive.settle.operations.links import make_statement_links
from cohive.settle.operations.past_products import (
    normal,
    past_products,
    past_terms,
    recorded_makers,
)
from cohive.settle.operations.pools import open_pool
from cohive.settle.past_terms import DividedTerms, terms_from_row
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Refused

READERS = frozenset({"steward", "maker"})
BATCH_ROWS = 500
NAMES_SAID_MAX = 3


@dataclass(frozen=True)
class PastImport:
    """What reading in a file did; `sales_import` is None when no row was new."""

    sales_import: UUID | None
    rows: int
    rows_new: int
    products: int
    payees: int


@dataclass
class _Batch:
    """New rows of one product, currency and month."""

    product: str
    currency: str
    sales: list[Sale] = field(default_factory=list)

    @property
    def net_minor(self) -> int:
        return sum(sale.net.minor for sale in self.sales)


@transaction.atomic
def import_past_sales(
    *,
    sales: SalesFile,
    makers: Sequence[MakerRow],
    by: UUID,
    at: datetime,
    house: Fraction = Fraction(0),
    name: str = "",
) -> PastImport:
    """Read in a parsed sales file with its makers; return what was new.

    `house` is the part of what is left after fees and tax that the house keeps. `by` is the firm, a
    steward or a maker of the firm. Raises Refused (field "makers") for a product nobody made,
    (field "sales") for more returned than sold.
    """
    firm = _firm(by)
    if not 0 <= house <= 1:
        raise Refused("The house keeps a part from 0 to 100 percent.", field="house")
    _refuse_unmade(sales, makers)
    fresh = _new_sales(sales)
    if not fresh:
        return PastImport(None, len(sales.sales), 0, 0, 0)
    agents = recorded_makers(makers, by=firm, at=at)
    products = past_products([*(sale.product for sale in fresh), *_named_products(makers)])
    made = SalesImport.objects.create(
        name=name[:200],
        digest=sales.digest,
        by_id=by,
        rows_count=len(sales.sales),
        rows_new=len(fresh),
        at=at,
    )
    divider = _Divider(sales, makers, agents, products, house, firm, at, made)
    for batch in _batches(fresh):
        divider.add(batch)
    divider.finish()
    record(
        PastSalesImported(sales_import=made.id, rows=len(sales.sales), rows_new=len(fresh)),
        by=by,
        at=at,
        object_kind="sales_import",
        object=made.id,
    )
    make_statement_links(payees=divider.payees, by=firm, at=at)
    return PastImport(
        made.id, len(sales.sales), len(fresh), len(divider.pools), len(divider.payees)
    )


def _firm(by: UUID) -> UUID:
    place = members.place()
    if place is None:
        raise Refused("There is no place yet. Open one first.")
    if by != place.agent and not members.roles_of(by) & READERS:
        raise Forbidden("Past sales are read in by the makers of the firm.")
    return place.agent


def _named_products(makers: Iterable[MakerRow]) -> list[str]:
    named = [row.product for row in makers if row.product != "*"]
    return [*named, *(row.made_from for row in makers if row.made_from)]


def _refuse_unmade(sales: SalesFile, makers: Sequence[MakerRow]) -> None:
    """A product that brought money needs a maker; one that brought nothing changes nothing."""
    earned = list(dict.fromkeys(sale.product for sale in sales.sales if sale.net.minor))
    unmade = unmade_products(makers, earned)
    if unmade:
        shown = ", ".join(f"“{product}”" for product in unmade[:NAMES_SAID_MAX])
        raise Refused(
            "Nobody is named as maker of %(products)s (%(count)s in all). Add a line for each.",
            field="makers",
            products=shown,
            count=len(unmade),
        )


def sale_key(sales: SalesFile, sale: Sale) -> str:
    """The row's own number, told apart by the kind of file."""
    return f"{sales.kind}:{sale.key}"[:200]


def _new_sales(sales: SalesFile) -> list[Sale]:
    keys = [sale_key(sales, sale) for sale in sales.sales]
    known: set[str] = set()
    for start in range(0, len(keys), BATCH_ROWS):
        chunk = keys[start : start + BATCH_ROWS]
        known.update(PastSale.objects.filter(key__in=chunk).values_list("key", flat=True))
    return [sale for sale, key in zip(sales.sales, keys, strict=True) if key not in known]


def _batches(fresh: Iterable[Sale]) -> list[_Batch]:
    """One batch for each product, currency and month, the oldest month first."""
    found: dict[tuple[tuple[int, int], str, str], _Batch] = {}
    for sale in fresh:
        day = sold_on(sale)
        key = ((day.year, day.month), normal(sale.product), sale.net.currency)
        batch = found.setdefault(key, _Batch(sale.product, sale.net.currency))
        batch.sales.append(sale)
    return [found[key] for key in sorted(found)]


def sold_on(sale: Sale) -> date:
    """The day of a sale as its file wrote it."""
    return sale.at.date() if isinstance(sale.at, datetime) else sale.at


class _Divider:
    """Divides batches in order; what would fall below zero waits for the next batch."""

    def __init__(
        self,
        sales: SalesFile,
        makers: Sequence[MakerRow],
        agents: Mapping[str, UUID],
        products: Mapping[str, PastProduct],
        house: Fraction,
        firm: UUID,
        at: datetime,
        made: SalesImport,
    ) -> None:
        self.sales, self.makers, self.agents, self.products = sales, makers, agents, products
        self.house, self.firm, self.at, self.made = house, firm, at, made
        self.pools: dict[tuple[UUID, str], tuple[Pool, DividedTerms]] = {}
        self.nets: dict[UUID, int] = defaultdict(int)
        self.waiting: dict[tuple[UUID, str], _Batch] = {}
        self.payees: set[UUID] = set()

    def add(self, batch: _Batch) -> None:
        """Divide a batch, together with what waited of the same product."""
        product = self.products[normal(batch.product)]
        key = (product.id, batch.currency)
        before = self.waiting.pop(key, None)
        if before:
            batch.sales = before.sales + batch.sales
        if not any(sale.net.minor for sale in batch.sales) and not self._is_made(product):
            self._store(batch, product, None)
            return
        pool, terms = self._pool(product, batch.currency)
        if self.nets[pool.id] + batch.net_minor < 0:
            self.waiting[key] = batch
            return
        self._divide(batch, product, pool, terms)

    def finish(self) -> None:
        """Refuse what still is below zero when the file ends."""
        for batch in self.waiting.values():
            raise Refused(
                "More of “%(product)s” was returned than sold. "
                "Give the file with its earlier sales first.",
                field="sales",
                product=batch.product,
            )

    def _is_made(self, product: PastProduct) -> bool:
        return not unmade_products(self.makers, [product.title])

    def _pool(self, product: PastProduct, currency: str) -> tuple[Pool, DividedTerms]:
        key = (product.id, currency)
        if key not in self.pools:
            row: PastTerms = past_terms(
                product,
                makers=self.makers,
                agents=self.agents,
                products=self.products,
                house=self.house,
                at=self.at,
            )
            terms = terms_from_row(row)
            pool = open_pool(
                source="past",
                product=product.id,
                agreement=row.id,
                version=row.version,
                currency=currency,
                title=product.title,
                labels=terms.labels,
                composition=compose(terms),
                at=self.at,
            )
            self.nets[pool.id] = _net_so_far(pool)
            self.pools[key] = (pool, terms)
            payees = pool.claims.values_list("payee_id", flat=True)
            self.payees.update(payees)
        return self.pools[key]

    def _divide(self, batch: _Batch, product: PastProduct, pool: Pool, terms: DividedTerms) -> None:
        net = batch.net_minor
        house = terms.house_minor(self.nets[pool.id], self.nets[pool.id] + net)
        tax = sum(sale.tax.minor for sale in batch.sales)
        fees = sum(sale.fees.minor for sale in batch.sales)
        lines = [
            LineAmount("tax", "", None, tax),
            LineAmount("fees", "", None, fees),
            LineAmount("house", "", None, house),
        ]
        last = max(sold_on(sale) for sale in batch.sales)
        moment = min(datetime.combine(last, time(12), tzinfo=UTC), self.at)
        change = Change(
            key=f"settle:past:{self.made.id}:{pool.id}:{pool.distributions_count + 1}",
            kind="past",
            pool=pool,
            units=sum(_pieces(sale) for sale in batch.sales),
            unit_price_minor=0,
            lines=(
                *(line for line in lines if line.minor),
                LineAmount("pool", "", None, net - house),
            ),
            at=moment,
            provisional_until=self.at,
            final_from=self.at + FINAL_AFTER,
            reference=f"{last:%Y-%m}",
            channel="import",
        )
        distribution = apply_change(change, by=self.firm)
        self.nets[pool.id] += net
        self._store(batch, product, distribution)

    def _store(self, batch: _Batch, product: PastProduct, distribution: UUID | None) -> None:
        PastSale.objects.bulk_create(
            [
                PastSale(
                    id=new_id(),
                    key=sale_key(self.sales, sale),
                    sales_import=self.made,
                    distribution_id=distribution,
                    product=product,
                    sold_on=sold_on(sale),
                    quantity=_pieces(sale),
                    gross_minor=sale.gross.minor,
                    net_minor=sale.net.minor,
                    currency=sale.net.currency,
                )
                for sale in batch.sales
            ],
            batch_size=BATCH_ROWS,
        )


def _pieces(sale: Sale) -> int:
    """Pieces of a row; those of a refund went back."""
    return -abs(sale.quantity) if sale.kind == "refund" else sale.quantity


def _net_so_far(pool: Pool) -> int:
    """What was left after fees and tax of everything divided in this pool: house and people."""
    found = WaterfallLine.objects.filter(
        distribution__pool=pool, kind__in=("house", "pool")
    ).aggregate(total=Sum("minor"))
    return found["total"] or 0
