"""How people can pay here: the keys of providers and the bank account, for stewards."""

from __future__ import annotations

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
from cohive.bond.afresh import afresh_for_secrets
from cohive.bond.queries import place
from cohive.bridges.payments.bank import grouped
from cohive.bridges.payments.keys import PaymentKeys, masked
from cohive.bridges.payments.stripe.reading import EVENT_TYPES
from cohive.look.refusals import refuse
from cohive.trade import operations
from cohive.trade.connecting import CONNECTING, without
from cohive.trade.forms_payments import AlipayForm, BankForm, StripeForm, WechatForm
from cohive.trade.providers import WALLET_CURRENCY, keys, replace_keys
from cohive.words.refusals import Refused

FORMS: dict[str, type[forms.Form]] = {
    "stripe": StripeForm,
    "wechat": WechatForm,
    "alipay": AlipayForm,
    "bank": BankForm,
}


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters(
    "stripe_key",
    "stripe_webhook_secret",
    "wechat_private_key",
    "wechat_api_key",
    "alipay_private_key",
)
@role_required("steward")
@afresh_for_secrets
@never_cache
def ways_of_paying(request: HttpRequest) -> HttpResponse:
    """See what is on, connect, change, and let go."""
    known = keys()
    part = request.POST.get("part", "")
    shown = _forms(request, part, known)
    if request.method == "POST" and _changed(request, part, known, shown.get(part)):
        return redirect("trade:payment-ways")
    here = place()
    data = {
        "keys": known,
        "shown_key": masked(known.stripe_key),
        "shown_secret": masked(known.stripe_webhook_secret),
        "shown_iban": grouped(known.bank_iban),
        "is_test_key": "_test_" in known.stripe_key,
        "forms": shown,
        "fixed": sorted(name for name, value in settings.PAYMENT_KEYS.items() if value),
        "webhook_url": settings.ADDRESS + reverse("trade:stripe-webhook"),
        "address": settings.ADDRESS,
        "event_types": EVENT_TYPES,
        "is_practice": not known.switched_on,
        "currency": here.currency if here else "",
        "wallet_currency": WALLET_CURRENCY,
    }
    is_bad = any(form.errors for form in shown.values())
    return render(request, "trade/payment_ways.html", data, status=422 if is_bad else 200)


def _forms(request: HttpRequest, part: str, known: PaymentKeys) -> dict[str, forms.Form]:
    """Every form, that of the part which was sent with what was sent."""
    shown = {
        "bank_holder": known.bank_holder,
        "bank_iban": grouped(known.bank_iban),
        "bank_bic": known.bank_bic,
        "days_held": known.days_held,
        "wechat_merchant": known.wechat_merchant,
        "wechat_app": known.wechat_app,
        "wechat_serial": known.wechat_serial,
        "wechat_public_key_id": known.wechat_public_key_id,
        "alipay_app": known.alipay_app,
    }
    return {
        name: form(request.POST if part == name else None, initial=shown)
        for name, form in FORMS.items()
    }


def _changed(request: HttpRequest, part: str, known: PaymentKeys, form: forms.Form | None) -> bool:
    """Whether the change that was asked for is made; what is refused stands at the form."""
    name, is_off, _rest = part.partition("-off")
    if is_off and name in FORMS:
        _keep(request, without(known, name))
        messages.success(request, _("Switched off. Payments that are on their way still arrive."))
        return True
    if form is None or not form.is_valid():
        return False
    try:
        _keep(request, CONNECTING[part](known, form.cleaned_data, at=timezone.now()))
    except Refused as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, _("It works. People can pay this way from now on."))
    return True


def _keep(request: HttpRequest, new: PaymentKeys) -> None:
    operations.set_payment_ways(
        keep=lambda: replace_keys(new),
        ways=list(new.switched_on),
        by=acting(request),
        at=timezone.now(),
    )
