"""Proving anew who one is, before money or the place's own voice is put into other hands.

A session that was left open is not enough there: within the last minutes the password or the
passkey must have been given once more. Whoever has neither cannot prove it and is told what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    get_reauthentication_flows,
)
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

FORBIDDEN = 403
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def afresh(view: View[P]) -> View[P]:
    """Only who gave password or passkey within the last minutes; others do so and come back."""

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        if not get_reauthentication_flows(request.user):
            return render(request, "bond/prove.html", status=FORBIDDEN)
        if not did_recently_reauthenticate(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return inner


def afresh_for_secrets(view: View[P]) -> View[P]:
    """Like `afresh`, for forms that hold a password or a key of another service.

    The proof is asked for before the form is shown, so that nobody writes it in vain. `afresh` lays
    a form that comes too late all the same into the session, which is a cookie, and goes on with
    it. Such a form is not kept anywhere: one is told so, proves oneself and writes it again.
    """
    proven = afresh(view)

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        is_late = request.method == "POST" and not did_recently_reauthenticate(request)
        if is_late and get_reauthentication_flows(request.user):
            messages.warning(
                request, _("Nothing was kept. Prove that it is you, then write it again.")
            )
            way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
            return redirect(f"{way}?{urlencode({REDIRECT_FIELD_NAME: request.path})}")
        return proven(request, *args, **kwargs)

    return inner
