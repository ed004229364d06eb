"""One's own memberships: until when, what can be done; a gift taken up; one given back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond import queries as bond
from cohive.bond.access import acting, member_required
from cohive.bond.queries import ApplicationView, TierPeriodView
from cohive.guard.operations import allow
from cohive.look.refusals import refuse
from cohive.trade import operations, queries
from cohive.trade.forms_memberships import CodeForm
from cohive.trade.once import moves_value
from cohive.trade.views.memberships import cards_of, done
from cohive.words.refusals import Forbidden, Missing, Refused

CODES_AN_HOUR = 10
HOUR_SECONDS = 60 * 60


@require_safe
@member_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """What one holds and asked for, and gifts one gave. Ten SQL queries, besides the frame's."""
    now, member = timezone.now(), acting(request)
    periods = bond.all_periods_of(member)
    held = bond.periods_of(member, at=now)
    best = max((one.tier.rank for one in held), default=0)
    tiers = bond.tiers()
    days = timedelta(days=queries.shop_rules().return_days)
    names = {tier.id: tier for tier in bond.tiers(with_closed=True)}
    orders = queries.membership_orders(one.source for one in periods if one.source)
    unpaid = queries.open_membership_order(member)
    data = {
        "held": held,
        "opened": bond.circles_opened(best) if held else [],
        "past": [one for one in periods if one.state(now) in ("over", "ended")],
        "orders": orders,
        "cards": {card.tier.id: card for card in cards_of(tiers, None, at=now)},
        "higher": [tier for tier in tiers if held and tier.rank > best],
        "gifts": [(one, one.state(now), names.get(one.tier)) for one in queries.gifts_of(member)],
        "applications": [
            (one, one.state_at(now), names.get(one.tier))
            for one in bond.applications_of(member)
            if one.state != "withdrawn" and not _is_followed(one, periods)
        ],
        "days": days,
        "unpaid": queries.order(unpaid) if unpaid else None,
    }
    return render(request, "trade/memberships_mine.html", data)


def _is_followed(asked: ApplicationView, periods: list[TierPeriodView]) -> bool:
    """Whether she was admitted and then joined: it stands among what she holds."""
    decided = asked.decided_at
    return asked.state == "admitted" and any(
        one.tier.id == asked.tier and decided is not None and one.starts_at >= decided
        for one in periods
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@never_cache
@moves_value()
def redeem(request: HttpRequest) -> HttpResponse:
    """Take a gift up with its code."""
    code = request.GET.get("code", "")[:40]
    form = CodeForm(request.POST or None, initial={"code": code})
    now, by = timezone.now(), acting(request)
    if request.method == "POST" and form.is_valid():
        try:
            allow(what="trade.gift", who=str(by), limit=CODES_AN_HOUR, seconds=HOUR_SECONDS, at=now)
            operations.redeem_gift(code=form.cleaned_data["code"], by=by, at=now)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("trade:my-memberships")
    gift = queries.gift_by_code(code) if code else None
    data = {
        "form": form,
        "gift": gift,
        "gift_state": gift.state(now) if gift else "",
        "tier": bond.tier(gift.tier) if gift else None,
    }
    status = 422 if form.errors else 200
    return render(request, "trade/membership_redeem.html", data, status=status)


@require_POST
@member_required
@moves_value()
def give_back(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Change one's mind within the shop's days."""
    return done(
        request,
        lambda: operations.give_membership_back(
            order=order_id, by=acting(request), at=timezone.now()
        ),
        _("Given back. Your money goes the way it came."),
        reverse("trade:my-memberships"),
    )
