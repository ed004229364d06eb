"""How each network counts a text, and how much it takes.

Nothing here cuts a text off: whoever wrote it sees the count and shortens it herself.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["URL", "Measured", "code_units", "graphemes", "mastodon_length", "weibo_length"]

URL = re.compile(
    r"https?://[^\s<>\"'“”‘’，。；：！？（）《》]+[^\s<>\"'“”‘’，。；：！？（）《》.,;:!?)\]]"
)
"""A web address as it stands in a text, without the full stop or bracket that follows it."""

MASTODON_URL_LENGTH = 23
_HANDLE = re.compile(r"(?<![\w/])@([\w.-]+)@[\w.-]+\w")
_JOINER = "\u200d"


@dataclass(frozen=True)
class Measured:
    """How long a text is and how long it may be, in the network's own unit."""

    used: int
    limit: int

    @property
    def over(self) -> int:
        """How much it is too long; 0 when it fits."""
        return max(0, self.used - self.limit)


def code_units(text: str) -> int:
    """UTF-16 code units, as Telegram and Discord's programs count: an emoji is two or more."""
    return len(text.encode("utf-16-le")) // 2


def graphemes(text: str) -> int:
    """What a reader takes for one sign: letters with their accents, joined emoji, pairs of flags.

    A small part of Unicode's rules for grapheme clusters (UAX 29): marks, joiners, variation
    selectors, skin tones, regional pairs, Hangul syllables of parts. Scripts with conjuncts may be
    counted higher than the network counts, never lower by more than a joined cluster.
    """
    count, before = 0, ""
    flags = 0
    for sign in text:
        flags = flags + 1 if _is_flag(sign) else 0
        joined = _extends(sign) or before == _JOINER
        if before and (joined or (before == "\r" and sign == "\n") or (flags and flags % 2 == 0)):
            before = sign
            continue
        if before and _is_jamo_tail(sign) and _is_hangul(before):
            before = sign
            continue
        count, before = count + 1, sign
    return count


def mastodon_length(text: str) -> int:
    """Graphemes, where every address counts 23 and a handle without its server's name."""
    shown = URL.sub("x" * MASTODON_URL_LENGTH, text)
    return graphemes(_HANDLE.sub(lambda found: f"@{found[1]}", shown))


def weibo_length(text: str) -> int:
    """Half-width signs count half, all others one, rounded up; an address counts ten."""
    shown = URL.sub("x" * 20, text)
    halves = sum(1 if ord(sign) < 128 else 2 for sign in shown)
    return -(-halves // 2)


def _extends(sign: str) -> bool:
    """Whether a sign belongs to the one before it."""
    code = ord(sign)
    return (
        unicodedata.category(sign) in ("Mn", "Me", "Mc")
        or sign == _JOINER
        or 0xFE00 <= code <= 0xFE0F
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _is_flag(sign: str) -> bool:
    return 0x1F1E6 <= ord(sign) <= 0x1F1FF


def _is_jamo_tail(sign: str) -> bool:
    return 0x1160 <= ord(sign) <= 0x11FF


def _is_hangul(sign: str) -> bool:
    return 0x1100 <= ord(sign) <= 0x11FF or 0xAC00 <= ord(sign) <= 0xD7A3
