"""The form of a standing interest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.guard.bases import BASES


class StandingInterestForm(forms.Form):
    """In whom, and what it is."""

    subject = forms.ChoiceField(
        label=_("In whom"),
        help_text=_("For an interest in one member, begin at the foot of that member’s page."),
    )
    basis = forms.ChoiceField(label=_("What it is"), choices=list(BASES.items()))

    def __init__(self, *args: Any, subjects: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["subject"]
        if isinstance(field, forms.ChoiceField):
            field.choices = subjects


class ReportMessageForm(forms.Form):
    """The words of a message, and where it reached one."""

    channel = forms.ChoiceField(
        label=_("Where it reached you"),
        choices=[
            ("mail", _("by mail")),
            ("chat", _("in a chat outside")),
            ("here", _("at this place")),
            ("elsewhere", _("elsewhere")),
        ],
    )
    text = forms.CharField(
        label=_("What it says"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Copy the words. Leave out what concerns others."),
    )
