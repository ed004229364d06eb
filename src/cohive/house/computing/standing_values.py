"""Single values of a JSON file of contributions, each refused with its place in the file."""

from __future__ import annotations

import math
from typing import NoReturn

from cohive.house.computing.json_files import SHOWN_MAX, Numeral
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["ABSENT", "is_text", "mapping", "members", "number", "refuse", "whole_number"]

ID_CHARACTERS_MAX = 1_000
MAGNITUDE_MAX = 1e15
"""Beyond this a number is a mistake, and floats no longer hold every whole number."""
ABSENT = object()
"""The value of a key that is not there, which is not the same as null."""


def refuse(place: str, value: object, remedy: Sentence) -> NoReturn:
    """Say where it stands, what stands there, and what to write instead."""
    if value is ABSENT:
        raise Refused(
            "%(place)s is missing. %(remedy)s",
            field=place.split("[")[0],
            place=place,
            remedy=remedy,
        )
    raise Refused(
        "%(place)s is %(value)s. %(remedy)s",
        field=place.split("[")[0],
        place=place,
        value=_shown(value),
        remedy=remedy,
    )


def mapping(value: object, place: str) -> dict[str, object]:
    """An object, or a refusal."""
    if not isinstance(value, dict):
        refuse(place, value, Sentence("Write an object."))
    return value


def members(value: object, place: str) -> list[object]:
    """A list, or a refusal."""
    if not isinstance(value, list):
        refuse(place, value, Sentence("Write a list."))
    return value


def number(value: object, place: str) -> float:
    """A finite number of ordinary size; true and false are none."""
    if isinstance(value, float | int | Numeral) and not isinstance(value, bool):
        try:
            found = float(value)
        except (OverflowError, ValueError):
            found = math.nan
        if abs(found) <= MAGNITUDE_MAX:
            return found
    return refuse(place, value, Sentence("Write a number."))


def whole_number(value: object, place: str) -> int:
    """A whole number; true and false are none, nor is 3.0."""
    if type(value) is not int:
        refuse(place, value, Sentence("Write a whole number."))
    return value


def is_text(text: str) -> bool:
    """Some signs, not too many, and all of them printable in UTF-8 (no halves of a pair)."""
    whole = text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)
    return whole and 0 < len(text) <= ID_CHARACTERS_MAX


def _shown(value: object) -> str:
    """A wrong value as it stands in the file, cut where it is long."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    text = str(value).encode("utf-8", "replace").decode()
    text = text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "…"
    return text if isinstance(value, int | float | Numeral) else f"“{text}”"
