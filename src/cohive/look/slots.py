"""Named places in a page that later rooms fill.

An earlier room writes `{{ slot("member.profile", member) }}` in its template and knows nobody who
answers; a later room calls `fill("member.profile", callable, order)` in its AppConfig.ready. The
callable gets `(request, subject)` and returns rendered HTML (Markup, usually
`look.pages.rendered(request, template, data)`) or None when it has nothing to say for this viewer.
What every slot's subject is, is written beside the `slot` call that opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from markupsafe import Markup

Subject = TypeVar("Subject")
Filler = Callable[[HttpRequest, Subject], Markup | None]

_fillers: dict[str, list[tuple[int, str, Filler[object]]]] = {}


def fill(name: str, filler: Filler[Subject], order: int = 100) -> None:
    """Let `filler` answer the slot; lower orders stand first. Filling twice replaces."""
    origin = f"{filler.__module__}.{filler.__qualname__}"
    kept = [entry for entry in _fillers.get(name, []) if entry[1] != origin]
    _fillers[name] = sorted(
        [*kept, (order, origin, filler)],  # type: ignore[list-item]
        key=lambda entry: entry[:2],
    )


def filled(name: str, request: HttpRequest, subject: object = None) -> Markup:
    """All answers to a slot, in order; empty when nobody answers."""
    answers = (filler(request, subject) for _order, _origin, filler in _fillers.get(name, []))
    return Markup("\n").join(answer for answer in answers if answer)


def names() -> list[str]:
    """The slots somebody fills, for checks and tests."""
    return sorted(_fillers)
