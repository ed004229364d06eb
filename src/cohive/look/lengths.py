"""How long a request says its body is, so that what is too large is not read at all."""

from __future__ import annotations

import sys

from django.http import HttpRequest

DIGITS_MAX = 15


def stated_length(request: HttpRequest) -> int:
    """Bytes; 0 for a request that says nothing, more than any limit for what is no number."""
    given = str(request.META.get("CONTENT_LENGTH") or "0")
    is_number = given.isascii() and given.isdigit() and len(given) <= DIGITS_MAX
    return int(given) if is_number else sys.maxsize
