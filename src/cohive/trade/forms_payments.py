"""Forms of the payments desk: statements, decisions, and the keys of providers."""

from __future__ import annotations

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
