"""The sandbox provider's own page: what a bank's page is for a real payment. No money moves."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohive.bridges.payments import IntentState, Method
from cohive.bridges.payments.cards import TEST_CARDS, CardOutcome
from cohive.journal import jobs
from cohive.look.refusals import refuse
from cohive.trade.forms import CardForm
from cohive.trade.once import moves_value
from cohive.trade.providers import practice_is_on, provider
from cohive.words.refusals import Missing, Refused

DELIVER_AFTER = timedelta(seconds=1)
OUTCOMES = {
    CardOutcome.SUCCEEDS: _("pays at once"),
    CardOutcome.DECLINED: _("is declined"),
    CardOutcome.WITHOUT_FUNDS: _("has not enough money on it"),
    CardOutcome.LATE: _("pays after three minutes"),
    CardOutcome.LATE_DECLINED: _("is declined after three minutes"),
}


@require_http_methods(["GET", "POST"])
@never_cache
@moves_value(asks_outside=True)
def pay(request: HttpRequest, intent: str) -> HttpResponse:
    """Pay an intent with a test card, or confirm it as in a bank's app."""
    if not practice_is_on():
        raise Missing("There is no such page.")
    bank = provider()
    found = bank.load_intent(intent)
    wants_card = found.method is not Method.QR
    form = CardForm(request.POST or None if wants_card else {"card_number": "-"})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        card = form.cleaned_data["card_number"] if wants_card else None
        try:
            bank.pay(intent, card_number=card, at=now)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect(found.return_url)
        finally:
            # a declined card is reported too
            jobs.schedule("trade.deliver", key=intent, run_at=now + DELIVER_AFTER)
    cards = [
        {
            "value": " ".join(number[start : start + 4] for start in range(0, len(number), 4)),
            "title": " ".join(number[start : start + 4] for start in range(0, len(number), 4)),
            "meta": OUTCOMES[outcome],
        }
        for number, outcome in TEST_CARDS.items()
    ]
    return render(
        request,
        "trade/sandbox.html",
        {
            "form": form,
            "intent": found,
            "cards": cards,
            "wants_card": wants_card,
            "is_open": found.state is IntentState.OPEN,
        },
        status=422 if form.errors and wants_card else 200,
    )
