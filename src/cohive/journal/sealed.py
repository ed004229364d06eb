"""The kinds of rows that are sealed, and what of a row goes into the chain."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from cohive.journal.models import Act, EconomicEvent

__all__ = ["Attached", "Queue", "Sealed", "Text", "canonical", "register", "registered"]

Text = tuple[str, str]
"""A row's id (32 hexadecimal digits) and its canonical text."""


class Queue(NamedTuple):
    """A table that names rows by kind and id in an order of numbers: the seals, or who waits."""

    table: str
    number: str


Attached = Callable[[str, int, int], dict[str, str]]
"""Reads what hangs on rows of a kind that stand in a queue above one number and up to another:
canonical JSON by the row's id."""


@dataclass(frozen=True)
class Sealed:
    """A kind of sealed row: its model and how a row becomes bytes.

    What the content has besides the row's own columns is named in `attached`, with how it is read
    for many rows of a queue. The content of a kind never changes; a new content is a new kind.
    """

    model: type[models.Model]
    content: Callable[[Any], dict[str, Any]]
    attached: Mapping[str, Callable[[Queue], Attached]] = field(default_factory=dict)


def _columns(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


_registry: dict[str, Sealed] = {
    "act": Sealed(Act, _columns),
    "economic_event": Sealed(EconomicEvent, _columns),
}


def register(
    row_kind: str,
    model: type[models.Model],
    content: Callable[[Any], dict[str, Any]],
    *,
    attached: Mapping[str, Callable[[Queue], Attached]] | None = None,
) -> None:
    """Let a later room's append-only rows be sealed too (the ledger's entries with their legs)."""
    _registry[row_kind] = Sealed(model, content, attached or {})


def registered() -> Mapping[str, Sealed]:
    """Every kind of sealed row by its name."""
    return _registry


def canonical(row_kind: str, row: Any) -> str:
    """A row's canonical JSON: keys in order, ids as hexadecimal digits, instants in UTC."""
    content = _registry[row_kind].content(row)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, default=_text)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return value.hex
    raise TypeError(f"{type(value).__name__} has no canonical form")
