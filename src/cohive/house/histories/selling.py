"""A sale that happened elsewhere, of a release or any product with an agreement in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from uuid import UUID

from cohive.create import queries as create
from cohive.create.queries import ProductView
from cohive.house.histories.releases import known_products
from cohive.journal.jobs import run_due
from cohive.settle import queries as settle
from cohive.trade import operations as trade
from cohive.words.money import Money
from cohive.words.refusals import Refused

NAMES_SAID_MAX = 6
ROUNDS_MAX = 1_000


@dataclass(frozen=True)
class Sold:
    """The sale and how it was divided."""

    order: UUID
    flow: settle.FlowView


def find_release(text: str) -> ProductView:
    """The one product of this title, address or tag; Refused, with what there is, for any other."""
    products = known_products()
    wanted = _plain(text)
    whole = [each for each in products if wanted in {_plain(each.title), each.slug}]
    found = whole or [
        each for each in products if wanted in {_plain(size.label) for size in each.variants}
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(
            "“%(text)s” can be several: %(names)s. Write the whole name.",
            field="release",
            text=text,
            names=_listed(each.title for each in found),
        )
    if not products:
        raise Refused("Nothing is made here yet. Import a history first.", field="release")
    near = _nearest(wanted, products)
    raise Refused(
        "There is no release “%(text)s”. There are, among others: %(names)s.",
        field="release",
        text=text,
        names=_listed(near),
    )


def sell_release(*, release: ProductView, amount: Money, by: UUID, at: datetime, key: str) -> Sold:
    """Record one sale of the release and let it be divided at once; the same key is the same sale.

    Raises Refused (field "amount") for nothing or less, and for a product without an agreement in
    force. The amount is what came in, after tax and fees.
    """
    if amount.minor <= 0:
        raise Refused("Write an amount above zero.", field="amount")
    agreement = create.active_agreement(release.id)
    if agreement is None or not release.variants:
        raise Refused(
            "“%(title)s” has no agreement in force, so nobody could be paid by it.",
            field="release",
            title=release.title,
        )
    size = release.variants[0]
    order = trade.record_past_sale(
        lines=[
            trade.PastLine(
                product=release.id,
                variant=size.id,
                agreement=agreement.id,
                title=release.title,
                quantity=1,
                unit_price_minor=amount.minor,
            )
        ],
        currency=amount.currency,
        by=by,
        at=at,
        key=key,
    )
    _let_it_be_heard(at=at)
    flow = settle.flow_of_order(order)
    if flow is None:
        raise Refused(
            "The sale is written and could not be divided yet. `cohive work` tries again; the "
            "reason stands in its output."
        )
    is_same = release.id in flow.products and flow.gross_minor == amount.minor
    if not is_same or flow.currency != amount.currency:
        raise Refused(
            "A sale with this reference is written already, of %(title)s for %(amount)s.",
            field="reference",
            title=", ".join(flow.products.values()),
            amount=Money(flow.gross_minor, flow.currency),
        )
    return Sold(order, flow)


def _let_it_be_heard(*, at: datetime) -> None:
    """Do what the worker would do at this instant, until nothing is left."""
    for _round in range(ROUNDS_MAX):
        if not run_due(at=at):
            return


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _nearest(wanted: str, products: Iterable[ProductView]) -> list[str]:
    titles = {_plain(each.title): each.title for each in products}
    near = get_close_matches(wanted, titles, n=NAMES_SAID_MAX, cutoff=0.5)
    return [titles[name] for name in near] or list(titles.values())[:NAMES_SAID_MAX]


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    more = ", …" if len(shown) > NAMES_SAID_MAX else ""
    return ", ".join(f"“{name}”" for name in shown[:NAMES_SAID_MAX]) + more
