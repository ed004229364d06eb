"""Exchanging money of one currency for another, with its rate and where the rate is from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohive.bond.access import acting, role_required
from cohive.bond.queries import place
from cohive.house.pages.books import KEEPERS
from cohive.ledger import operations, queries
from cohive.ledger.chart import CHART, AccountType
from cohive.ledger.exchange import parse_rate
from cohive.look import formats
from cohive.look.refusals import refuse
from cohive.words.money import Money, parse_money
from cohive.words.refusals import Missing, Refused


class ExchangeForm(forms.Form):
    """What is given, into what, at which rate, and who says so."""

    held = forms.ChoiceField(label=gettext_lazy("Give from"))
    amount = forms.CharField(label=gettext_lazy("How much of it"), max_length=40)
    currency = forms.CharField(
        label=gettext_lazy("Into which currency"),
        max_length=3,
        help_text=gettext_lazy("Three letters, such as USD."),
    )
    rate = forms.CharField(
        label=gettext_lazy("At which rate"),
        max_length=20,
        help_text=gettext_lazy("How much of the new currency for one of the old, such as 1.0842."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where the rate is from"),
        max_length=200,
        help_text=gettext_lazy("Such as: bank statement of 31 October."),
    )

    def __init__(self, *args: Any, held: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["held"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = held


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
@never_cache
def exchange(request: HttpRequest) -> HttpResponse:
    """Ask, and enter it."""
    here = place()
    if here is None:
        raise Missing("There is no place yet. Open one first.")
    held = _held(here.agent)
    form = ExchangeForm(request.POST if request.method == "POST" else None, held=held)
    if form.is_bound and form.is_valid():
        try:
            entry = _enter(form, agent=here.agent, by=acting(request))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Exchanged. The rate stays with the entry."))
            return redirect("house:books-entry", entry_id=entry)
    status = 422 if form.is_bound else 200
    return render(request, "house/books_exchange.html", {"form": form, "held": held}, status=status)


def _held(agent: UUID) -> list[tuple[str, str]]:
    """The firm's money by account and currency, as choices."""
    return [
        (f"{purpose}:{currency}", f"{CHART[purpose].name}: {formats.money(-amount)}")
        for (purpose, currency), amount in sorted(queries.balances_of(agent).items())
        if CHART[purpose].type is AccountType.ASSET and amount < Money.zero(currency)
    ]


def _enter(form: ExchangeForm, *, agent: UUID, by: UUID) -> UUID:
    written = form.cleaned_data
    purpose, _colon, given = written["held"].partition(":")
    return operations.convert(
        agent=agent,
        purpose=purpose,
        given=parse_money(written["amount"], given),
        currency=written["currency"].strip().upper(),
        rate=parse_rate(written["rate"]),
        source=written["source"],
        by=by,
        at=timezone.now(),
    )
