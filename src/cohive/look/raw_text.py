"""Finds words in templates that nobody translates: text outside `_()`.

The template is lexed, its expressions and statements are taken out, then its tags; what is left
and has letters is raw text. Attributes that are read aloud or shown are looked at too.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from jinja2 import Environment

SHOWN_ATTRIBUTES = frozenset({"alt", "aria-label", "placeholder", "title", "aria-description"})
SILENT_TAGS = frozenset({"script", "style", "code", "svg"})
WORDS = re.compile(r"[^\W\d_]{2,}")
ATTRIBUTE = re.compile(r"""[\w-]+="[^"]*\"""")
HOLE = "\u2423"
"""Stands where an expression stood, so that words around it do not grow together."""
ALLOWED = frozenset({"BIC", "Cohive", "IBAN", "px", "rem"})

_lexer = Environment()  # noqa: S701 - only lexes, renders nothing


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT_TAGS
        for name, value in attrs:
            if name in SHOWN_ATTRIBUTES and value:
                self._note(value)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT_TAGS

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._note(data)

    def _note(self, text: str) -> None:
        # a macro that writes attributes only leaves them as text: name="value"
        text = ATTRIBUTE.sub(" ", text)
        words = [word for word in WORDS.findall(text) if word not in ALLOWED]
        if words:
            self.found.append(" ".join(text.replace(HOLE, "…").split()))


def raw_text(source: str) -> list[str]:
    """The untranslated texts of one template, in order."""
    reader = _Reader()
    reader.feed(_without_code(source))
    reader.close()
    return reader.found


def _without_code(source: str) -> str:
    """The template's own HTML, with a hole for every piece of code (kept out of attributes)."""
    pieces: list[str] = []
    for _line, kind, value in _lexer.lex(source):
        if kind == "data":
            pieces.append(value)
        elif kind == "variable_begin":
            pieces.append(HOLE)
        elif kind == "block_begin":
            pieces.append(" ")
    return "".join(pieces)
