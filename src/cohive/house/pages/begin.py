"""The first run: three questions, and the place is open.

Opened by the key printed in the terminal; it closes for good when the place begins.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cohive.bond.queries import place
from cohive.bond.templates_of_place import PRESETS
from cohive.house import founding
from cohive.house.pages import doors
from cohive.look.refusals import refuse
from cohive.words.refusals import Refused

FIRST_STEPS = "/first-steps/"
CURRENCIES = [
    ("EUR", _("Euro, €")),
    ("CNY", _("Renminbi, ¥")),
    ("USD", _("US dollar, $")),
    ("GBP", _("Pound sterling, £")),
    ("JPY", _("Yen, ¥")),
    ("CHF", _("Swiss franc")),
]
SECRET = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class BeginForm(forms.Form):
    """What a place needs to be told; the rest has sensible beginnings."""

    name = forms.CharField(label=_("Name"), max_length=80)
    name_alt = forms.CharField(
        label=_("Name in a second script"),
        max_length=80,
        required=False,
        help_text=_("May stay empty. Shown beside the first, never instead of it."),
    )
    tagline = forms.CharField(
        label=_("What do you make, in one sentence?"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Strangers read this first."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the place"),
        choices=[("en", "English"), ("zh-hans", "简体中文")],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each member chooses her own among these. Talk stays as it was written."),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=CURRENCIES,
        help_text=_("One per place. It cannot change after the first sale."),
    )
    tax_name = forms.CharField(label=_("What is the tax in your prices called?"), max_length=40)
    tax_percent = forms.CharField(
        label=_("Its percentage"),
        max_length=8,
        help_text=_("Taken out first, before anything is divided. Write 0 if you charge none."),
    )
    template = forms.ChoiceField(label=_("Template"), widget=forms.RadioSelect)
    steward_email = forms.EmailField(
        label=_("Your e-mail, as first steward"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    steward_name = forms.CharField(
        label=_("Your name here"), max_length=60, help_text=_("A pen name is fine.")
    )
    steward_password = forms.CharField(
        label=_("A password"),
        min_length=10,
        widget=SECRET,
        help_text=_("Ten characters or more. You can add a passkey later."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.presets = [
            {
                "value": preset.key,
                "title": preset.name.said(language),
                "meta": preset.description.said(language),
            }
            for preset in PRESETS.values()
        ]
        choice = self.fields["template"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [(preset["value"], preset["title"]) for preset in self.presets]


def begin(request: HttpRequest) -> HttpResponse:
    """Show the questions; on a good answer open the place and sign its first steward in."""
    if place() is not None:
        return redirect("/")
    key = request.GET.get("key", "") or request.POST.get("key", "")
    if not doors.is_begin_key(key):
        return render(request, "house/not_begun.html", status=403)
    form = BeginForm(request.POST or None, initial=_first_guesses())
    if request.method == "POST" and form.is_valid():
        try:
            _open(form)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _signed_in(request, form)
    status = 422 if form.is_bound else 200
    return render(request, "house/begin.html", {"form": form, "key": key}, status=status)


def _first_guesses() -> dict[str, object]:
    return {
        "languages": [code for code, _name in settings.LANGUAGES],
        "currency": "EUR",
        "tax_name": gettext("VAT"),
        "tax_percent": "21",
        "template": "label",
    }


def _signed_in(request: HttpRequest, form: BeginForm) -> HttpResponse:
    """To the first steps, signed in with the password just chosen."""
    user = authenticate(
        request,
        username=form.cleaned_data["steward_email"].strip().lower(),
        password=form.cleaned_data["steward_password"],
    )
    if user is not None:
        login(request, user)
    return redirect(FIRST_STEPS)


def _open(form: BeginForm) -> None:
    answers = {
        name: ",".join(value) if isinstance(value, list) else str(value)
        for name, value in form.cleaned_data.items()
    }
    founding.found(answers, at=timezone.now())
