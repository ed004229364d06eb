"""Memberships for everybody: what there is, one of them, joining, asking to join, giving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond import operations as bond_operations
from cohive.bond import queries as bond
from cohive.bond.access import acting, member_or_low_door, member_required
from cohive.bond.queries import ApplicationView, TierPeriodView, TierView
from cohive.guard.operations import allow
from cohive.look.refusals import refuse, said
from cohive.look.viewers import viewer_of
from cohive.trade import operations, queries
from cohive.trade.forms_memberships import GiftForm, QuestionsForm
from cohive.trade.once import moves_value
from cohive.trade.queries import MembershipQuote
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused

ORDERS_AN_HOUR = 20
HOUR_SECONDS = 60 * 60


@dataclass(frozen=True)
class TierCard:
    """A tier as a card shows it. `left` None: as many places as want. `held`: by this viewer."""

    tier: TierView
    price: Money | None
    left: int | None
    joining: str
    held: TierPeriodView | None

    @property
    def is_full(self) -> bool:
        """Every place is taken."""
        return self.left == 0 and self.held is None


def cards_of(tiers: list[TierView], member: UUID | None, *, at: datetime) -> list[TierCard]:
    """Cards of tiers. At most five SQL queries."""
    ids = [tier.id for tier in tiers]
    prices = queries.prices(ids)
    counted = [tier.id for tier in tiers if tier.places is not None]
    taken = bond.places_taken(counted, at=at) if counted else {}
    held = {one.tier.id: one for one in bond.periods_of(member, at=at)} if member else {}
    return [
        TierCard(
            tier=tier,
            price=prices.get(tier.id),
            left=None if tier.places is None else max(0, tier.places - taken.get(tier.id, 0)),
            joining=tier.joining(at),
            held=held.get(tier.id),
        )
        for tier in tiers
    ]


@require_safe
def memberships(request: HttpRequest) -> HttpResponse:
    """What there is, the lowest first. Six SQL queries at most, besides the frame's."""
    viewer = viewer_of(request)
    cards = cards_of(bond.tiers(), viewer.agent_id if viewer else None, at=timezone.now())
    return render(request, "trade/memberships.html", {"cards": cards})


@require_safe
@never_cache
def tier(request: HttpRequest, slug: str) -> HttpResponse:
    """One tier: what it gives, what it would cost her now, and the way in."""
    view = tier_here(slug)
    return _page(request, view, QuestionsForm(questions=view.questions), 200)


@require_POST
@member_required
@moves_value()
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Order a year, and go where it is paid."""
    return _ordered(request, tier_here(slug), reverse("trade:tier", args=[slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@member_or_low_door
@never_cache
@moves_value()
def renew(request: HttpRequest, slug: str) -> HttpResponse:
    """One tap from the mail: what a year more costs, until when it holds then."""
    view = tier_here(slug)
    if request.method == "POST":
        return _ordered(request, view, request.get_full_path())
    now, by = timezone.now(), acting(request)
    price = queries.price_of(view.id)
    periods = bond.periods_of(by, at=now)
    asked = queries.quote(view, price, periods, at=now) if price else None
    data = {"tier": view, "quote": asked, "until": _until(asked, now), "post_url": _here(request)}
    return render(request, "trade/membership_renew.html", data)


@require_POST
@member_required
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the questions and ask to join."""
    view = tier_here(slug)
    form = QuestionsForm(request.POST, questions=view.questions)
    if form.is_valid():
        try:
            bond_operations.apply_for_tier(
                tier=view.id, answers=form.answers(), by=acting(request), at=timezone.now()
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Asked. A steward reads it; the answer comes here."))
            return redirect("trade:tier", slug=slug)
    return _page(request, view, form, 422)


@require_POST
@member_required
def withdraw_application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Take a wish to join back."""
    return done(
        request,
        lambda: bond_operations.withdraw_application(
            application=application_id, by=acting(request), at=timezone.now()
        ),
        _("Taken back."),
        reverse("trade:my-memberships"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@never_cache
@moves_value()
def give(request: HttpRequest, slug: str) -> HttpResponse:
    """Buy a year for somebody else."""
    view = tier_here(slug)
    form = GiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, now = acting(request), timezone.now()
        try:
            _allow(by, now)
            order = operations.give_membership(
                tier=view.id,
                email=form.cleaned_data["email"],
                by=by,
                at=now,
                key=f"gift:{new_id()}",
                language=get_language() or "en",
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect(_pay_url(order))
    data = {"tier": view, "form": form, "price": queries.price_of(view.id)}
    status = 422 if form.errors else 200
    return render(request, "trade/membership_give.html", data, status=status)


def tier_here(slug: str) -> TierView:
    """The tier of an address."""
    view = bond.tier_by_slug(slug)
    if view is None:
        raise Missing("There is no such tier.")
    return view


def done(
    request: HttpRequest, work: Callable[[], object], sentence: str, way_back: str
) -> HttpResponse:
    """Do it, say so, and come back; what is refused is said there too."""
    try:
        work()
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, sentence)
    return redirect(way_back)


def _ordered(request: HttpRequest, view: TierView, way_back: str) -> HttpResponse:
    by, now = acting(request), timezone.now()
    try:
        _allow(by, now)
        order = operations.order_membership(
            tier=view.id,
            by=by,
            at=now,
            key=f"membership:{new_id()}",
            language=get_language() or "en",
        )
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
        return redirect(way_back)
    return redirect(_pay_url(order))


def _allow(by: UUID, now: datetime) -> None:
    allow(what="trade.membership", who=str(by), limit=ORDERS_AN_HOUR, seconds=HOUR_SECONDS, at=now)


def _pay_url(order: UUID) -> str:
    door = queries.door_of(order)
    if door is None:
        raise Missing("This order is gone.")
    return reverse("trade:pay", args=door)


def _here(request: HttpRequest) -> str:
    return request.get_full_path()


def _until(asked: MembershipQuote | None, now: datetime) -> datetime | None:
    return bond_operations.year_after(asked.starts_at or now) if asked else None


def _page(request: HttpRequest, view: TierView, form: QuestionsForm, status: int) -> HttpResponse:
    now, viewer = timezone.now(), viewer_of(request)
    member = viewer.agent_id if viewer else None
    card = cards_of([view], member, at=now)[0]
    periods = bond.periods_of(member, at=now) if member else []
    asked = queries.quote(view, card.price, periods, at=now) if card.price else None
    application: ApplicationView | None = None
    if member and view.questions:
        application = bond.application_of(member, view.id)
    state = application.state_at(now) if application else ""
    unpaid = queries.open_membership_order(member) if member else None
    data = {
        "tier": view,
        "card": card,
        "quote": asked,
        "until": _until(asked, now),
        "circles": bond.circles_opened(view.rank),
        "application": application,
        "application_state": state,
        "form": form,
        "needs_asking": bool(view.questions) and card.held is None and state != "admitted",
        "unpaid": queries.order(unpaid) if unpaid else None,
    }
    return render(request, "trade/tier.html", data, status=status)
