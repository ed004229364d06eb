"""Exact fractions in a column: what a work keeps and asks is 1/3, never 0.3333."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    Base = models.CharField[Fraction | int | str | None, Fraction]
else:
    Base = models.CharField

DIGITS_MAX = 24


class FractionField(Base):
    """A `fractions.Fraction`, stored as the text '1/3' in its lowest terms."""

    description = "an exact fraction"

    def __init__(self, *args: object, **options: object) -> None:
        options["max_length"] = DIGITS_MAX
        super().__init__(*args, **options)  # type: ignore[arg-type]

    def from_db_value(self, value: str | None, *_: object) -> Fraction | None:
        """The fraction of a stored text."""
        return None if value is None else Fraction(value)

    def to_python(self, value: Fraction | int | str | None) -> Fraction | None:
        """The fraction of what a form or a fixture gives."""
        return None if value in (None, "") else Fraction(value)

    def get_prep_value(self, value: Fraction | int | str | None) -> str | None:
        """The text that is stored."""
        return None if value is None else str(Fraction(value))

    def deconstruct(self) -> Any:
        """As migrations write it: a default as its text."""
        name, path, args, options = super().deconstruct()
        if isinstance(options.get("default"), Fraction):
            options["default"] = str(options["default"])
        options.pop("max_length", None)
        return name, path, args, options
