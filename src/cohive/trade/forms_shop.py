"""Forms of the firm's rules: seller, taxes, weights, vouchers, periods."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohive.look.fields import DayField, FigureField
from cohive.trade.forms import country_choices
from cohive.trade.models.taxes import TAX_CLASSES

CLASS_WORDS = {
    "standard": _("Standard"),
    "reduced": _("Reduced"),
    "low": _("Lowest"),
}
BEARER_WORDS = {
    "everyone": _("Everyone: the price is lower, and all who are paid from it get less"),
    "house": _("The house: the makers are paid as from the full price"),
}


class RulesForm(forms.Form):
    """Who sells, and by which rules."""

    seller_name = forms.CharField(label=_("Name of the seller"), max_length=120, required=False)
    seller_address = forms.CharField(
        label=_("Address"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    vat_number = forms.CharField(
        label=_("VAT number"), max_length=40, required=False, help_text=_("May stay empty.")
    )
    registration = forms.CharField(
        label=_("Entry in a register"),
        max_length=120,
        required=False,
        help_text=_("Such as a number of the chamber of commerce. May stay empty."),
    )
    remark = forms.CharField(
        label=_("A sentence under each invoice"),
        max_length=300,
        required=False,
        help_text=_("Such as a rule by which you charge no tax. May stay empty."),
    )
    invoices_from = DayField(
        label=_("Write invoices for orders paid from"),
        required=False,
        help_text=_("Empty: no invoices are written. The numbers begin with 1 each year."),
    )
    names_from = FigureField(
        label=_("Keep the buyer’s name on invoices from"),
        required=False,
        help_text=_(
            "Below this sum the name goes with the order’s address. In the EU, invoices up to 100 "
            "need no name; look up what holds for you."
        ),
    )
    kept_years = forms.IntegerField(
        label=_("Years these names are kept"),
        min_value=0,
        help_text=_("Counted from the end of the invoice’s year; then they are erased."),
    )
    return_days = forms.IntegerField(
        label=_("Days to send something back"),
        min_value=0,
        help_text=_(
            "From its arrival. The EU asks for at least 14. Orders keep those of their day."
        ),
    )


class TaxRateForm(forms.Form):
    """One more row of the table."""

    country = forms.ChoiceField(label=_("Country"))
    tax_class = forms.ChoiceField(
        label=_("Class"), choices=[(kind, CLASS_WORDS[kind]) for kind in TAX_CLASSES]
    )
    percent = FigureField(
        label=_("Per cent on the net price"),
        max_length=8,
    )
    valid_from = DayField(label=_("Holds from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type only
        field.choices = [("", gettext("Choose a country")), *country_choices(None)]


class VoucherForm(forms.Form):
    """A new voucher."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("Letters A to Z, digits and dashes. Empty: one that nobody guesses is made."),
    )
    amount = FigureField(
        label=_("Amount off"),
        required=False,
        help_text=_("Either an amount or a percentage."),
    )
    percent = FigureField(
        label=_("Or per cent off"),
        max_length=8,
        required=False,
    )
    borne_by = forms.ChoiceField(
        label=_("Who bears it?"),
        choices=list(BEARER_WORDS.items()),
        widget=forms.RadioSelect,
    )
    uses_max = forms.IntegerField(
        label=_("How often, in all"),
        min_value=1,
        required=False,
        help_text=_("Empty: as often as wanted."),
    )
    uses_each_max = forms.IntegerField(
        label=_("How often for one person"), min_value=1, required=False
    )
    minimum = FigureField(
        label=_("Only from a sum of"),
        required=False,
    )
    product = forms.ChoiceField(label=_("For which product"), required=False)
    valid_until = DayField(label=_("Until and with"), required=False)

    def __init__(self, *args: Any, products: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type only
        field.choices = products


class PeriodForm(forms.Form):
    """From a day to a day, both included; this month when nothing was chosen."""

    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))

    def period(self, today: date) -> tuple[date, date]:
        """What was chosen, else this month so far."""
        if self.is_bound and self.is_valid():
            first, last = self.cleaned_data["first"], self.cleaned_data["last"]
            if first <= last:
                return first, last
        begin = today.replace(day=1)
        end = (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return begin, end
