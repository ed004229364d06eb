"""How people can pay here: Stripe's keys and the bank account, for stewards."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cohive.bond.access import acting, role_required
from cohive.bridges.egress import EgressFailed
from cohive.bridges.payments.bank import checked_bic, checked_iban, grouped
from cohive.bridges.payments.keys import PaymentKeys, masked
from cohive.bridges.payments.stripe.reading import EVENT_TYPES
from cohive.look.refusals import refuse
from cohive.trade import operations
from cohive.trade.forms_payments import BankForm, StripeForm
from cohive.trade.providers import keys, replace_keys, stripe
from cohive.trade.views.proof import proven_again
from cohive.words.refusals import Refused


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("stripe_key", "stripe_webhook_secret")
@role_required("steward")
@proven_again
@never_cache
def ways_of_paying(request: HttpRequest) -> HttpResponse:
    """See what is on, connect, change, and let go."""
    known = keys()
    part = request.POST.get("part", "")
    stripe_form = StripeForm(request.POST if part == "stripe" else None)
    bank_form = BankForm(
        request.POST if part == "bank" else None,
        initial={
            "bank_holder": known.bank_holder,
            "bank_iban": grouped(known.bank_iban),
            "bank_bic": known.bank_bic,
            "days_held": known.days_held,
        },
    )
    forms_of: dict[str, forms.Form] = {"stripe": stripe_form, "bank": bank_form}
    if request.method == "POST" and _changed(request, part, known, forms_of.get(part)):
        return redirect("trade:payment-ways")
    is_bad = bool(stripe_form.errors or bank_form.errors)
    data = {
        "keys": known,
        "shown_key": masked(known.stripe_key),
        "shown_secret": masked(known.stripe_webhook_secret),
        "shown_iban": grouped(known.bank_iban),
        "is_test_key": "_test_" in known.stripe_key,
        "stripe_form": stripe_form,
        "bank_form": bank_form,
        "fixed": sorted(name for name, value in settings.PAYMENT_KEYS.items() if value),
        "webhook_url": settings.ADDRESS + reverse("trade:stripe-webhook"),
        "event_types": EVENT_TYPES,
        "is_practice": not (known.has_stripe or known.has_bank),
    }
    return render(request, "trade/payment_ways.html", data, status=422 if is_bad else 200)


def _changed(request: HttpRequest, part: str, known: PaymentKeys, form: forms.Form | None) -> bool:
    """Whether the change that was asked for is made; what is refused stands at the form."""
    if part in ("stripe-off", "bank-off"):
        _keep(request, _without(known, part))
        messages.success(request, _("Switched off. Payments that are on their way still arrive."))
        return True
    if form is None or not form.is_valid():
        return False
    try:
        new = _asked(known, form.cleaned_data) if part == "stripe" else _bank(known, form)
        _keep(request, new)
    except Refused as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, _("It works. People can pay this way from now on."))
    return True


def _asked(known: PaymentKeys, given: dict[str, str]) -> PaymentKeys:
    """The keys with Stripe's, once it has answered them."""
    key = given["stripe_key"].strip() or known.stripe_key
    secret = given["stripe_webhook_secret"].strip() or known.stripe_webhook_secret
    if not key.startswith(("sk_", "rk_")):
        raise Refused("A secret key begins with sk_ or rk_.", field="stripe_key")
    if not secret.startswith("whsec_"):
        raise Refused("A signing secret begins with whsec_.", field="stripe_webhook_secret")
    new = replace(known, stripe_key=key, stripe_webhook_secret=secret)
    try:
        stripe(new).check()
    except EgressFailed:
        raise Refused(
            "Stripe did not answer. Nothing was changed; try again in a minute.",
            field="stripe_key",
        ) from None
    return new


def _bank(known: PaymentKeys, form: forms.Form) -> PaymentKeys:
    given = form.cleaned_data
    return replace(
        known,
        bank_holder=given["bank_holder"].strip(),
        bank_iban=checked_iban(given["bank_iban"]),
        bank_bic=checked_bic(given["bank_bic"]),
        days_held=given["days_held"],
    )


def _without(known: PaymentKeys, part: str) -> PaymentKeys:
    if part == "stripe-off":
        return replace(known, stripe_key="", stripe_webhook_secret="")
    return replace(known, bank_holder="", bank_iban="", bank_bic="")


def _keep(request: HttpRequest, new: PaymentKeys) -> None:
    operations.set_payment_ways(
        keep=lambda: replace_keys(new),
        ways=[name for name, has in (("stripe", new.has_stripe), ("bank", new.has_bank)) if has],
        by=acting(request),
        at=timezone.now(),
    )
