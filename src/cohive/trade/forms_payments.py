"""Forms of the payments desk: statements, decisions, and the keys of providers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FOUND_WORDS = {
    "wrong_amount": _("Another amount"),
    "unknown_reference": _("No reference of ours"),
    "paid_twice": _("Its order is paid or cancelled already"),
    "reversal": _("The bank took a line back"),
}
DECISION_WORDS = {
    "assign": _("It pays the order"),
    "keep": _("It pays the order; send what is too much back"),
    "return": _("Send it back"),
    "aside": _("It is for no order"),
}


class StatementForm(forms.Form):
    """A file of the bank."""

    file = forms.FileField(
        label=_("Bank statement"), help_text=_("CAMT.053 (XML) or CSV, up to 5 MB")
    )


class StripeForm(forms.Form):
    """Stripe's keys. An empty field keeps what is there."""

    stripe_key = forms.CharField(
        label=_("Secret key"),
        max_length=255,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Begins with sk_ or rk_. It is asked for its balance once, and kept here."),
    )
    stripe_webhook_secret = forms.CharField(
        label=_("Signing secret of the webhook"),
        max_length=255,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Begins with whsec_."),
    )


def _secret(label: Any, help_text: Any = "") -> forms.CharField:
    """A key: never shown again, and pasted whole (a field takes the line breaks out of it).

    Public keys too: whoever pastes the private one there by mistake shall not read it on the page.
    """
    return forms.CharField(
        label=label,
        max_length=8000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=help_text,
    )


def _known(label: Any, help_text: Any = "") -> forms.CharField:
    """A number: no secret, and kept when the field stays empty."""
    return forms.CharField(
        label=label,
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=help_text,
    )


class WechatForm(forms.Form):
    """WeChat Pay's numbers and keys. An empty field keeps what is there."""

    wechat_merchant = _known(_("Merchant number"), _("mchid: eight to ten digits."))
    wechat_app = _known(_("App number"), _("appid: begins with wx, and is bound to the merchant."))
    wechat_serial = _known(_("Serial number of the merchant’s certificate"))
    wechat_private_key = _secret(
        _("The merchant’s private key"), _("All of the file apiclient_key.pem.")
    )
    wechat_api_key = _secret(_("APIv3 key"), _("The 32 signs you chose under API security."))
    wechat_public_key_id = _known(
        _("Number of WeChat Pay’s public key"),
        _("Begins with PUB_KEY_ID_. Older merchants may have none: leave both empty."),
    )
    wechat_public_key = _secret(_("WeChat Pay’s public key"), _("All of the file pub_key.pem."))


class AlipayForm(forms.Form):
    """Alipay's number and keys. An empty field keeps what is there."""

    alipay_app = _known(_("App number"), _("APPID: sixteen digits."))
    alipay_private_key = _secret(
        _("The application’s private key"), _("As Alipay’s key tool wrote it, RSA2, 2048 bits.")
    )
    alipay_public_key = _secret(
        _("Alipay’s public key"),
        _("Alipay shows it after you gave it your public key. It is not your own."),
    )


class BankForm(forms.Form):
    """The account that transfers go to."""

    bank_holder = forms.CharField(label=_("Account holder"), max_length=70)
    bank_iban = forms.CharField(label=_("IBAN"), max_length=42)
    bank_bic = forms.CharField(
        label=_("BIC"), max_length=14, required=False, help_text=_("May stay empty in Europe.")
    )
    days_held = forms.IntegerField(
        label=_("An order waits for so many days"),
        min_value=1,
        max_value=14,
        help_text=_("Its pieces cannot be bought by others meanwhile."),
    )
