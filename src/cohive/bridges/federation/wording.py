"""Words of strangers: HTML in, plain text out.

What came from elsewhere is never shown as markup here. nh3 (ammonia, the sanitizer written for
this) takes away everything but the tags that end a line; what is left is read as text. Whoever
shows it escapes it like any other text.
"""

from __future__ import annotations

import html
import re
import unicodedata

import nh3

__all__ = ["one_line", "plain_text", "text_of_html"]

_HTML_LENGTH_MAX = 120_000
_BREAKS = {"br", "p", "li", "div", "blockquote", "h1", "h2", "h3", "pre"}
_ENDS = re.compile(r"<br[^>]*>|</(?:li|div|h[1-3])>", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"</(?:p|blockquote|pre)>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_EMPTY_LINES = re.compile(r"\n{3,}")
_KEPT_CONTROLS = "\n\t\u200c\u200d"


def text_of_html(value: str, *, characters_max: int) -> str:
    """The text of a piece of HTML with its paragraphs, at most so long (then it ends in …)."""
    kept = nh3.clean(value[:_HTML_LENGTH_MAX], tags=_BREAKS, attributes={}, link_rel=None)
    lines = _PARAGRAPHS.sub("\n\n", _ENDS.sub("\n", kept.replace("\n", " ")))
    return plain_text(html.unescape(_TAGS.sub("", lines)), characters_max=characters_max)


def plain_text(value: str, *, characters_max: int) -> str:
    """Text without signs that no database keeps or that turn the text around, at most so long."""
    whole = value.encode("utf-8", "replace").decode()
    text = "".join(
        sign
        for sign in whole
        if sign in _KEPT_CONTROLS or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")
    )
    text = "\n".join(line.strip() for line in text.split("\n"))
    text = _EMPTY_LINES.sub("\n\n", text).strip()
    return text if len(text) <= characters_max else text[: characters_max - 1].rstrip() + "…"


def one_line(value: str, *, characters_max: int) -> str:
    """The same in one line: names, titles."""
    text = plain_text(value, characters_max=characters_max * 4)
    line = " ".join(text.split())
    return line if len(line) <= characters_max else line[: characters_max - 1] + "…"
