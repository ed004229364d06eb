"""A member's own payouts: her balance, how she is paid, what was sent, giving some of it on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond import queries as members
from cohive.bond.access import acting, member_required
from cohive.bond.afresh import afresh
from cohive.look.refusals import refuse
from cohive.settle import credit_notes
from cohive.settle.operations import choose_payout_way, give_to_community
from cohive.settle.payout_forms import GiftForm, WayForm
from cohive.settle.payout_provider import PRACTICE, provider_name
from cohive.settle.queries.payout_rules import account_of, is_on_its_way, rules_in_force, way_of
from cohive.settle.queries.payouts import PayoutView, payouts_of
from cohive.settle.queries.purses import moves_of, purse_of
from cohive.trade.once import moves_value
from cohive.words.money import Money, parse_money
from cohive.words.refusals import Missing, Refused


@member_required
def payouts(request: HttpRequest) -> HttpResponse:
    """What is hers to use now, how she is paid, what was sent."""
    return _page(request, GiftForm(initial={"amount": ""}))


def _page(request: HttpRequest, form: GiftForm, *, status: int = 200) -> HttpResponse:
    agent, at = acting(request), timezone.now()
    place = members.place()
    currency = place.currency if place else "EUR"
    purse = purse_of(agent, currency, at=at)
    rules = rules_in_force(currency)
    found = payouts_of(agent)
    return render(
        request,
        "settle/payouts.html",
        {
            "purse": purse,
            "available": purse.available,
            "parts": [
                Money(minor, currency)
                for minor in (purse.earned_minor, purse.link_minor, purse.resale_minor)
            ],
            "rules": rules,
            "is_small": bool(rules and 0 < purse.available.minor < rules.threshold.minor),
            "next_day": rules.next_day(timezone.localtime(at).date()) if rules else None,
            "way": way_of(agent),
            "is_on_its_way": is_on_its_way(agent),
            "payouts": [shown_payout(each) for each in found],
            "moves": [move for move in moves_of(agent) if move.why != "payout"],
            "form": form,
        },
        status=status,
    )


def shown_payout(each: PayoutView) -> dict[str, object]:
    """A payout with its words."""
    return {
        "item": each,
        "amount": each.money(each.amount_minor),
        "net": each.money(each.net_minor),
        "withheld": each.money(each.withheld_minor),
        "fee": each.money(each.fee_minor),
        "state": state_word(each.state),
        "tone": {"executed": "good", "failed": "bad", "returned": "bad"}.get(each.state, ""),
    }


def state_word(state: str) -> str:
    """A state of a payout in the viewer's language."""
    return {
        "proposed": _("waits for a second steward"),
        "approved": _("approved, about to be sent"),
        "executed": _("sent"),
        "failed": _("could not be sent"),
        "returned": _("came back"),
        "cancelled": _("cancelled"),
    }[state]


@member_required
@afresh
@require_http_methods(["GET", "POST"])
def payout_way(request: HttpRequest) -> HttpResponse:
    """Say how one is paid, after proving anew who one is."""
    agent = acting(request)
    view = way_of(agent)
    provider = provider_name()
    form = WayForm(request.POST if request.method == "POST" else None, view=view, provider=provider)
    if request.method == "POST" and form.is_valid():
        try:
            choose_payout_way(wanted=form.wanted(), by=agent, at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Noted. The next payout goes this way."))
            return redirect("settle:payouts")
    return render(
        request,
        "settle/payout_way.html",
        {
            "form": form,
            "view": view,
            "is_on_its_way": is_on_its_way(agent),
            "provider": provider,
            "account": account_of(agent) if provider not in ("", PRACTICE) else None,
        },
        status=422 if form.errors else 200,
    )


@member_required
@require_POST
@moves_value()
def give(request: HttpRequest) -> HttpResponse:
    """Give some of one's balance on to the community."""
    form = GiftForm(request.POST)
    place = members.place()
    if form.is_valid() and place is not None:
        try:
            amount = parse_money(form.cleaned_data["amount"], place.currency)
            give_to_community(amount=amount, by=acting(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Given to the community. Thank you."))
            return redirect("settle:payouts")
    return _page(request, form, status=422)


@member_required
def credit_note(request: HttpRequest, note: UUID) -> HttpResponse:
    """One credit note as PDF: hers, or for a steward."""
    agent = acting(request)
    found = credit_notes.note(note)
    if found is None or not (found.payee == agent or "steward" in members.roles_of(agent)):
        raise Missing("There is no such credit note.")
    response = HttpResponse(credit_notes.printed_note(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.name}.pdf"'
    return response
