"""Reading “how many of each line” from a form with one number for every line."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest

from cohive.words.refusals import Refused


def chosen(request: HttpRequest, lines: Sequence[UUID]) -> list[tuple[UUID, int]]:
    """(line, quantity) of every line whose number is not 0; fields are called `line-<id>`."""
    found = []
    for line in lines:
        text = request.POST.get(f"line-{line}", "").strip() or "0"
        if not (text.isascii() and text.isdigit() and len(text) <= 6):
            raise Refused("Write how many as a number.", field="lines")
        if int(text):
            found.append((line, int(text)))
    return found


def ticked(request: HttpRequest, prefix: str, line: UUID) -> bool:
    """Whether the box of a line is ticked."""
    return request.POST.get(f"{prefix}-{line}") == "on"
