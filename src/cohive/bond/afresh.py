"""Proving anew who one is, before money is released or its way is changed.

A session that was left open is not enough there: within the last minutes the password or the
passkey must have been given once more. Whoever has neither cannot prove it and is told what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    get_reauthentication_flows,
)
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
