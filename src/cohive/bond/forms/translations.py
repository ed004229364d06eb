"""Forms of translations, and of the machine on the desk."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from cohive.bond.machine_keys import MachineKeys


class TranslationForm(forms.Form):
    """A text in another language; `digest` is the version she read."""

    language = forms.ChoiceField(label=_("Into which language?"))
    title = forms.CharField(label=_("Title"), required=False)
    text = forms.CharField(
        label=_("The text in that language"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Say what was said, no more and no less. Your name stands beside it."),
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, *args: object, languages: Sequence[tuple[str, str]], has_title: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if languages:
            self.fields["language"].choices = languages  # type: ignore[attr-defined]
        else:
            del self.fields["language"]
        if not has_title:
            del self.fields["title"]
        self.fields["text"].widget.is_required = True


class MachineForm(forms.Form):
    """Where the machine stands; an empty key keeps the one that is there."""

    is_on = forms.BooleanField(
        label=_("Members may ask a machine to translate a text"), required=False
    )
    address = forms.URLField(
        label=_("Address of the server"),
        required=False,
        assume_scheme="https",
        help_text=_(
            "It speaks the interface of LibreTranslate, such as https://translate.example."
        ),
    )
    key = forms.CharField(
        label=_("Its key"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Stays empty where the server asks for none, or to keep the one that is there."
        ),
    )
    forgets_key = forms.BooleanField(label=_("Forget the key that is there"), required=False)
    in_closed_circles = forms.BooleanField(
        label=_("Circles for a tier may decide for themselves"),
        required=False,
        help_text=_("Without this nothing that is said in them leaves this place."),
    )

    def __init__(self, *args: object, known: MachineKeys, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if known.is_trusted:
            for name in ("address", "key", "forgets_key"):
                del self.fields[name]
        elif not known.key:
            del self.fields["forgets_key"]
