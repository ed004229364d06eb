"""What this room puts into pages of earlier rooms."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of
from cohive.settle.queries import flow, statement, totals
from cohive.settle.views.flow import order_token
from cohive.words.money import Money


def came_back(request: HttpRequest, product: object) -> Markup | None:
    """Beside a product: what came back to its makers so far."""
    product_id = _id_of(product)
    returned = [back for back in totals.returned_of_product(product_id) if back.units > 0]
    if not returned:
        return None
    return rendered(
        request,
        "settle/slot_product.html",
        {"returned": returned, "address": reverse("settle:flow-product", args=[product_id])},
    )


def helped_make(request: HttpRequest, member: object) -> Markup | None:
    """On a member's page: how many things she helped make; amounts for herself alone."""
    agent = _id_of(member)
    things = totals.things_made_by(agent)
    if not things:
        return None
    viewer = viewer_of(request)
    own = []
    if viewer is not None and viewer.agent_id == agent:
        found = statement.totals_of(agent, at=timezone.now())
        own = [total.total for total in found if total.kind == "earned"]
    return rendered(
        request,
        "settle/slot_member.html",
        {
            "things": [
                {"title": thing.title, "url": reverse("settle:flow-product", args=[thing.product])}
                for thing in things
            ],
            "own": own,
        },
    )


def where_it_went(request: HttpRequest, order: object) -> Markup | None:
    """On an order's page: how much of it went to how many people."""
    order_id = _id_of(order)
    found = flow.order_sums(order_id)
    if found is None or found.gross_minor <= 0:
        return None
    percent = round(100 * found.pool_minor / found.gross_minor, 2)
    return rendered(
        request,
        "settle/slot_order.html",
        {
            "gross": Money(found.gross_minor, found.currency),
            "pool": Money(found.pool_minor, found.currency),
            "people": found.people,
            "percent": percent,
            "rest": 100 - percent,
            "address": reverse("settle:flow-order", args=[order_token(order_id)]),
        },
    )


def kept_for_you(request: HttpRequest, agent: object) -> Markup | None:
    """Where somebody claims what was kept: what is owed under this name."""
    owed = statement.totals_of(_id_of(agent), at=timezone.now())
    if not owed:
        return None
    return rendered(request, "settle/slot_claim.html", {"owed": [each.total for each in owed]})


def stays_owed(request: HttpRequest, agent: object) -> Markup | None:
    """Before somebody leaves: what is owed to her stays in the books."""
    owed = [each.total for each in statement.totals_of(_id_of(agent), at=timezone.now())]
    owed = [amount for amount in owed if amount]
    if not owed:
        return None
    return rendered(request, "settle/slot_leave.html", {"owed": owed})


def _id_of(subject: object) -> UUID:
    """The id a slot's subject carries: an id itself, or a view with an `agent` or `id`."""
    if isinstance(subject, UUID):
        return subject
    for name in ("agent", "agent_id", "order", "id"):
        value = getattr(subject, name, None)
        if isinstance(value, UUID):
            return value
    raise TypeError(f"{type(subject).__name__} has no id")
