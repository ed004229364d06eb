"""Buying in three screens: where to, how to pay, thank you. No account is needed."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cohive.bond.queries import email_of, place
from cohive.bridges.egress import EgressFailed
from cohive.bridges.payments import Method
from cohive.guard.operations import allow
from cohive.journal.remembered import one_look
from cohive.journal.writer import write
from cohive.look.middleware import policy
from cohive.look.refusals import refuse
from cohive.look.viewers import viewer_of
from cohive.spread.queries import link_of_request
from cohive.trade import baskets, operations, queries
from cohive.trade.baskets import Basket
from cohive.trade.crowding import bounded
from cohive.trade.forms import ContactForm, PayForm
from cohive.trade.forms_making import FillForm
from cohive.trade.once import moves_value, order_key
from cohive.trade.providers import BANK, PAGES, SANDBOX, WALLETS, keys, provider_named, ways
from cohive.trade.queries import OrderView
from cohive.trade.resale_labels import label_of_order
from cohive.trade.views.contents import additions, contents, fill_form, shown
from cohive.trade.views.doors import buyer_of, by_door
from cohive.trade.views.resale_ways import ResaleWay, way_of_basket
from cohive.trade.wallet_pages import PHONE, QR, WalletPage, device, is_in_wechat, sealed
from cohive.words.ids import new_id
from cohive.words.refusals import Refused

ORDERS_AN_HOUR = 30
CODES_AN_HOUR = 10
FILES_AN_HOUR = 20
"""Forms with files to be printed, of a member or a network."""
PAYMENTS_AN_HOUR = 60
HOUR_SECONDS = 60 * 60


@require_http_methods(["GET", "POST"])
@never_cache
@bounded
@moves_value(asks_outside=True)  # its order has a key of its own, and is written for many at once
def where_to(request: HttpRequest) -> HttpResponse:
    """1: the basket and the address. Posting sets the pieces aside for half an hour."""
    basket, now = baskets.of_request(request), timezone.now()
    with one_look():
        way = way_of_basket(request, basket)
        what = contents(basket, discount=way.plan.discount if way and way.is_wholesale else None)
        form = _contact_form(request, basket, wants_address=what.is_posted)
        fill = fill_form(request, what, viewer=_viewer(request))
    if request.method == "POST" and form.is_valid() and fill.is_valid():
        try:
            return redirect(_place(request, basket, way, form, fill, now))
        except Refused as refusal:
            refuse(fill if refusal.field in fill.fields else form, refusal)
    status = 422 if form.errors or fill.errors else 200
    page = shown(what, basket, at=now)
    link = None if way else link_of_request(request)
    way_back = urlencode({"next": request.get_full_path()})
    return render(
        request,
        "trade/where_to.html",
        {
            "form": form,
            "fill": fill,
            "lines": page.lines,
            "preorder": page.preorder,
            "is_posted": what.is_posted,
            "has_files": what.has_files,
            "additions": additions(basket, what, page, at=now) if request.method == "GET" else [],
            "needs_works": what.asks_work,
            "sign_in_url": f"{reverse('account_login')}?{way_back}",
            "is_stall": basket.location is not None,
            "has_invoice": queries.shop_rules().invoices_from is not None,
            "rates": queries.shipping_rates(),
            "link": link,
            "is_own_link": bool(link and link.owner == _viewer(request)),
            "resale_label": way.label if way else "",
        },
        status=status,
    )


def _place(
    request: HttpRequest,
    basket: Basket,
    way: ResaleWay | None,
    form: ContactForm,
    fill: FillForm,
    now: datetime,
) -> str:
    """Count it and place it in one commit, shared with whoever orders at this moment.

    Returns the address of the page where it is paid.
    """
    buyer, by = buyer_of(request)
    link, who, contact = link_of_request(request), _who(request), form.contact()
    if request.FILES:  # counted before they are kept, whatever becomes of the order
        allow(what="trade.print_files", who=who, limit=FILES_AN_HOUR, seconds=HOUR_SECONDS, at=now)
    language, key = get_language() or "en", order_key(request, form.cleaned_data["key"])
    voucher, fillings = form.cleaned_data.get("voucher", ""), fill.fillings(form=key)

    def place_it() -> UUID:
        allow(what="trade.order", who=who, limit=ORDERS_AN_HOUR, seconds=HOUR_SECONDS, at=now)
        return operations.place_order(
            lines=basket.lines,
            channel=basket.channel,
            location=basket.location,
            contact=contact,
            buyer=buyer,
            link=link.id if link else None,
            by=by,
            at=now,
            key=key,
            language=language,
            voucher=voucher,
            fillings=fillings,
            through=way.through if way else None,
        )

    if voucher:  # counted before, since what is refused takes its own count back
        allow(what="trade.voucher", who=who, limit=CODES_AN_HOUR, seconds=HOUR_SECONDS, at=now)
    door = queries.door_of(write(place_it))
    if door is None:
        raise Refused("This order is gone.")
    return reverse("trade:pay", args=door)


def _contact_form(request: HttpRequest, basket: Basket, *, wants_address: bool) -> ContactForm:
    here, viewer = place(), _viewer(request)
    initial = {
        "key": str(new_id()),
        "country": here.country if here else "",
        "email": (email_of(viewer) or "") if viewer else "",
    }
    form = ContactForm(
        request.POST or None,
        initial=initial,
        countries=queries.countries_served(),
        wants_address=wants_address,
        takes_voucher=queries.has_vouchers(at=timezone.now()),
    )
    if basket.location is None and not wants_address:
        form.fields["email"].required = True
        form.fields["email"].help_text = gettext("The links to your files go there.")
    return form


@require_http_methods(["GET", "POST"])
@never_cache
@moves_value()
def address(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """1 again: another address, before it is paid."""
    order = by_door(reference, word)
    if order.state != "placed":
        return redirect(order.url)
    contact = order.contact
    form = ContactForm(
        request.POST or None,
        initial={**(vars(contact) if contact else {}), "key": "-"},
        countries=queries.countries_served(),
        wants_address=order.is_posted,
        takes_voucher=False,
    )
    if request.method == "POST" and form.is_valid():
        _, by = buyer_of(request)
        try:
            operations.change_contact(
                order=order.id, contact=form.contact(), by=by, at=timezone.now()
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect(reverse("trade:pay", args=[reference, word]))
    return render(
        request,
        "trade/address.html",
        {"form": form, "order": order},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@never_cache
@moves_value(asks_outside=True)
def pay(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """2: what it costs and how to pay. Posting goes to the provider's own page."""
    order = by_door(reference, word)
    if order.state not in ("placed", "expired"):
        return redirect(reverse("trade:thanks", args=[reference, word]))
    drop_url = queries.drop_of_order(order.id)
    can_wait = order.channel == "web" and not drop_url
    if can_wait and order.is_membership:
        can_wait = not queries.has_limited_places(order.id)
    offered = [way for way in ways(order.total.currency) if way.method != "transfer" or can_wait]
    methods = [way.choice for way in offered]
    form = PayForm(
        request.POST or None, initial={"method": methods[0] if methods else ""}, methods=methods
    )
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_pay_url(request, order, form.cleaned_data["method"], now))
        except Refused as refusal:
            refuse(form, refusal)
        except EgressFailed:
            refuse(form, Refused("It does not answer just now. Nothing was charged: try again."))
    is_over = order.state == "expired" or bool(order.expires_at and now >= order.expires_at)
    again = baskets.plain_query([(line.variant, line.quantity) for line in order.lines])
    again_url = drop_url or reverse("trade:checkout") + "?" + again
    if order.is_membership:
        again_url = reverse("trade:memberships")
    answer = render(
        request,
        "trade/pay.html",
        {
            "form": form,
            "order": order,
            "membership": queries.membership_of_order(order.id) if order.is_membership else None,
            "is_over": is_over,
            "again_url": again_url,
            "due": queries.due_of(order.id) or order.total,
            "failed_at": order.payment.failed_at if order.payment else None,
            "preorder": queries.preorder(order.preorder) if order.preorder else None,
            "fillings": queries.fillings_of([order.id]),
            "methods": methods,
            "is_practice": any(way.provider == SANDBOX for way in offered),
            "days_held": keys().days_held,
            "is_in_wechat": is_in_wechat(request.headers.get("User-Agent", "")),
            "has_wallets": any(way.provider in WALLETS for way in offered),
            "resale_label": label_of_order(order.resale),
        },
        status=422 if form.errors else 200,
    )
    pages = [PAGES[way.provider] for way in offered if way.provider in PAGES]
    answer["Content-Security-Policy"] = policy(forms_to=pages)
    return answer


