"""The stewards' desk of memberships: tiers, who asks, who holds, what came in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond import operations as bond_operations
from cohive.bond import queries as bond
from cohive.bond.access import acting, role_required
from cohive.bond.afresh import afresh
from cohive.bond.queries import TierView
from cohive.look.refusals import refuse, said
from cohive.trade import operations, queries
from cohive.trade.forms_memberships import CircleForm, GrantForm, TierForm, initial_of
from cohive.trade.once import moves_value
from cohive.trade.views.cursors import cursor
from cohive.trade.views.memberships import cards_of, done, tier_here
from cohive.words.refusals import Forbidden, Missing, Refused

A_PAGE = 50
GRACE_DAYS = 14


@require_safe
@role_required("steward")
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """All tiers with their income, those who ask, circles for a tier."""
    return _overview(request, None, 200)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("steward")
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Make a tier."""
    form = TierForm(request.POST or None, initial={"grace_days": GRACE_DAYS})
    if request.method == "POST" and form.is_valid():
        now, by = timezone.now(), acting(request)
        try:
            price = form.amount(_currency())
            with transaction.atomic():
                made = bond_operations.make_tier(terms=form.terms(), by=by, at=now)
                if price is not None:
                    operations.set_tier_price(tier=made, amount=price, by=by, at=now)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Made. It stands on the page of memberships."))
            return redirect("trade:tier-desk")
    status = 422 if form.errors else 200
    return render(request, "trade/tier_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required("steward")
@never_cache
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a tier; see who holds it."""
    view = tier_here(slug)
    price = queries.price_of(view.id)
    form = TierForm(request.POST or None, initial=initial_of(view, price))
    if request.method == "POST" and form.is_valid():
        now, by = timezone.now(), acting(request)
        try:
            amount = form.amount(_currency())
            with transaction.atomic():
                bond_operations.change_tier(tier=view.id, terms=form.terms(), by=by, at=now)
                operations.set_tier_price(tier=view.id, amount=amount, by=by, at=now)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved. What was bought stays as it was bought."))
            return redirect("trade:tier-change", slug=slug)
    return _tier(request, view, form, GrantForm(), 422 if form.errors else 200)


@require_POST
@role_required("steward")
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a tier, or open it again."""
    view = tier_here(slug)
    act = bond_operations.open_tier_again if view.closed_at else bond_operations.close_tier
    sentence = _("Open again.") if view.closed_at else _("Closed. Who holds it keeps it.")
    return done(
        request,
        lambda: act(tier=view.id, by=acting(request), at=timezone.now()),
        sentence,
        reverse("trade:tier-change", args=[slug]),
    )


@require_POST
@role_required("steward")
def grant(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a member a year of it."""
    view = tier_here(slug)
    form = GrantForm(request.POST)
    if form.is_valid():
        try:
            bond_operations.grant_tier(
                tier=view.id,
                member=_member(form.cleaned_data["member"]),
                by=acting(request),
                at=timezone.now(),
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Given for a year. The member is told."))
            return redirect("trade:tier-change", slug=slug)
    initial = initial_of(view, queries.price_of(view.id))
    return _tier(request, view, TierForm(initial=initial), form, 422)


@require_POST
@role_required("steward")
def end(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Take back what was granted or earned."""
    period = bond.tier_period(period_id)
    if period is None:
        raise Missing("There is no such membership.")
    return done(
        request,
        lambda: bond_operations.take_tier_back(
            period=period_id, by=acting(request), at=timezone.now()
        ),
        _("Ended."),
        reverse("trade:tier-change", args=[period.tier.slug]),
    )


@role_required("steward")
@afresh
@require_POST
@moves_value()
def refund(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give all of a membership's money back; it ends now."""
    return done(
        request,
        lambda: operations.refund_membership(order=order_id, by=acting(request), at=timezone.now()),
        _("The money goes back, and the membership has ended."),
        reverse("trade:tier-desk"),
    )


@require_POST
@role_required("steward")
def decide(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Admit who asks, or decline with a reason."""
    now, by, answer = timezone.now(), acting(request), request.POST.get("answer", "")
    try:
        if request.POST.get("decision") == "admit":
            bond_operations.admit_to_tier(application=application_id, answer=answer, by=by, at=now)
            messages.success(request, _("Admitted. The member is told and has 14 days to pay."))
        else:
            bond_operations.decline_for_tier(
                application=application_id, answer=answer, by=by, at=now
            )
            messages.success(request, _("Declined. The member reads your reason."))
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect(reverse("trade:tier-desk") + "#asks")


@require_POST
@role_required("steward")
def circle(request: HttpRequest) -> HttpResponse:
    """Say for whom a circle is."""
    form = CircleForm(request.POST, circles=bond.circles(), tiers=bond.tiers(with_closed=True))
    if not form.is_valid():
        return _overview(request, form, 422)
    given = form.cleaned_data
    return done(
        request,
        lambda: bond_operations.set_circle_tier(
            circle=UUID(given["circle"]),
            tier=UUID(given["tier"]) if given["tier"] else None,
            by=acting(request),
            at=timezone.now(),
        ),
        _("Saved."),
        reverse("trade:tier-desk") + "#circles",
    )


def _overview(request: HttpRequest, form: CircleForm | None, status: int) -> HttpResponse:
    now = timezone.now()
    tiers = bond.tiers(with_closed=True)
    ids = [tier.id for tier in tiers]
    asked, circles = bond.applications_to_decide(), bond.circles()
    data = {
        "cards": cards_of(tiers, None, at=now),
        "taken": bond.places_taken(ids, at=now),
        "income": queries.income_of_tiers(ids, _currency()),
        "asked": asked,
        "names": {tier.id: tier for tier in tiers},
        "people": bond.cards(one.member for one in asked) if asked else {},
        "circles": bond.circles_for(ids),
        "circle_form": form or CircleForm(circles=circles, tiers=tiers),
        "has_circles": bool(circles),
    }
    return render(request, "trade/tier_desk.html", data, status=status)


def _tier(
    request: HttpRequest, view: TierView, form: TierForm, grant_form: GrantForm, status: int
) -> HttpResponse:
    now = timezone.now()
    found = bond.tier_holders(view.id, at=now, before=cursor(request), limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    data = {
        "tier": view,
        "form": form,
        "grant_form": grant_form,
        "holders": [(one, one.state(now)) for one in shown],
        "people": bond.cards(one.member for one in shown) if shown else {},
        "orders": queries.membership_orders(one.source for one in shown if one.source),
        "later": f"?before={shown[-1].id}#holds" if len(found) > A_PAGE else "",
    }
    return render(request, "trade/tier_change.html", data, status=status)


def _member(name: str) -> UUID:
    found = [card for card in bond.members_called(name) if card.state == "active"]
    if not found:
        raise Refused("Nobody here is called that.", field="member")
    if len(found) > 1:
        raise Refused(
            "Several are called that. Ask them to choose names that differ.", field="member"
        )
    return found[0].agent


def _currency() -> str:
    here = bond.place()
    return here.currency if here else "EUR"
