"""Addresses of pages by their names, remembered: a page asks for a hundred of them."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

REMEMBERED = 8_192


def address(name: str, *positional: object, **named: object) -> str:
    """The address of a URL name; NoReverseMatch when there is none."""
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    return _address(urlconf, get_script_prefix(), name, positional, tuple(named.items()))


@lru_cache(maxsize=REMEMBERED, typed=True)
def _address(
    urlconf: str,
    _prefix: str,
    name: str,
    positional: tuple[object, ...],
    named: tuple[tuple[str, object], ...],
) -> str:
    return reverse(name, urlconf, args=positional or None, kwargs=dict(named) or None)
