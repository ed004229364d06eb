"""Forms of this room: what is asked, in which words. What may be answered, operations decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohive.look.formats import current_locale
from cohive.trade.contact import LENGTHS, Contact
from cohive.trade.operations.refunds import REASONS

REASON_WORDS = {
    "does_not_fit": _("It does not fit"),
    "not_as_imagined": _("Not as I imagined"),
    "faulty": _("Something is wrong with it"),
    "unsaid": _("I would rather not say"),
}
METHOD_WORDS = {
    "wechat": _("WeChat Pay"),
    "alipay": _("Alipay"),
    "card": _("Card"),
    "qr": _("My phone: I confirm in my bank’s app"),
    "transfer": _("Bank transfer"),
}


def country_choices(codes: Iterable[str] | None) -> list[tuple[str, str]]:
    """(code, name in the viewer's language), by name; None means every country CLDR knows."""
    return list(_choices(None if codes is None else tuple(codes), current_locale()))


@lru_cache(maxsize=64)
def _choices(codes: tuple[str, ...] | None, locale: Locale) -> tuple[tuple[str, str], ...]:
    """All 250 by name: the same for every form of a language, and costly while many order."""
    names = locale.territories
    if codes is None:
        known = (str(code) for code in Locale("en").territories)
        codes = tuple(code for code in known if len(code) == 2 and code not in UNREAL)
    found = [(code, str(names.get(code, code))) for code in codes]
    return tuple(sorted(found, key=lambda item: item[1]))


UNREAL = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA"})
"""Two-letter entries of CLDR that are no country one sends a parcel to."""


class Countries(BaseChoiceIterator):
    """The choices of a country as they stand: Django takes them as they are.

    A list it would look through thrice for every form, pair by pair: a sixth of what an order cost.
    """

    def __init__(self, known: list[tuple[str, str]]) -> None:
        self._known = known

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._known)


class ContactForm(forms.Form):
    """Where shall it go? At a stall (`wants_address` false) only an e-mail for the receipt."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=LENGTHS["email"],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("For this order only."),
    )
    name = forms.CharField(
        label=_("Name on the parcel"),
        max_length=LENGTHS["name"],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    street = forms.CharField(
        label=_("Street and number"),
        max_length=LENGTHS["street"],
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=LENGTHS["postcode"],
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    town = forms.CharField(
        label=_("Town"),
        max_length=LENGTHS["town"],
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    country = forms.ChoiceField(
        label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"})
    )
    voucher = forms.CharField(
        label=_("Voucher"),
        max_length=40,
        required=False,
        help_text=_("If you have one. What it takes off stands on the next page."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        countries: Iterable[str] | None = None,
        wants_address: bool = True,
        takes_voucher: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not takes_voucher:
            del self.fields["voucher"]
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - for the type only
        known = country_choices(countries)
        if len(known) > 1 and not self.get_initial_for_field(country, "country"):
            known.insert(
                0, ("", gettext("Choose a country"))
            )  # else a browser takes the first by name
        country.choices = Countries(known)
        if not wants_address:
            for name in ("name", "street", "postcode", "town", "country"):
                del self.fields[name]
            self.fields["email"].required = False
            self.fields["email"].help_text = _("For the receipt. You may leave it empty.")

    def contact(self) -> Contact:
        """What was written, for the operation."""
        given = self.cleaned_data
        return Contact(**{name: given.get(name, "") for name in (*LENGTHS, "country")})


class PayForm(forms.Form):
    """How?"""

    method = forms.ChoiceField(label=_("How?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, methods: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        method = self.fields["method"]
        assert isinstance(method, forms.ChoiceField)  # noqa: S101 - for the type only
        method.choices = [(each, METHOD_WORDS[each]) for each in methods]


class CardForm(forms.Form):
    """The sandbox's hosted page: a test card, never a real one."""

    card_number = forms.CharField(
        label=_("Number of the card"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class BackForm(forms.Form):
    """Send something back: the lines are read by the view, one number for each."""

    reason = forms.ChoiceField(
        label=_("Why? You need not say"), choices=[(key, REASON_WORDS[key]) for key in REASONS]
    )
    note = forms.CharField(label=_("Anything we should know?"), max_length=500, required=False)


class SentForm(forms.Form):
    """The parcel left."""

    carrier = forms.CharField(label=_("Carried by"), max_length=60, required=False)
    tracking = forms.CharField(
        label=_("Number of the parcel"),
        max_length=80,
        required=False,
        help_text=_("May stay empty. The buyer gets it by mail."),
    )


class PlaceForm(forms.Form):
    """A new stall or partner shop."""

    name = forms.CharField(label=_("What is it called?"), max_length=80)
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("stall", _("A stall of our own")), ("partner", _("A partner’s shop"))],
        widget=forms.RadioSelect,
    )


class ReceiveForm(forms.Form):
    """New pieces."""

    quantity = forms.IntegerField(label=_("How many?"), min_value=1)
    reason = forms.CharField(
        label=_("Where from? (may stay empty)"), max_length=200, required=False
    )


class MoveForm(forms.Form):
    """Pieces carried elsewhere."""

    source = forms.ChoiceField(label=_("From"))
    destination = forms.ChoiceField(label=_("To"))
    quantity = forms.IntegerField(label=_("How many?"), min_value=1)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("source", "destination"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type only
            field.choices = places
        self.initial.setdefault("destination", places[-1][0] if places else "")


class CountForm(forms.Form):
    """What was counted; `expected` is what the page showed."""

    location = forms.UUIDField(widget=forms.HiddenInput)
    expected = forms.IntegerField(widget=forms.HiddenInput)
    counted = forms.IntegerField(label=_("Counted"), min_value=0)
    reason = forms.CharField(label=_("Why does it differ?"), max_length=200)


class RatesForm(forms.Form):
    """The prices of parcels, one line each, so that any number of them fits one form."""

    rates = forms.CharField(
        label=_("Prices of parcels"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One line each: a name; the countries (two letters, or * for all others); the price. "
            "After that, if you like, the largest parcel for this price (a number of pieces, or "
            "like 500 g or 2 kg), and the sum of goods from which post is free. Lines of one name "
            "are one price with steps; its last line has no largest parcel."
        ),
    )
