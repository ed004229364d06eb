"""Words to search by, the same for every language and database: our own.

A word of an alphabet is one token. Chinese, Japanese and Korean write without spaces, so a run of
their signs gives every pair of neighbours; a sign that stands alone is one token. Two texts share
the phrase of three signs whenever they share its two pairs, nearly.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["TOKEN_CHARACTERS_MAX", "tokens"]

TOKEN_CHARACTERS_MAX: Final = 24
_SIGN: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_RUN: Final = re.compile(rf"[{_SIGN}]+|[^\W_{_SIGN}]+")
_SIGNS: Final = re.compile(rf"[{_SIGN}]")


def tokens(text: str) -> tuple[str, ...]:
    """The tokens of a text, each once, in the order they come first.

    Capitals, accents and full-width letters do not matter; a longer word is cut to 24 characters.
    """
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(sign)
    )
    found: dict[str, None] = {}
    for run in _RUN.findall(unicodedata.normalize("NFC", plain)):
        if _SIGNS.match(run):
            pairs = [run[n : n + 2] for n in range(len(run) - 1)] or [run]
            found.update(dict.fromkeys(pairs))
        else:
            found[run[:TOKEN_CHARACTERS_MAX]] = None
    return tuple(found)
