"""Joining and signing in: allauth's forms, asking less.

A password is never required: without one a link goes to the address. The account, its member and
its address are written in one transaction; the password is hashed before it begins.
"""

from __future__ import annotations

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cohive.bond.models import User
from cohive.bond.operations.members import check_name
from cohive.look.refusals import said
from cohive.words.refusals import Refused

NAME_CHARACTERS_MAX = 60


class JoinForm(SignupForm):  # type: ignore[misc]  # allauth has no types
    """E-mail; a name and a password if one likes."""

    name = forms.CharField(
        label=_("What shall people call you?"),
        required=False,
        max_length=NAME_CHARACTERS_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        help_text=_("A pen name is welcome. Left empty, you get a friendly one for now."),
    )
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("email", "name", "password1", "time_zone")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["email"], self.fields["password1"]
        email.label = _("E-mail")
        email.widget.attrs = {"autocomplete": "email"}
        email.help_text = _("For signing in and for what you ask to be told. Never shown.")
        password.label = _("Password")
        password.widget.attrs = {"autocomplete": "new-password"}
        password.help_text = _(
            "Ten characters or more; a short sentence is easiest to keep. "
            "Without one, a link comes by mail each time."
        )
        self.secret = ""

    def save(self, request: HttpRequest) -> User:
        """Join (or claim) through the adapter; a refusal is shown at its field by the view."""
        self.secret = make_password(self.cleaned_data.get("password1") or None)
        with transaction.atomic():
            user: User = super().save(request)
        return user

    def clean_name(self) -> str:
        """A name nobody has; left empty it is drawn at joining."""
        name: str = self.cleaned_data["name"].strip()
        if name:
            try:
                check_name(name)
            except Refused as refusal:
                raise forms.ValidationError(said(refusal)) from refusal
        return name


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail and password; an empty password means: send me a link instead."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("E-mail")
        login.widget.attrs = {"autocomplete": "username"}
        password.label = _("Password")
        password.widget.attrs = {"autocomplete": "current-password"}
        password.help_text = _("Leave it empty and a link comes by mail.")
        password.required = False
