"""Where a list goes on: the last id of the page before, in the address."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from cohive.words.refusals import Missing


def cursor(request: HttpRequest) -> UUID | None:
    """The id after which a page begins (`?before=`); Missing for what is no id."""
    text = request.GET.get("before", "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Missing("There is no such page.") from None
