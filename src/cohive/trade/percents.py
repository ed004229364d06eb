"""A percentage as somebody writes it: “21”, “5,5”, “12.5 %”."""

from __future__ import annotations

import re
from fractions import Fraction

from cohive.words.refusals import Refused

PERCENT = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?", re.ASCII)


def read_percent(text: str, *, field: str) -> Fraction:
    """The percentage as a fraction of one; Refused at the field for anything else."""
    bare = text.strip().rstrip("%％").strip()
    if not PERCENT.fullmatch(bare):
        raise Refused("Write a percentage such as 21 or 5.5.", field=field)
    return Fraction(bare.replace(",", ".")) / 100
