"""Running an operation for a page: back to it when it is done, a refusal at its field."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cohive.look.refusals import said
from cohive.words.refusals import Forbidden, Missing, Refused

__all__ = ["UNFIT", "done"]

UNFIT = 422
"""The status of a page that shows what was refused."""


def done(
    request: HttpRequest,
    do: Callable[[], object],
    words: str,
    *,
    to: str,
    again: Callable[[dict[str, list[str]]], HttpResponse],
) -> HttpResponse:
    """Do it and go `to` an address, where `words` are said; a refusal is shown by `again`.

    Missing and Forbidden go through: they have pages of their own.
    """
    try:
        do()
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        return again({refusal.field: [said(refusal)]})
    messages.success(request, words)
    return HttpResponseRedirect(to)
