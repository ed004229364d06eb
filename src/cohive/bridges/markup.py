"""The words of a page of HTML, in time that grows with its length and not with its square.

The standard library's parser looks for the end of every tag that is opened, to the end of the page
and again for the next one: a hundred kilobytes of `<a ` keep it busy for a minute. nh3, which reads
the short notes of other servers, takes time with the square of how deep tags are nested: a minute
for a letter's megabyte of `<div>`. Here no sign is looked at more than a few times, and whatever is
never closed ends the page. What comes out is text for a person, never markup again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

__all__ = ["words_of_html"]

ENDS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "table", "blockquote"})
SILENT = {
    name: re.compile(rf"</{name}(?![a-z0-9])", re.IGNORECASE)
    for name in ("script", "style", "head", "title", "template")
}
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})")
_STOP = re.compile(r"""=\s*["']|>""")
_SPACES = re.compile(r"\s+")
_BLANK = re.compile(r"\n{3,}")


def words_of_html(page: str, *, characters_max: int) -> str:
    """The words of a page in lines as a reader sees them, at most so long.

    Scripts, styles and heads are left out, and so are the addresses of links.
    """
    lines = [line.strip() for line in "".join(_pieces(page)).split("\n")]
    return _BLANK.sub("\n\n", "\n".join(lines)).strip()[:characters_max]


def _pieces(page: str) -> Iterator[str]:
    at, tags = 0, _Tags(page)
    while (begin := page.find("<", at)) >= 0:
        yield _text(page[at:begin])
        name = _NAME.match(page, begin)
        if name is None and not page.startswith(("<!", "<?"), begin):
            yield "<"
            at = begin + 1
            continue
        at = tags.end(begin, name)
        word = name[1].lower() if name else ""
        is_closing = page.startswith("</", begin)
        if word in SILENT and not is_closing:
            closing = SILENT[word].search(page, at)
            at = closing.start() if closing else len(page)
        elif word in ENDS and not (is_closing and word == "br"):
            yield "\n"
    yield _text(page[at:])


def _text(piece: str) -> str:
    return _SPACES.sub(" ", unescape(piece)).replace("\x00", "")


class _Tags:
    """Where tags end; what was looked for in vain once is not looked for again."""

    def __init__(self, page: str) -> None:
        self.page, self.missing = page, set[str]()

    def end(self, begin: int, name: re.Match[str] | None) -> int:
        """Behind the tag, comment or declaration that begins here; the end of the page if none."""
        if self.page.startswith("<!--", begin):
            return self._behind("-->", begin + 4, len(self.page))
        if name is None:
            return self._behind(">", begin, len(self.page))
        at = name.end()
        while stop := _STOP.search(self.page, at):
            if stop[0] == ">":
                return stop.end()
            # a quote that is never closed is a sign like any other
            at = self._behind(stop[0][-1], stop.end(), stop.end())
        return len(self.page)

    def _behind(self, sign: str, at: int, otherwise: int) -> int:
        found = -1 if sign in self.missing else self.page.find(sign, at)
        if found < 0:
            self.missing.add(sign)
            return otherwise
        return found + len(sign)
