"""So many orders at once and no more: who comes then is asked, quickly, to come again.

Every page needs a thread of the server. When a drop opens, all of them would wait for the one
writer of the database, and nobody could read a page; so a few are left free, and an order that
finds no place within a moment is answered 503 with `Retry-After`, with everything that was written
in the form and a button that sends it again. Nothing is written for it.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

ORDERS_AT_ONCE = 12
WAIT_SECONDS = 0.25
RETRY_SECONDS = 3
SECRETS = ("csrfmiddlewaretoken",)

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

places = threading.BoundedSemaphore(ORDERS_AT_ONCE)
"""The places of this process."""


def bounded(view: View[P]) -> View[P]:
    """Let a view's POST in only while one of the few places is free."""

    @functools.wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if not places.acquire(timeout=WAIT_SECONDS):
            return _come_again(request)
        try:
            return view(request, *args, **kwargs)
        finally:
            places.release()

    return inner


def _come_again(request: HttpRequest) -> HttpResponse:
    """What was sent, in a form that sends it again. No question to the database."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in SECRETS
        for value in values
    ]
    answer = render(
        request,
        "trade/crowded.html",
        {"sent": sent, "address": request.get_full_path(), "seconds": RETRY_SECONDS},
        status=503,
    )
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer
