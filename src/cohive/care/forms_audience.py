"""Forms of bringing people along: the file, its columns, a segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.look.fields import DayField

COLUMN_LABELS = {
    "email": _("E-mail"),
    "id": _("Number of the customer"),
    "name": _("Name, not shown to others"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "language": _("Language"),
    "country": _("Country"),
    "town": _("Town"),
    "consent": _("Agreed to be written to"),
    "agreed_on": _("Day of agreeing"),
    "item": _("What was bought"),
    "bought_on": _("Day of buying"),
    "quantity": _("Number of pieces"),
    "tags": _("Words of yours"),
}
RULES = 3


class PeopleFileForm(forms.Form):
    """The file of people."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "An export of Mailchimp (the zip as it is), Shopify (customers or orders), Bandcamp "
            "(mailing list or sales), a Discord channel as JSON, or any table as CSV. It stays on "
            "this server."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.zip,.json,.txt,.tsv,.gz"}),
    )


class ProofForm(forms.Form):
    """What the firm itself can prove where the file knows no days."""

    agreed_since = DayField(
        label=_("They agreed since"),
        required=False,
        help_text=_("Only if the file says yes without a day, and you can show when and how."),
    )
    agreed_words = forms.CharField(
        label=_("The words they agreed to"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SegmentForm(forms.Form):
    """A name and up to three reasons, each chosen from what there is."""

    name = forms.CharField(label=_("Name of the segment"), max_length=80)

    def __init__(self, *args: Any, reasons: Sequence[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, RULES + 1):
            self.fields[f"rule_{number}"] = forms.ChoiceField(
                label=_("Because she …") if number == 1 else _("and because she …"),
                choices=[("", _("nothing more") if number > 1 else _("choose")), *reasons],
                required=False,
            )
        self.fields["town"] = forms.CharField(
            label=_("and lives in the town"), max_length=80, required=False
        )
        self.fields["bought_before"] = forms.CharField(
            label=_("and bought before, by a file"),
            max_length=200,
            required=False,
            help_text=_("The words of the file for the thing, whole."),
        )

    @property
    def rules(self) -> list[tuple[str, str]]:
        """The chosen reasons as an operation takes them."""
        found = []
        for number in range(1, RULES + 1):
            chosen = self.cleaned_data.get(f"rule_{number}", "")
            if chosen:
                kind, _colon, value = chosen.partition(":")
                found.append((kind, value))
        written = [(kind, self.cleaned_data.get(kind, "")) for kind in ("town", "bought_before")]
        found.extend((kind, value) for kind, value in written if value)
        return found
