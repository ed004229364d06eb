"""Forms of reselling: the plan, one's own page, and what stewards say."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.engine.resale import RETURN_DAYS_MIN, Plan
from cohive.trade.models.resale import REASON_LENGTH_MAX, WORDS_LENGTH_MAX
from cohive.trade.percents import read_percent
from cohive.words.money import parse_money

NUMBER = {"inputmode": "decimal"}


def _percent(label: Any, initial: str = "", help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=8,
        required=False,
        initial=initial,
        help_text=help_text,
        widget=forms.TextInput(attrs=NUMBER),
    )


def _amount(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20,
        required=False,
        initial="0",
        widget=forms.TextInput(attrs=NUMBER),
    )


class PlanForm(forms.Form):
    """What a steward proposes. What is not allowed can be asked for, and is refused by its rule."""

    mode = forms.ChoiceField(
        label=_("How do they earn?"),
        choices=[
            ("commission", _("A commission on what is bought on their page")),
            ("wholesale", _("They buy at a wholesale price and sell on for themselves")),
        ],
        widget=forms.RadioSelect,
    )
    first = _percent(
        _("Commission of who sells it on, per cent"),
        help_text=_("Of the price before tax. It comes out of the house’s own part."),
    )
    second = _percent(
        _("And of who is paid besides, per cent"),
        help_text=_("Empty: nobody. At most two people are paid for one sale."),
    )
    second_to = forms.ChoiceField(
        label=_("Who is that?"),
        required=False,
        choices=[
            ("", _("Nobody")),
            ("link", _("Who passed on the link by which the buyer came")),
            ("upline", _("Who brought the reseller")),
        ],
    )
    third = _percent(_("And a third, per cent"))
    cap = _percent(_("All commissions of a sale at most, per cent"), initial="10")
    discount = _percent(_("Off the price at wholesale, per cent"))
    least_pieces = forms.IntegerField(
        label=_("At that price from how many pieces on"),
        min_value=1,
        initial=1,
        required=False,
        help_text=_("For one order. Nobody has to order to join."),
    )
    return_days = forms.IntegerField(
        label=_("Days in which unsold pieces go back"),
        min_value=0,
        initial=RETURN_DAYS_MIN * 2,
        required=False,
    )
    entry_fee = _amount(_("What joining costs"))
    first_purchase = _amount(_("What must be bought to join"))
    per_head = _amount(_("Paid for each person brought"))
    pays_own_purchases = forms.BooleanField(
        label=_("Pays for what resellers buy themselves"), required=False
    )
    pays_early = forms.BooleanField(
        label=_("Pays before the time to send back is over"), required=False
    )
    hides_label = forms.BooleanField(label=_("The label may be taken off"), required=False)

    FIELD_OF = {
        "rates": "first",
        "second": "second_to",
        "entry_fee_minor": "entry_fee",
        "first_purchase_minor": "first_purchase",
        "per_head_minor": "per_head",
    }
    """The form's field for a plan's, where they differ."""

    def plan(self, currency: str) -> Plan:
        """What was proposed; Refused at the field of this form for what cannot be read."""
        given = self.cleaned_data

        def part(field: str) -> Fraction:
            return read_percent(given[field], field=field) if given[field] else Fraction(0)

        def minor(field: str) -> int:
            return parse_money(given[field] or "0", currency, field=field).minor

        is_commission = given["mode"] == "commission"
        rates = [part(name) for name in ("first", "second", "third")]
        while rates and not rates[-1]:
            rates.pop()
        return Plan(
            mode=given["mode"],
            rates=tuple(rates),
            second=given["second_to"],
            cap=part("cap") if is_commission else Fraction(0),
            discount=part("discount"),
            return_days=given["return_days"] or 0,
            entry_fee_minor=minor("entry_fee"),
            first_purchase_minor=minor("first_purchase"),
            per_head_minor=minor("per_head"),
            pays_own_purchases=given["pays_own_purchases"],
            pays_early=given["pays_early"],
            hides_label=given["hides_label"],
        )


class ResellerForm(forms.Form):
    """One's own words and products."""

    words = forms.CharField(
        label=_("In your own words"),
        max_length=WORDS_LENGTH_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who you are, and why you stand behind these things."),
    )
    products = forms.MultipleChoiceField(
        label=_("What stands on your page?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["products"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type only
        field.choices = list(choices)


class SentenceForm(forms.Form):
    """A reason, a note or an appeal: one sentence that somebody reads."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
