"""Text in a cell of a table file, which no spreadsheet program takes for a formula."""

from __future__ import annotations

__all__ = ["safe_cell"]

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""OWASP, CSV injection; the full-width signs too, which some programs read as the plain ones."""


def safe_cell(text: str) -> str:
    """The text as it is, or with an apostrophe before it when a sheet would compute it.

    Spaces before the sign do not hide it. Numbers are not text: write them as numbers.
    """
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) or _hidden(text) else text


def _hidden(text: str) -> bool:
    return text.lstrip().startswith(BEGINS_A_FORMULA)
