"""Pages of drops: what is announced, entering a draw, who was drawn and how to verify it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cohive.bond import queries as bond
from cohive.bond.access import acting, member_required
from cohive.create import queries as create
from cohive.guard.operations import allow
from cohive.journal.writer import write
from cohive.look.refusals import said
from cohive.look.viewers import viewer_of
from cohive.trade import operations, queries
from cohive.trade.countdown import countdown
from cohive.trade.queries import DropView
from cohive.trade.views.cursors import cursor
from cohive.trade.views.shop import thumb
from cohive.words.refusals import Missing, Refused

A_PAGE = 24
ENTRIES_AN_HOUR = 60
HOUR_SECONDS = 60 * 60


@require_GET
def drops(request: HttpRequest) -> HttpResponse:
    """What is announced or open, the next first; then what was."""
    now = timezone.now()
    current = queries.current_drops()
    past = queries.past_drops(before=cursor(request), limit=A_PAGE + 1)
    shown = past[:A_PAGE]
    products = create.products_by_id({view.product for view in [*current, *shown]})
    return render(
        request,
        "trade/drops.html",
        {
            "current": [
                {
                    "drop": view,
                    "phase": view.phase(now),
                    "product": products[view.product],
                    "picture": thumb(products[view.product]),
                }
                for view in current
            ],
            "past": [(view, view.phase(now)) for view in shown],
            "earlier": f"?before={shown[-1].id}#past" if len(past) > A_PAGE else "",
        },
    )


@require_GET
@never_cache
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    """One drop: when, how many, how one buys; asked by htmx, only the part that changes."""
    view, now = drop_here(slug), timezone.now()
    viewer = viewer_of(request)
    is_early = bool(
        viewer
        and view.early_tier
        and view.is_early(now)
        and bond.holds_tier(viewer.agent_id, view.early_tier, at=now)
    )
    data: dict[str, object] = {
        "drop": view,
        "phase": view.phase(now, early=is_early),
        "early_tier": bond.tier(view.early_tier) if view.early_tier else None,
        "entry": queries.entry_of(view.id, viewer.agent_id) if viewer and view.is_draw else None,
        "wanted": request.GET.get("variant", ""),
        "opens_in": countdown(view.opens_at, now),
    }
    entry = data["entry"]
    if isinstance(entry, queries.EntryView) and entry.order:
        data["order"] = queries.order(entry.order)
    if request.headers.get("HX-Request"):
        return render(request, "trade/parts/drop_now.html", data)
    product = create.product(view.product)
    if product is None:
        raise Missing("There is no such drop.")
    line = queries.line_of(view.id) if view.drawn_at else []
    data |= {"product": product, "picture": thumb(product), "line": line}
    return render(request, "trade/drop.html", data)


@require_POST
@member_required
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter the draw; what is refused is said on the drop's page."""
    view, now, by = drop_here(slug), timezone.now(), acting(request)

    def enter_it() -> int:
        allow(what="trade.draw", who=str(by), limit=ENTRIES_AN_HOUR, seconds=HOUR_SECONDS, at=now)
        return operations.enter_draw(drop=view.id, variant=variant, by=by, at=now)

    try:
        variant = _variant(request.POST.get("variant", ""))
        number = write(enter_it)
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("You are in. Your number is %(number)s.") % {"number": number})
    return redirect(view.url)


@require_POST
@member_required
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Withdraw the entry, or let the next have the piece that is kept."""
    view, now, by = drop_here(slug), timezone.now(), acting(request)
    try:
        if view.drawn_at is None:
            operations.withdraw_entry(drop=view.id, by=by, at=now)
            done = _("You left the draw. Your number stays on the list, without a ticket.")
        else:
            operations.decline_offer(drop=view.id, by=by, at=now)
            done = _("Thank you. It goes to the next on the list.")
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, done)
    return redirect(view.url)


@require_GET
def published(request: HttpRequest, slug: str) -> HttpResponse:
    """All a stranger needs to draw again, once it is drawn."""
    del request
    view = drop_here(slug)
    if not view.drawn_at:
        raise Missing("The list of entries is published when the winners are drawn.")
    answer = JsonResponse(
        queries.published_draw(view), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{view.slug}-draw.json"'
    return answer


def drop_here(slug: str) -> DropView:
    """The drop of an address."""
    view = queries.drop_by_slug(slug)
    if view is None:
        raise Missing("There is no such drop.")
    return view


def _variant(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("Choose a size first.", field="variant") from None
