"""What is asked of a buyer, and what was filled in for the lines of an order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from cohive.create import queries as create
from cohive.create.pictures import url_of
from cohive.create.queries import frozen_terms
from cohive.create.queries.lineage import node_id
from cohive.engine.lineage import Graph, inputs_of
from cohive.journal.remembered import remembered
from cohive.trade.models import Filling, FillingText, Option
from cohive.trade.print_files import PrintFile
from cohive.words.money import Money


@dataclass(frozen=True)
class ChoiceView:
    """One of the things to choose, with what it adds to the price of each piece."""

    id: UUID
    label: str
    surcharge: Money


@dataclass(frozen=True)
class OptionView:
    """A question on a product."""

    id: UUID
    product: UUID
    kind: str
    label: str
    is_required: bool
    length: int
    signs: str
    position: int
    choices: tuple[ChoiceView, ...]


@dataclass(frozen=True)
class FillingView:
    """What was filled in: `words` as it is read; `is_erased` when a text is gone.

    Of a work: its title, its page and the picture to print from; `is_paid` says whether the
    agreement of the sale pays its makers. Of a file: its name, and where the desk fetches it.
    """

    label: str
    kind: str
    words: str
    surcharge_minor: int
    is_erased: bool
    work_url: str
    print_url: str
    is_paid: bool
    file: UUID | None = None

    @property
    def file_url(self) -> str:
        """Where the desk fetches what was handed in; '' for anything else."""
        return reverse("trade:print-file", args=[self.file]) if self.file else ""


def options_of(products: Iterable[UUID]) -> dict[UUID, list[OptionView]]:
    """What is asked now, by product. One SQL query, more after a change."""
    wanted = frozenset(products)
    found = remembered(("trade.options", wanted), lambda: _options_of(wanted))
    return {product: list(options) for product, options in found.items()}


def _options_of(products: frozenset[UUID]) -> dict[UUID, list[OptionView]]:
    rows = Option.objects.filter(product__in=products, retired_at__isnull=True)
    found = list(rows.order_by("position", "id").prefetch_related("choices"))
    if not found:
        return {}
    currencies = {
        key: view.price.currency
        for key, view in create.products_by_id(row.product for row in found).items()
    }
    views: dict[UUID, list[OptionView]] = {}
    for row in found:
        views.setdefault(row.product, []).append(_view(row, currencies[row.product]))
    return views


def _view(row: Option, currency: str) -> OptionView:
    return OptionView(
        id=row.id,
        product=row.product,
        kind=row.kind,
        label=row.label,
        is_required=row.is_required,
        length=row.length,
        signs=row.signs,
        position=row.position,
        choices=tuple(
            ChoiceView(choice.id, choice.label, Money(choice.surcharge_minor, currency))
            for choice in sorted(row.choices.all(), key=lambda choice: choice.position)
        ),
    )


def fillings_of(orders: Iterable[UUID]) -> dict[UUID, list[FillingView]]:
    """What was filled in for every line of these orders, by line.

    One SQL query; with works among it three more, and one for each agreement they are sold under.
    """
    rows = Filling.objects.filter(line__order__in=set(orders)).select_related("line", "written")
    found = list(rows.order_by("position", "id"))
    works = create.cards_of(row.work for row in found if row.work)
    paid = {
        (row.work, row.line.agreement): pays_makers(row.work, row.line.agreement)
        for row in found
        if row.work
    }
    views: dict[UUID, list[FillingView]] = {}
    for row in found:
        written = getattr(row, "written", None)
        card = works.get(row.work) if row.work else None
        file = PrintFile.read(written.text) if written and row.kind == "file" else None
        views.setdefault(row.line_id, []).append(
            FillingView(
                label=row.label,
                kind=row.kind,
                words=_words(row, card.title if card else "", file),
                surcharge_minor=row.surcharge_minor,
                is_erased=bool(written and written.erased_at),
                work_url=card.url if card else "",
                print_url=url_of(row.picture),
                is_paid=bool(row.work and paid[row.work, row.line.agreement]),
                file=row.id if file else None,
            )
        )
    return views


def _words(row: Filling, title: str, file: PrintFile | None) -> str:
    written = getattr(row, "written", None)
    if row.kind == "file":
        return file.name if file else ""
    return title or (written.text if written else row.choice)


def print_file(filling: UUID) -> PrintFile | None:
    """The file that was handed in for a piece, while it is kept. One SQL query."""
    rows = FillingText.objects.filter(filling=filling, filling__kind="file")
    text = rows.values_list("text", flat=True).first()
    return PrintFile.read(text) if text else None


def pays_makers(work: UUID, agreement: UUID | None) -> bool:
    """Whether a sale under this agreement reaches the makers of a work along its lineage.

    Only what the agreement froze is paid: a work that does not stand in it, or is only cited there,
    is printed and not paid.
    One SQL query.
    """
    if agreement is None:
        return False
    terms = frozen_terms(agreement)
    return any(
        node_id(work) in _paid_nodes(graph) for weight, graph in terms.stages.values() if weight
    )


def _paid_nodes(graph: Graph) -> set[str]:
    """What the root's money reaches: along edges that weigh something, not along citations."""
    reached, ahead = {graph.root}, [graph.root]
    inputs = inputs_of(graph)
    while ahead:
        for edge in inputs.get(ahead.pop(), ()):
            if edge.weight and edge.made_from not in reached:
                reached.add(edge.made_from)
                ahead.append(edge.made_from)
    return reached