def _pay_url(request: HttpRequest, order: OrderView, method: str, now: datetime) -> str:
    """Ask the provider, outside any transaction, and remember its answer before going there."""
    allow(what="trade.pay", who=_who(request), limit=PAYMENTS_AN_HOUR, seconds=HOUR_SECONDS, at=now)
    _, by = buyer_of(request)
    found = (each for each in ways(order.total.currency) if each.choice == method)
    way = next(found)  # the form knows no others
    if way.provider == BANK and order.total:
        operations.open_transfer(order=order.id, days=keys().days_held, by=by, at=now)
        return reverse("trade:transfer", args=[order.reference, order.token])
    how = _device(request) if way.provider in WALLETS else way.method
    asked = operations.open_payment(
        order=order.id, method=how, provider=way.provider, by=by, at=now
    )
    thanks_url = reverse("trade:thanks", args=[order.reference, order.token])
    if not asked.amount:
        return thanks_url
    intent = provider_named(way.provider).create_intent(
        amount=asked.amount,
        reference=asked.reference,
        idempotency_key=f"payment:{asked.payment}",
        return_url=str(settings.ADDRESS) + thanks_url,
        method=Method(how),
        payment=str(asked.payment),
        payer_address=str(request.META.get("REMOTE_ADDR", "")),
        at=now,
    )
    operations.note_intent(payment=asked.payment, intent=intent.id)
    if way.provider not in WALLETS:
        return intent.pay_url
    page = WalletPage(order.id, way.provider, how, intent.pay_url)
    own = reverse("trade:wallet", args=[order.reference, order.token])
    return f"{own}?{urlencode({'with': sealed(page)})}"


