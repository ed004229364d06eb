"""Rows of a name and an amount that stand straight in a terminal, Chinese names too."""

from __future__ import annotations

import unicodedata

from cohive.words.signs import LOST_BYTES, visible

NAME_COLUMNS = 34
AMOUNT_COLUMNS = 14


def printable(text: str) -> str:
    """One line of what a file says, without signs that steer a terminal; lost bytes as \\xff."""
    shown = (
        sign if sign.isprintable() else visible(sign) if ord(sign) in LOST_BYTES else " "
        for sign in text
    )
    return " ".join("".join(shown).split())


def row(name: str, amount: str) -> str:
    """'  Teo Marchetti                       €938.70': the name cut where it is too long."""
    kept, columns = "", 0
    for sign in name:
        width = 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if columns + width > NAME_COLUMNS:
            break
        kept, columns = kept + sign, columns + width
    return f"  {kept}{' ' * (NAME_COLUMNS - columns)} {amount:>{AMOUNT_COLUMNS}}"
