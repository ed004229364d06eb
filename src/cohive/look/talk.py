"""What members write, made safe to show: escaped, with paragraphs and links, in its own language.

Nothing a member writes is ever markup. The only things recognised are blank lines, line ends and
addresses that begin with http:// or https://.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from cohive.look.formats import CHINESE, language_tag

ADDRESS = re.compile(
    r"https?://[^\s<>\"'“”‘’《》「」，。；：！？、（）\u4e00-\u9fff]+", re.IGNORECASE
)
PARAGRAPHS = re.compile(r"\n\s*\n")
TRAILING = ".,;:!?…)]}"
SHOWN_CHARACTERS_MAX = 60


def talk(text: str, language: str = "") -> Markup:
    """Member's text as paragraphs, with `lang` when it is not the page's language.

    `language` is what the author said it is written in; '' looks at the letters.
    """
    tag = _language(text, language)
    attribute = f' lang="{escape(tag)}"' if tag else ""
    paragraphs = PARAGRAPHS.split(text.replace("\r\n", "\n"))
    return Markup(  # noqa: S704 - every piece of it is escaped in _linked
        "\n".join(
            f"<p{attribute}>{_lines(part)}</p>" for part in map(str.strip, paragraphs) if part
        )
    )


def talk_line(text: str, language: str = "") -> Markup:
    """Member's text in one line, without links: titles, excerpts inside a link."""
    tag = _language(text, language)
    line = " ".join(text.split())
    if not tag:
        return escape(line)
    return Markup('<span lang="{}">{}</span>').format(tag, line)


def _language(text: str, language: str) -> str:
    page = language_tag()
    if language:
        return "" if language.lower() == page.lower() else language
    has_chinese = bool(CHINESE.search(text))
    if has_chinese == page.startswith("zh"):
        return ""
    return "zh" if has_chinese else "en"


def _lines(paragraph: str) -> str:
    return "<br>\n".join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str) -> str:
    """The line escaped, its addresses as links."""
    if "://" not in line:
        return str(escape(line))
    pieces: list[str] = []
    at = 0
    for found in ADDRESS.finditer(line):
        address = _trimmed(found.group())
        pieces += [escape(line[at : found.start()]), _anchor(address)]
        at = found.start() + len(address)
    pieces.append(escape(line[at:]))
    return "".join(pieces)


def _trimmed(address: str) -> str:
    """Without the punctuation that ends the sentence; a bracket stays if it was opened inside."""
    while address and address[-1] in TRAILING:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _anchor(address: str) -> str:
    shown = re.sub(r"^https?://", "", address, flags=re.IGNORECASE)
    if len(shown) > SHOWN_CHARACTERS_MAX:
        shown = shown[: SHOWN_CHARACTERS_MAX - 1] + "…"
    return f'<a href="{escape(address)}" rel="nofollow ugc noopener noreferrer">{escape(shown)}</a>'
