"""Results of the engine as plain JSON, and back as far as pages need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from cohive.look.refusals import told
from cohive.words.sentences import Sentence

__all__ = ["said", "written"]


def written(value: object) -> Any:
    """A frozen dataclass and whatever it holds as JSON; sentences keep their places."""
    if isinstance(value, Sentence):
        return {"english": value.english, "values": written(value.values)}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: written(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Enum):
        return value.name if isinstance(value.value, int) else value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(written(key)): written(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [written(one) for one in value]
    return value


def said(sentence: Mapping[str, Any]) -> str:
    """A written sentence in the reader's language."""
    return told(Sentence.known(sentence["english"]).filled(**sentence["values"]))
