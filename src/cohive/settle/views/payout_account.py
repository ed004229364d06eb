"""A member's own account at the payment provider: opened, its papers shown there, looked at."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cohive.bond.access import acting, member_required
from cohive.bond.afresh import afresh
from cohive.bridges.egress import EgressFailed
from cohive.look.refusals import refuse
from cohive.settle.operations import ask_for_account
from cohive.settle.payout_forms import AccountForm
from cohive.settle.payout_provider import PRACTICE, provider_name
from cohive.settle.payout_sending import look_at_account, open_account, papers_url
from cohive.settle.queries.payout_rules import AccountView, account_of, way_of
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused


@member_required
@afresh
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def payout_account(request: HttpRequest) -> HttpResponse:
    """How her account stands; opening one. An account that is not ready is looked at anew."""
    agent, at = acting(request), timezone.now()
    _connected()
    found = account_of(agent)
    form = AccountForm(
        request.POST if request.method == "POST" else None,
        initial={"country": found.country if found else ""},
    )
    if request.method == "POST" and form.is_valid() and _opened(request, form):
        return redirect("settle:payout-account")
    if request.method != "POST" and found is not None and found.is_open and not found.can_be_paid:
        found = _looked_at(request, found)
    way = way_of(agent)
    return render(
        request,
        "settle/payout_account.html",
        {
            "account": found,
            "form": form,
            "is_way": way is not None and way.way == "provider",
            "at": at,
        },
        status=422 if form.errors else 200,
    )


def _connected() -> None:
    """404 where no real provider is connected: there is nothing to open an account with."""
    if provider_name() in ("", PRACTICE):
        raise Missing("There is no such page.")


def _opened(request: HttpRequest, form: AccountForm) -> bool:
    agent, at = acting(request), timezone.now()
    country = form.cleaned_data["country"]
    try:
        key = ask_for_account(provider=provider_name(), country=country, by=agent, at=at)
        open_account(agent, key=key, country=country, at=at)
    except EgressFailed:
        form.add_error(None, _("The provider did not answer. Try again in a minute."))
        return False
    except Refused as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, _("Your account is open. Now the provider needs your papers."))
    return True


def _looked_at(request: HttpRequest, found: AccountView) -> AccountView:
    agent = acting(request)
    try:
        look_at_account(agent, at=timezone.now())
    except (EgressFailed, Refused):
        messages.warning(request, _("The provider did not answer. This is how it stood last."))
        return found
    return account_of(agent) or found


@member_required
@afresh
@never_cache
@require_safe
def payout_papers(request: HttpRequest) -> HttpResponse:
    """On to the provider's page, where she says who she is; this place sees none of it."""
    _connected()
    here = settings.ADDRESS + reverse("settle:payout-account")
    try:
        url = papers_url(acting(request), back=here, again=here, key=new_id(), at=timezone.now())
    except EgressFailed:
        messages.error(request, _("The provider did not answer. Try again in a minute."))
        return redirect("settle:payout-account")
    return HttpResponseRedirect(url)
