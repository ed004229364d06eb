"""The books: balances by account, closed months, what does not clear, and whether all agrees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.queries import cards
from cohive.house import bookkeeping
from cohive.house.pages.books_spans import (
    Stretch,
    chosen_stretch,
    month_name,
    months_over,
    place_zone,
)
from cohive.ledger import operations, queries
from cohive.ledger.chart import TYPE_NAMES, Label
from cohive.ledger.queries import TrialLine
from cohive.look.refusals import refuse, said
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused

KEEPERS = ("steward",)
FILES = (("xlsx", "XLSX"), ("csv", "CSV"), ("beancount", "beancount"))


class CloseForm(forms.Form):
    """Which month, and why."""

    month = forms.ChoiceField(label=gettext_lazy("Close every month up to and including"))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        help_text=gettext_lazy(
            "Such as: handed to the accountant. It stays for ever, so write no names."
        ),
    )

    def __init__(self, *args: Any, months: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["month"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = months


@dataclass(frozen=True)
class Group:
    """The accounts of one type, in one currency."""

    name: Label
    lines: list[TrialLine]


@dataclass(frozen=True)
class Sheet:
    """One currency of the trial balance; debit and credit are equal, or something is wrong."""

    currency: str
    groups: list[Group]
    debit: Money
    credit: Money


@require_GET
@role_required(*KEEPERS)
@never_cache
def books(request: HttpRequest) -> HttpResponse:
    """The whole page, for the stretch that the address names."""
    return _page(request)


def _page(request: HttpRequest, form: CloseForm | None = None) -> HttpResponse:
    at, zone = timezone.now(), place_zone()
    stretch = chosen_stretch(request.GET.get("period", ""), at=at, zone=zone)
    months = queries.closed_months()
    closable = months_over(at=at, zone=zone, closed={one.month for one in months if one.is_closed})
    if form is None and closable:
        form = CloseForm(months=closable, initial={"month": closable[0][0]})
    return render(
        request,
        "house/books.html",
        {
            "at": at,
            "stretch": stretch,
            "sheets": _sheets(stretch),
            "uncleared": queries.uncleared(),
            "months": months,
            "month_names": {one.month: month_name(one.month, zone) for one in months},
            "people": cards({one.by for one in months}),
            "form": form,
            "files": FILES,
            "compared": queries.last_comparison(),
        },
        status=422 if form is not None and form.is_bound else 200,
    )


def _sheets(stretch: Stretch) -> list[Sheet]:
    lines = queries.trial_balance(since=stretch.since, until=stretch.until)
    found = []
    for currency in sorted({line.currency for line in lines}):
        own = [line for line in lines if line.currency == currency]
        groups = [
            Group(name, [line for line in own if line.account.type == kind])
            for kind, name in TYPE_NAMES.items()
        ]
        zero = Money.zero(currency)
        found.append(
            Sheet(
                currency=currency,
                groups=[group for group in groups if group.lines],
                debit=sum((line.debit for line in own), zero),
                credit=sum((line.credit for line in own), zero),
            )
        )
    return found


@require_POST
@role_required(*KEEPERS)
def close(request: HttpRequest) -> HttpResponse:
    """Close months."""
    at, zone = timezone.now(), place_zone()
    closed = {one.month for one in queries.closed_months() if one.is_closed}
    form = CloseForm(request.POST, months=months_over(at=at, zone=zone, closed=closed))
    if form.is_valid():
        try:
            operations.close_months(
                last=form.cleaned_data["month"],
                zone=zone,
                reason=form.cleaned_data["reason"],
                by=acting(request),
                at=at,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Closed. Nothing can be dated there any more."))
            return redirect("house:books")
    return _page(request, form)


@require_POST
@role_required(*KEEPERS)
def reopen(request: HttpRequest, month: str) -> HttpResponse:
    """Let a month take entries again."""
    return _done(
        request,
        lambda: operations.reopen_month(
            month=month,
            reason=request.POST.get("reason", ""),
            by=acting(request),
            at=timezone.now(),
        ),
        _("Open again. Close it when the late entry is in."),
    )


@require_POST
@role_required(*KEEPERS)
def compare(request: HttpRequest) -> HttpResponse:
    """Compare the balances with the entries now."""
    fault = bookkeeping.compare(at=timezone.now())
    if fault:
        messages.error(request, _("They differ. Payouts are stopped."))
    else:
        messages.success(request, _("Every balance is the sum of its entries."))
    return redirect("house:books")


@require_POST
@role_required(*KEEPERS)
def rebuild(request: HttpRequest) -> HttpResponse:
    """Make the balances anew from the entries."""

    def work() -> None:
        fault = operations.rebuild_balances(by=acting(request), at=timezone.now())
        if fault:
            raise Refused("Something else is wrong: run cohive verify, and ask for help.")

    return _done(request, work, _("The balances are made anew, and agree. Payouts go on."))


def _done(request: HttpRequest, work: Callable[[], None], sentence: str) -> HttpResponse:
    """Do it, say so, and come back; what is refused is said there too."""
    try:
        work()
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, sentence)
    return redirect("house:books")
