"""The page of somebody who was brought along, by her private link: all of it, and what to do."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cohive.care.operations import known as operations
from cohive.care.queries.audience import KnownView, known_person
from cohive.words.refusals import Missing, Refused


@require_safe
@never_cache
def known(request: HttpRequest, token: str) -> HttpResponse:
    """What the place knows of her and why; nothing happens by looking."""
    view = _known(token)
    operations.note_opened(person=view.id, at=timezone.now())
    if view.is_claimed:  # what is kept of a member she sees signed in; old mails are passed on
        view = replace(view, email="", name="", town="", country="", tags=(), bought=())
    answer = render(request, "care/known.html", {"known": view, "token": token})
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_POST
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """On to joining, by a door of one day."""
    del request
    return redirect(operations.begin_claim(person=_known(token).id, at=timezone.now()))


@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Write to her no more."""
    operations.withdraw_consent(person=_known(token).id, at=timezone.now())
    return render(request, "care/known_done.html", {"is_forgotten": False, "token": token})


@require_POST
def forget(request: HttpRequest, token: str) -> HttpResponse:
    """Forget her at once."""
    view = _known(token)
    if view.is_claimed:
        raise Refused("This has been claimed already. Sign in to see it.")
    operations.forget_person(person=view.id, at=timezone.now())
    return render(request, "care/known_done.html", {"is_forgotten": True, "token": token})


def _known(token: str) -> KnownView:
    view = known_person(operations.person_of_token(token))
    if view is None:
        raise Missing(operations.NOTHING)
    return view
