"""Markdown of an issue as a mail's page, as plain text, and as a page of the place.

CommonMark by markdown-it-py with HTML switched off: what looks like a tag is shown as it was
typed. Pictures are not fetched by a mail: their description stands in their place, with a link.
Links keep http, https and mailto only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from urllib.parse import urljoin

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

STYLES = {
    "h1": "margin:24px 0 8px;font-size:20px;line-height:1.3",
    "h2": "margin:24px 0 8px;font-size:18px;line-height:1.3",
    "h3": "margin:20px 0 8px;font-size:16px;line-height:1.4",
    "p": "margin:0 0 12px",
    "ul": "margin:0 0 12px;padding:0 0 0 24px",
    "ol": "margin:0 0 12px;padding:0 0 0 24px",
    "li": "margin:0 0 4px",
    "blockquote": "margin:0 0 12px;padding:0 0 0 12px;border-left:3px solid #8a8474",
    "pre": "margin:0 0 12px;white-space:pre-wrap;font-family:monospace",
    "hr": "margin:24px 0;border:0;border-top:1px solid #8a8474",
}
LEVELS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
"""A heading of the text stands below the subject, which is the page's h1."""
Lead = Callable[[Token, str], str]
"""Where a token leads, by the name of its attribute."""
NOWHERE_ELSE: Mapping[str, str] = {}
SCHEMES = ("http://", "https://", "mailto:")
BULLET = "- "


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True})


def as_page(
    text: str, *, address: str, is_mail: bool, through: Mapping[str, str] = NOWHERE_ELSE
) -> Markup:
    """Paragraphs as HTML; in a mail every element carries its style. `address`: the place's.

    `through` says which addresses are reached over another one of ours, which counts them.
    """
    pieces: list[str] = []
    lead = partial(_target, address=address, through=through)
    for token in _parser().parse(text):
        if token.type == "inline":
            pieces.append(_inline(token.children or [], lead))
        elif token.type in ("fence", "code_block"):
            pieces.append(f"{_open('pre', is_mail)}{escape(token.content)}</pre>\n")
        elif token.type == "hr":
            pieces.append(f"{_open('hr', is_mail)}\n")
        elif token.hidden:
            continue
        elif token.nesting == 1:
            pieces.append(_open(LEVELS.get(token.tag, token.tag), is_mail))
        elif token.nesting == -1:
            pieces.append(f"</{LEVELS.get(token.tag, token.tag)}>\n")
    return Markup("".join(pieces))  # noqa: S704 - every text is escaped, every tag is ours


def _open(tag: str, is_mail: bool) -> str:
    style = STYLES.get(tag)
    return f'<{tag} style="{style}">' if is_mail and style else f"<{tag}>"


def _inline(tokens: list[Token], lead: Lead) -> str:
    return "".join(_piece(token, lead) for token in tokens)


def _piece(token: Token, lead: Lead) -> str:
    kind = token.type
    if kind == "text":
        return str(escape(token.content))
    if kind in ("softbreak", "hardbreak"):
        return "<br>\n"
    if kind == "code_inline":
        return f"<code>{escape(token.content)}</code>"
    if kind == "link_open":
        return f'<a href="{escape(lead(token, "href"))}">'
    if kind == "image":
        target = escape(lead(token, "src"))
        return f'<a href="{target}">{escape(token.content or target)}</a>'
    if kind.endswith("_open"):
        return f"<{token.tag}>"
    return f"</{token.tag}>" if kind.endswith("_close") else ""


def _target(token: Token, name: str, *, address: str, through: Mapping[str, str]) -> str:
    """Where a link leads: outside, or a page of the place with its whole address."""
    wanted = urljoin(f"{address}/", str(token.attrGet(name) or ""))
    whole = wanted if wanted.startswith(SCHEMES) else f"{address}/"
    return through.get(whole, whole)


def addresses_in(text: str, *, address: str) -> list[str]:
    """Where its links lead, each once, in order; mail addresses are left out."""
    lead = partial(_target, address=address, through=NOWHERE_ELSE)
    found = (
        lead(token, "href" if token.type == "link_open" else "src")
        for block in _parser().parse(text)
        for token in block.children or []
        if token.type in ("link_open", "image")
    )
    return list(dict.fromkeys(one for one in found if not one.startswith("mailto:")))


def as_text(text: str, *, address: str, through: Mapping[str, str] = NOWHERE_ELSE) -> str:
    """The same as plain text, whole: links stand behind their words."""
    leads = partial(_target, address=address, through=through)
    lines: list[str] = []
    prefix: list[str] = []
    numbers: list[int] = []
    for token in _parser().parse(text):
        if token.type == "inline":
            words = _plain_inline(token.children or [], leads)
            lead = "".join(prefix)
            after = " " * len(lead) if not lead.startswith(">") else lead
            lines.append(lead + words.replace("\n", "\n" + after))
            prefix = ["> " if one == "> " else " " * len(one) for one in prefix]
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip() + "\n")
        elif token.type == "hr":
            lines.append("* * *\n")
        else:
            _walk(token, prefix, numbers)
            if _ends_block(token):
                lines.append("")
    return "\n".join(lines).strip() + "\n"


def _ends_block(token: Token) -> bool:
    is_paragraph = token.type in ("paragraph_close", "heading_close") and not token.hidden
    return is_paragraph or (token.type.endswith("_list_close") and token.level == 0)


def _walk(token: Token, prefix: list[str], numbers: list[int]) -> None:
    """Keep what stands before each line: bullets, numbers, the mark of a quotation."""
    if token.type == "ordered_list_open":
        numbers.append(int(token.attrGet("start") or 1))
    elif token.type == "bullet_list_open":
        numbers.append(-1)
    elif token.type in ("ordered_list_close", "bullet_list_close"):
        numbers.pop()
    elif token.type == "list_item_open":
        if numbers[-1] < 0:
            prefix.append(BULLET)
        else:
            prefix.append(f"{numbers[-1]}. ")
            numbers[-1] += 1
    elif token.type == "blockquote_open":
        prefix.append("> ")
    elif token.type in ("list_item_close", "blockquote_close"):
        prefix.pop()


def _plain_inline(tokens: list[Token], lead: Lead) -> str:
    pieces: list[str] = []
    targets: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            pieces.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif token.type == "image":
            pieces.append(f"{token.content} ({lead(token, 'src')})")
        elif token.type == "link_open":
            targets.append(lead(token, "href"))
        elif token.type == "link_close":
            target = targets.pop()
            if pieces[-1:] != [target]:
                pieces.append(f" ({target})")
    return "".join(pieces)