def _device(request: HttpRequest) -> str:
    """Scan or tap: what she chose, else what her browser says it runs on.

    Inside WeChat no wallet opens, and a code can be scanned there from another screen.
    """
    chosen = request.POST.get("device", "")
    if chosen in (QR, PHONE):
        return chosen
    agent = request.headers.get("User-Agent", "")
    return QR if is_in_wechat(agent) else device(agent)


@require_GET
@never_cache
def thanks(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """3: thank you; or, while the bank's word is on its way, what happens meanwhile."""
    order = by_door(reference, word)
    is_waiting = order.state in ("placed", "expired")
    if is_waiting and order.payment and order.payment.method == "transfer":
        return redirect(reverse("trade:transfer", args=[reference, word]))
    data = {
        "order": order,
        "is_waiting": is_waiting,
        "preorder": queries.preorder(order.preorder) if order.preorder else None,
        "membership": queries.membership_of_order(order.id) if order.is_membership else None,
        "files": queries.bought_files(order),
    }
    if request.headers.get("HX-Request"):
        return render(request, "trade/parts/thanks.html", data)
    return render(request, "trade/thanks.html", data)


def _viewer(request: HttpRequest) -> UUID | None:
    viewer = viewer_of(request)
    return viewer.agent_id if viewer else None


def _who(request: HttpRequest) -> str:
    """Whom a limit counts: the member, else the network address."""
    viewer = _viewer(request)
    return str(viewer) if viewer else str(request.META.get("REMOTE_ADDR", ""))
