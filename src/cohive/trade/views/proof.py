"""Pages that are opened only by somebody who has just shown again who she is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cohive.words.refusals import Forbidden

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def proven_again(view: View[P]) -> View[P]:
    """Ask for the password or the passkey unless that was done within five minutes.

    Refused to who has neither: a sign-in link alone proves a mailbox, and anybody at an open
    screen could ask for one. A form that comes too late is asked for anew and never kept, because
    what it holds is secret.
    """

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        if user.is_anonymous or not (user.has_usable_password() or is_mfa_enabled(user)):
            raise Forbidden("Set a password or a passkey in your settings first. This needs one.")
        try:
            _prove(request)
        except ReauthenticationRequired:
            if request.method == "POST":
                return redirect(request.path)
            raise
        return view(request, *args, **kwargs)

    return inner


def _nothing(request: HttpRequest) -> None:
    """What stands behind the proof: only whether one gets here is asked."""
    del request


_prove = reauthentication_required(_nothing)
