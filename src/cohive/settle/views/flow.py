"""Where money went: for a product, for one order, or one's own part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.bond import queries as members
from cohive.bond.queries import MemberCard
from cohive.look import formats
from cohive.look.stages import stage_name
from cohive.look.viewers import Viewer, viewer_of
from cohive.settle.queries import flow as flows
from cohive.settle.queries.flow import FlowView, PersonPart
from cohive.settle.views.drawing import chart_of, shown_name
from cohive.settle.views.naming import channel_name, line_name
from cohive.words.money import Money
from cohive.words.refusals import Missing

ORDER_SALT = "settle.flow.order"


@dataclass(frozen=True)
class PersonRow:
    """A person in the table: name, sources as text with amount, amount."""

    agent: UUID
    name: str
    url: str
    sources: list[tuple[str, str]]
    amount: Money
    link: Money


@dataclass(frozen=True)
class WorkRow:
    """A work in the table of works."""

    label: str
    received: str
    passed: str
    kept: str
    is_cited: bool


def order_token(order: UUID) -> str:
    """The address part that opens the flow of one order; only this place can make it."""
    return signing.dumps(order.hex, salt=ORDER_SALT)


def flow_list(request: HttpRequest) -> HttpResponse:
    """Every product whose sales came back to people; one alone is shown at once."""
    found = flows.flows_known()
    if len(found) == 1:
        return redirect("settle:flow-product", product=found[0].product)
    return render(
        request,
        "settle/flow_list.html",
        {
            "flows": [
                {
                    "url": reverse("settle:flow-product", args=[flow.product]),
                    "title": flow.title,
                    "units": flow.units,
                    "gross": Money(flow.gross_minor, flow.currency),
                    "pool": Money(flow.pool_minor, flow.currency),
                    "people": flow.people,
                }
                for flow in found
            ]
        },
    )


def flow_of_product(request: HttpRequest, product: UUID) -> HttpResponse:
    """Everything sold of a product, or with ?part=mine what of it is the viewer's."""
    viewer = viewer_of(request)
    only = viewer.agent_id if viewer and request.GET.get("part") == "mine" else None
    view = flows.flow_of_product(product, only=only)
    if view is None or not (view.agreements or _is_staff(viewer)):
        # past sales have no agreement that buyers were shown: they are the firm's own affair
        raise Missing("Nothing of this has been sold and divided yet.")
    address = reverse("settle:flow-product", args=[product])
    return _page(request, view, viewer, address=address, title=_title(view))


def flow_of_order(request: HttpRequest, token: str) -> HttpResponse:
    """One order, by the link its buyer or a person credited from it has."""
    try:
        order = UUID(signing.loads(token, salt=ORDER_SALT))
    except signing.BadSignature:
        raise Missing("There is no such order.") from None
    viewer = viewer_of(request)
    only = viewer.agent_id if viewer and request.GET.get("part") == "mine" else None
    view = flows.flow_of_order(order, only=only)
    if view is None:
        return render(request, "settle/flow_soon.html", {}, status=200)
    address = reverse("settle:flow-order", args=[token])
    title = _("Where the money of this order went")
    return _page(request, view, viewer, address=address, title=title)


def _is_staff(viewer: Viewer | None) -> bool:
    return viewer is not None and viewer.has("steward", "maker")


def _title(view: FlowView) -> str:
    if view.only is not None:
        return ngettext(
            "Your part of the money of %(count)s piece",
            "Your part of the money of %(count)s pieces",
            view.units,
        ) % {"count": view.units}
    return ngettext(
        "Where the money of %(count)s piece went",
        "Where the money of %(count)s pieces went",
        view.units,
    ) % {"count": view.units}


def _page(
    request: HttpRequest, view: FlowView, viewer: Viewer | None, *, address: str, title: str
) -> HttpResponse:
    cards = members.cards([person.agent for person in view.people])
    sees = _is_staff(viewer)
    names = {
        person.agent: shown_name(cards.get(person.agent), sees_unclaimed=sees)
        for person in view.people
    }
    paid = sum(person.amount_minor for person in view.people)
    left = view.pool_minor - paid if view.only is None else 0
    has_part = view.only is not None or (viewer is not None and viewer.agent_id in names)
    return render(
        request,
        "settle/flow.html",
        {
            "title": title,
            "flow": view,
            "products": list(view.products.values()),
            "chart": chart_of(view, names),
            "gross": _money(view, view.gross_minor),
            "pool": _money(view, view.pool_minor),
            "waiting": _money(view, view.waiting_minor),
            "left": _money(view, left),
            "total": _money(view, paid + left),
            "sums": _sums(view),
            "channels": [
                (
                    channel_name(channel.channel),
                    channel.units,
                    _money(view, channel.gross_minor if view.only is None else channel.own_minor),
                )
                for channel in view.channels
            ],
            "people": _rows(view.people, view, names, cards),
            "works": _works(view),
            "stages": [stage for stage in view.streams.stages if stage],
            "views": [
                (address, _("All of it"), view.only is None),
                (f"{address}?part=mine", _("Only my part"), view.only is not None),
            ]
            if has_part
            else [],
            "is_mine": view.only is not None,
        },
    )


def _sums(view: FlowView) -> list[tuple[str, Money]]:
    return [(line_name(kind, label), _money(view, -minor)) for kind, label, minor in view.lines]


def _rows(
    people: tuple[PersonPart, ...],
    view: FlowView,
    names: Mapping[UUID, str],
    cards: Mapping[UUID, MemberCard],
) -> list[PersonRow]:
    return [
        PersonRow(
            agent=person.agent,
            name=names[person.agent],
            url=cards[person.agent].url if person.agent in cards else "",
            sources=[
                (
                    source.label or stage_name(source.stage),
                    formats.money_exact(source.minor, view.currency),
                )
                for source in person.sources
            ],
            amount=_money(view, person.amount_minor),
            link=_money(view, person.link_minor),
        )
        for person in people
    ]


def _works(view: FlowView) -> list[WorkRow]:
    return [
        WorkRow(
            label=work.label,
            received=formats.money_exact(work.received, view.currency),
            passed=formats.money_exact(work.passed, view.currency),
            kept=formats.money_exact(work.kept, view.currency),
            is_cited=not work.received,
        )
        for work in view.works
    ]


def _money(view: FlowView, minor: int) -> Money:
    return Money(minor, view.currency)
