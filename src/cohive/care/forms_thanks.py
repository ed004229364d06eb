"""What who answers writes about an idea to come, and what a steward says is there."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.care.models import TITLE_LENGTH, WHAT_LENGTH, WORDS_LENGTH


class AskVoiceForm(forms.Form):
    """The words her idea would have; she reads exactly these."""

    title = forms.CharField(label=_("What the idea is called"), max_length=TITLE_LENGTH)
    text = forms.CharField(
        label=_("The idea in a few sentences"),
        max_length=WORDS_LENGTH,
        help_text=_("Everybody reads this: nothing of an order, an address or a person."),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": WORDS_LENGTH}),
    )


class ReleaseForm(forms.Form):
    """One sentence that says what is there now; it stands in what everyone behind it is told."""

    what = forms.CharField(
        label=_("What is there now?"),
        max_length=WHAT_LENGTH,
        help_text=_("One sentence, such as: every tag is tied with a knot since 1 September."),
    )
