"""Forms of payouts: what is asked, in which words. What may be answered, operations decide."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.settle.operations import RulesWanted, WayWanted
from cohive.settle.queries.payout_rules import RulesView, WayView
from cohive.trade.forms import country_choices
from cohive.trade.providers import STRIPE
from cohive.words.money import parse_money
from cohive.words.refusals import Refused

WAYS = [
    ("bank", _("To my bank account")),
    ("provider", _("To my account at the transfer provider")),
    ("keep", _("Keep it here for now")),
]
SCHEDULES = [
    ("monthly", _("Every month")),
    ("quarterly", _("Every three months")),
    ("by_hand", _("When a steward decides")),
]
BEARERS = [("house", _("The house")), ("payee", _("Who is paid"))]


class WayForm(forms.Form):
    """How shall we pay you? Account fields matter only for the way they belong to."""

    way = forms.ChoiceField(
        label=_("How shall we pay you?"), choices=WAYS, widget=forms.RadioSelect
    )
    legal_name = forms.CharField(
        label=_("Name as your bank knows it"),
        required=False,
        max_length=70,
        help_text=_("In Latin letters. Only the stewards’ credit note and the bank see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    iban = forms.CharField(
        label=_("IBAN"),
        required=False,
        max_length=60,
        help_text=_("For a bank account. Its check digits are tried at once."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    bic = forms.CharField(label=_("BIC, if your bank asks for it"), required=False, max_length=14)
    account = forms.CharField(
        label=_("Account at the provider"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    street = forms.CharField(label=_("Street and number"), required=False, max_length=120)
    town = forms.CharField(label=_("Postcode and town"), required=False, max_length=80)
    country = forms.ChoiceField(label=_("Country you pay tax in"), required=False)
    tax_number = forms.CharField(
        label=_("Tax number, if you have one"), required=False, max_length=40
    )
    agrees = forms.BooleanField(
        label=_("The firm may write the credit note for me"),
        required=False,
        help_text=_(
            "A credit note is your bill to the firm, written by the firm: you find each here."
        ),
    )

    def __init__(
        self, *args: Any, view: WayView | None = None, provider: str = "", **kwargs: Any
    ) -> None:
        if view is not None:
            kwargs.setdefault(
                "initial",
                {
                    "way": view.way,
                    "legal_name": view.legal_name,
                    "street": view.street,
                    "town": view.town,
                    "country": view.country,
                    "tax_number": view.tax_number,
                },
            )
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "–"), *country_choices(None)]  # type: ignore[attr-defined]
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            (
                way,
                _("To my own account at Stripe")
                if provider == STRIPE and way == "provider"
                else word,
            )
            for way, word in WAYS
            if provider or way != "provider"
        ]

    def wanted(self) -> WayWanted:
        """What she chose."""
        return WayWanted(**self.cleaned_data)


class AccountForm(forms.Form):
    """Where she pays tax: an account at the provider is opened for one country."""

    country = forms.ChoiceField(
        label=_("Country you pay tax in"),
        help_text=_("It cannot be changed afterwards."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "–"), *country_choices(None)]  # type: ignore[attr-defined]


class RulesForm(forms.Form):
    """How payouts are made here."""

    threshold = forms.CharField(
        label=_("Pay out from"),
        help_text=_("Smaller sums wait and come along with the next payout."),
    )
    schedule = forms.ChoiceField(label=_("How often"), choices=SCHEDULES)
    day_of_month = forms.IntegerField(
        label=_("On which day of the month"), min_value=1, max_value=28
    )
    fee = forms.CharField(label=_("What one transfer costs"))
    fee_by = forms.ChoiceField(label=_("Who bears it"), choices=BEARERS)
    wait_above = forms.CharField(
        label=_("Above which sum a batch waits for open questions"),
        help_text=_("Below it a question only holds its own line."),
    )
    debtor_name = forms.CharField(
        label=_("The firm’s name at its bank"), required=False, max_length=70
    )
    debtor_iban = forms.CharField(
        label=_("IBAN the firm pays from"),
        required=False,
        max_length=60,
        help_text=_("Leave it empty to keep the one you gave before."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    debtor_bic = forms.CharField(label=_("BIC, if your bank asks for it"), required=False)
    firm_address = forms.CharField(
        label=_("The firm’s address, for credit notes"), required=False, max_length=300
    )
    firm_tax_number = forms.CharField(
        label=_("The firm’s tax number"), required=False, max_length=40
    )

    def __init__(self, *args: Any, currency: str, rules: RulesView | None, **kwargs: Any) -> None:
        self.currency = currency
        kwargs.setdefault("initial", _initial(rules))
        super().__init__(*args, **kwargs)

    def wanted(self) -> RulesWanted:
        """What was decided; Refused for an amount that is none."""
        given = dict(self.cleaned_data)
        for name in ("threshold", "fee", "wait_above"):
            given[name] = parse_money(given[name], self.currency, field=name)
        return RulesWanted(**given)


def _initial(rules: RulesView | None) -> dict[str, object]:
    if rules is None:
        return {
            "threshold": "10",
            "schedule": "monthly",
            "day_of_month": 1,
            "fee": "0",
            "fee_by": "house",
            "wait_above": "1000",
        }
    return {
        "threshold": rules.threshold.plain(),
        "schedule": rules.schedule,
        "day_of_month": rules.day_of_month,
        "fee": rules.fee.plain(),
        "fee_by": rules.fee_by,
        "wait_above": rules.wait_above.plain(),
        "debtor_name": rules.debtor_name,
        "debtor_bic": rules.debtor_bic,
        "firm_address": rules.firm_address,
        "firm_tax_number": rules.firm_tax_number,
    }


class WithholdingForm(forms.Form):
    """What is kept back of pay to one country."""

    country = forms.ChoiceField(label=_("Country"))
    label = forms.CharField(label=_("What it is called"), required=False, max_length=80)
    percent = forms.CharField(
        label=_("Percent"), max_length=12, help_text=_("0 ends it. Ask your accountant which.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "–"), *country_choices(None)]  # type: ignore[attr-defined]

    def rate(self) -> Fraction:
        """The part of the whole; Refused for what is no number."""
        text = self.cleaned_data["percent"].strip().rstrip("%").strip().replace(",", ".")
        try:
            return Fraction(text) / 100
        except (ValueError, ZeroDivisionError):
            raise Refused("Write a number such as 15 or 12.5.", field="percent") from None


class ReasonForm(forms.Form):
    """What the bank said."""

    reason = forms.CharField(label=_("What the bank said"), max_length=200)


class GiftForm(forms.Form):
    """How much is given on."""

    amount = forms.CharField(label=_("Amount"), max_length=20)
