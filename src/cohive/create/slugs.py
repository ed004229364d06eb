"""Addresses made of titles, in any script, short enough for every link that holds them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.utils.text import slugify

from cohive.words.ids import new_id

QUOTED_LENGTH_MAX = 180
"""A Chinese character takes nine signs in an address."""
NOT_TITLES = ("new",)


def free_slug(title: str, *, fallback: str, is_taken: Callable[[str], bool]) -> str:
    """The title as an address; with six signs more when it is taken."""
    base = slugify(title, allow_unicode=True) or fallback
    while len(quote(base)) > QUOTED_LENGTH_MAX:
        base = base[:-1]
    base = base.strip("-")
    if base in NOT_TITLES or is_taken(base):
        return f"{base}-{new_id().hex[-6:]}"
    return base
