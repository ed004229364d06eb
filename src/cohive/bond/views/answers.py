"""What views of this room do alike: limits, showing a refusal at its field, going back."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from cohive.bond.access import acting
from cohive.guard.operations import allow
from cohive.look.refusals import refuse, said
from cohive.words.refusals import Forbidden, Missing, Refused

UNFIT = 422
TEN_MINUTES_SECONDS = 600


def limit(request: HttpRequest, what: str, count: int) -> None:
    """Refuse who does this too often within ten minutes."""
    who = str(acting(request))
    allow(what=what, who=who, limit=count, seconds=TEN_MINUTES_SECONDS, at=timezone.now())


def done_or_refused(form: forms.Form, do: Callable[[], object]) -> bool:
    """Run an operation for a valid form; a refusal is shown at its field. True when it is done."""
    if not form.is_valid():
        return False
    try:
        do()
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        refuse(form, refusal)
        return False
    return True


def back(request: HttpRequest, default: str) -> HttpResponse:
    """To the page named by the form's `next`, if it is here; else to the default."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = default
    return HttpResponseRedirect(target)


def in_one_tap(request: HttpRequest, do: Callable[[], object], *, default: str) -> HttpResponse:
    """A state change from a single button: done, or refused in a note on the page it stood on."""
    try:
        do()
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    return back(request, default)
