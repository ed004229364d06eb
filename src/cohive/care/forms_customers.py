"""What the desk writes about a person: a note she can read, a day to come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.care.models import ABOUT_LENGTH, REASON_LENGTH
from cohive.look.fields import DayField


class FindForm(forms.Form):
    """Words to find a person by."""

    words = forms.CharField(
        label=_("Name, or whole e-mail address"),
        max_length=120,
        min_length=2,
        help_text=_("A part of an address finds nobody."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PersonNoteForm(forms.Form):
    """A note."""

    text = forms.CharField(
        label=_("Note"),
        max_length=ABOUT_LENGTH,
        help_text=_("She can read this."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": ABOUT_LENGTH}),
    )


class FollowUpForm(forms.Form):
    """A day, what for, and who."""

    on = DayField(label=_("Come back on"))
    reason = forms.CharField(
        label=_("What for?"), max_length=REASON_LENGTH, help_text=_("She can read this.")
    )
    owner = forms.ChoiceField(label=_("Who?"))

    def __init__(self, *args: Any, team: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = list(team)  # type: ignore[attr-defined]
