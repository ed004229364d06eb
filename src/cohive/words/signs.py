"""Words from elsewhere, made safe to look at: what steers a screen or turns a line about is shown.

A name can hold signs that are no letters: ESC moves the cursor of a terminal, U+202E writes the
rest of a line backwards, half a surrogate pair cannot be written down at all. None of them is taken
away in silence, since two names that differ should look different: each is replaced by a sign that
one sees. Line ends and tabs stay.

Sources: Unicode Standard Annex 9 (Unicode Bidirectional Algorithm), section 2; Boucher and
Anderson, Trojan Source (2021).
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["LOST_BYTES", "STEERING", "isolated", "visible", "visible_page"]

KEPT = "\t\n"
DELETE, DELETE_SHOWN = 0x7F, 0x2421
PICTURES = 0x2400
"""Where Unicode has pictures of the first 32 signs: ␀ to ␟."""
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
LOST_BYTES = range(0xDC80, 0xDD00)
"""How Python keeps a byte of a file's name that is not UTF-8."""
FIRST_STRONG, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
ISOLATE = re.compile(f"{FIRST_STRONG}([^<>{FIRST_STRONG}{END}]*){END}")
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def visible(text: str) -> str:
    """The text with a sign to see in place of each one that steers.

    C0 controls become their pictures (␛) and lost bytes their number (\\xff); C1 controls,
    embeddings, overrides and isolates of direction, separators of lines, halves of surrogate pairs
    and what is no sign at all (U+FFFE, which no XML may hold) become �. Marks of direction
    (U+200E, U+200F) stay: they turn nothing but their place.
    """
    return STEERING.sub(_shown, text)


def isolated(name: str) -> str:
    """A name to stand among other words of a page, in a direction of its own.

    One that runs from right to left, or could, is put between U+2068 and U+2069, so that what
    stands beside it stays where it was written.
    """
    plain = visible(name)
    if any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in plain):
        return f"{FIRST_STRONG}{plain}{END}"
    return plain


def visible_page(page: str) -> str:
    """A whole page, checked once more: whatever came in by another way is made visible too.

    Isolates that `isolated` made stay: whole pairs within one text, with no other sign of direction
    between them, reach no further than their own words.
    """
    pieces = ISOLATE.split(page)
    for at, piece in enumerate(pieces):
        pieces[at] = visible(piece)
        if at % 2:
            pieces[at] = f"{FIRST_STRONG}{pieces[at]}{END}"
    return "".join(pieces)


def _shown(found: re.Match[str]) -> str:
    number = ord(found.group())
    if number < 0x20:
        return chr(PICTURES + number)
    if number == DELETE:
        return chr(DELETE_SHOWN)
    if number in LOST_BYTES:
        return f"\\x{number - 0xDC00:02x}"
    return UNKNOWN
