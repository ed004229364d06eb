"""The last gate: no mail address leaves a history of git, however it is written.

Every string that the git importers give away passes `redacted` (or `redacted_name`, `redacted_tag`)
after everything else was done to it. The gate looks at a text as a reader would: in one Unicode
form (NFKC, without invisible signs), with what mail, HTML and addresses of the web write in codes
turned into letters, again and again until nothing changes. It takes out too much rather than too
little: whatever stands around an @, or around a spelled one ("bob at boat.example"), is gone, and
no @ is left. Sources: RFC 5322 section 3.4.1 (addresses), RFC 2047 (encoded words), UAX 15 (NFKC).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Final

__all__ = [
    "REDACTED",
    "encoded_words_read",
    "redacted",
    "redacted_name",
    "redacted_tag",
    "with_local_parts",
]

REDACTED: Final = "<redacted>"

_ROUNDS_MAX: Final = 4
_MAY_HIDE: Final = re.compile(r"[@%&=\\]|(?<![a-z])at(?![a-z])", re.IGNORECASE)
"""ASCII text without any of these holds no address: most of it, so this is asked first."""

_AT_LIKE: Final = str.maketrans("ⓐⒶ\U000e0040", "@@@")
_CODED: Final = re.compile(
    r"%(?:25)*(?:40|ef%(?:25)*(?:bc%(?:25)*a0|b9%(?:25)*ab))|\\x40|\\u\{?0*40\}?|\\100"
    r"|=40(?=[\w-]{1,63}(?:\.|=2e)[^\W\d_]{2})",
    re.IGNORECASE,
)
_ENTITY: Final = re.compile(r"&#?\w{1,9};?")
_ENCODED_WORD: Final = re.compile(
    r"=\?(?P<charset>[^?*\s]{1,80})(?:\*[^?\s]{0,20})?\?(?P<how>[bq])\?(?P<what>[^?]{0,2000})\?=",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(r"[\[({<]\s{0,9}(?:at|ät|a)\s{0,9}[\])}>]|艾特", re.IGNORECASE)
_AT: Final = re.compile(r"(?<![^\W_])(?<=[\s_-])(?:at|ät)(?=[\s_-])", re.IGNORECASE)
_DOT: Final = (
    r"(?:[.。]|\s{1,9}\.\s{0,9}|\s{0,9}[\[({<]\s{0,9}(?:dot|punkt|\.)\s{0,9}[\])}>]\s{0,9}"
    r"|\s{1,9}(?:dot|punkt)\s{1,9})"
)
_SPELLED_DOT: Final = re.compile(r"[_-](dot|punkt)[_-]", re.IGNORECASE)
_DOMAIN: Final = re.compile(
    rf"\s{{1,9}}(?:[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,8}}?{_DOT}[^\W\d_]{{2,24}}"
    r"|[\w-]{1,63}\s{1,9}(?:com|net|org|edu|gov))(?!\w)",
    re.IGNORECASE,
)
_DOMAIN_MAX: Final = 400  # characters behind an "at" that are looked at
_DOTTED: Final = re.compile(
    rf"\s{{0,9}}[\[(]?[\w-]{{1,63}}{_DOT}(?:[\w-]|\s{{0,9}}\w)", re.IGNORECASE
)
_DOTTED_ON: Final = re.compile(rf"(?:{_DOT}[\w-]{{1,63}}){{1,8}}", re.IGNORECASE)
_LOCAL_PART: Final = re.compile(r"[\w.+-]{1,80}")
_LOCAL_END: Final = re.compile(r"[\w.+%-]{1,80}[\s_-]{1,9}$")
_PAIRS: Final = {")": "(", ">": "<", "]": "[", "}": "{"}
_ENDS: Final = frozenset(",;")
_QUOTES: Final = {'"': '"', "”": "“", "»": "«"}
_EMPTY_BRACKETS: Final = re.compile(r"[\[({<]\s{0,9}[\])}>]")
_AROUND: Final = " \t:;,<>()[]{}\"'“”`|=/\\"
_IN_A_TAG: Final = re.compile(r"@\[?[\w.-]*\.[^\W\d_]{2,}")


def redacted(text: str) -> str:
    """The text without mail addresses, `REDACTED` in their places; as it is where there is none.

    Linear in the length of the text; idempotent. Where something is taken out, what is left is in
    the plain form that was looked at.
    """
    if text.isascii() and not _MAY_HIDE.search(text):
        return text
    plain = _decoded(text)
    found = _without_spelled(_without(plain))
    return text if found == plain else found.replace(f"<{REDACTED}>", REDACTED)


def redacted_name(text: str, *, may_be_local: bool = False) -> str:
    """What is left of a name when addresses are out; "" when nothing is.

    `may_be_local`: of an address that stands where a name should, the part before the @.
    """
    found = redacted(text)
    if found == text:
        return text
    left = _EMPTY_BRACKETS.sub(" ", found.replace(REDACTED, " "))
    name = " ".join(left.split()).strip(_AROUND)
    if not any(letter.isalpha() for letter in name):
        name = _local_part(text) if may_be_local else ""
    return name


def redacted_tag(tag: str, commit: str) -> str:
    """A tag's name; "pack@1.2" is no address, and what is one is called by its commit instead."""
    if tag.isascii() and "@" not in tag and redacted(tag) == tag:
        return tag
    plain = _decoded(tag)
    is_address = _IN_A_TAG.search(plain) or _without_spelled(plain) != plain or "@" not in tag
    return f"tag {commit}" if is_address and redacted(tag) != tag else tag


def with_local_parts(text: str) -> str:
    """As `redacted`, but "li at boat.example" leaves "li", who is somebody in a list of names."""
    if text.isascii() and not _MAY_HIDE.search(text):
        return text
    plain = _decoded(text)
    found = _without_spelled(_without(plain), keeps_local=True)
    return text if found == plain else found


def encoded_words_read(text: str) -> str:
    """A text in which words as mail writes them are in letters."""
    return _ENCODED_WORD.sub(_word, text) if "=?" in text else text


def _decoded(text: str) -> str:
    """The text as a reader sees it: one Unicode form, nothing invisible, no codes for letters."""
    for _ in range(_ROUNDS_MAX):
        before = text
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text.translate(_AT_LIKE))
            text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
        text = encoded_words_read(text)
        if "&" in text:
            text = html.unescape(text)
        text = _CODED.sub("@", text)
        if text == before:
            break
    else:
        # still another code inside the code: nobody writes so but to hide something
        text = _CODED.sub("@", _ENTITY.sub("@", _ENCODED_WORD.sub("@", text)))
    return text


def _word(found: re.Match[str]) -> str:
    """One word as mail writes it, "=?iso-8859-1?q?Sj=F6gren?=", in letters."""
    try:
        word = f"=?{found['charset']}?{found['how']}?{found['what']}?="
        return str(make_header(decode_header(word)))
    except (ValueError, LookupError, HeaderParseError):
        return found[0]


def _without(plain: str) -> str:
    """Cut out what stands around each @ or bracketed "at"."""
    if "@" not in plain and not _BRACKETED.search(plain):
        return plain
    pieces: list[str] = []
    kept_from = 0
    for start, end in _spans(plain):
        pieces += [plain[kept_from:start], REDACTED]
        kept_from = end
    pieces.append(plain[kept_from:])
    return "".join(pieces)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses stand, from left to right, none overlapping; each character is seen once."""
    start = end = -1
    for first, last in _signs(text):
        if first < end:
            continue
        left = _left(text, first, max(end, 0), has_domain=_has_domain(text, last))
        right = _right(text, last)
        if left <= end:
            end = right
            continue
        if start >= 0:
            yield start, end
        start, end = left, right
    if start >= 0:
        yield start, end


def _signs(text: str) -> Iterator[tuple[int, int]]:
    """Every @, and every "at" in brackets behind which a domain with a dot stands."""
    signs = [(each.start(), each.end()) for each in re.finditer("@+", text)]
    signs += [
        (each.start(), each.end())
        for each in _BRACKETED.finditer(text)
        if "@" not in each[0] and _has_domain(text, each.end())
    ]
    return iter(sorted(signs))


def _without_spelled(plain: str, *, keeps_local: bool = False) -> str:
    """Cut out "bob at boat.example" and "bob_at_boat_dot_example"."""
    pieces: list[str] = []
    kept_from = 0
    for found in _AT.finditer(plain):
        if found.start() <= kept_from and kept_from:
            continue
        behind = plain[found.end() : found.end() + _DOMAIN_MAX].replace("_", " ")
        domain = _DOMAIN.match(_SPELLED_DOT.sub(r" \1 ", behind.replace("-", " ", 1)))
        local = _LOCAL_END.search(plain[max(kept_from, found.start() - 90) : found.start()])
        if domain is None or local is None:
            continue
        start = found.start() - len(local[0])
        pieces.append(plain[kept_from:start])
        if keeps_local:
            pieces += [local[0].rstrip(" \t_-"), " "]
        pieces.append(REDACTED)
        kept_from = found.end() + domain.end()
    pieces.append(plain[kept_from:])
    return "".join(pieces)


def _has_domain(text: str, place: int) -> bool:
    return _DOTTED.match(text, place) is not None


def _left(text: str, place: int, stop: int, *, has_domain: bool) -> int:
    """Where the part before the sign begins: a word or what stands in quotation marks."""
    here = place
    while here > stop and text[here - 1].isspace():
        here -= 1
    is_apart = here < place
    is_mention = is_apart and not has_domain and text[place + 1 : place + 2].strip()
    if is_mention:  # "thanks to @ines": nothing before the sign belongs to it
        return place
    if here > stop and text[here - 1] in _QUOTES:
        opening = text.rfind(_QUOTES[text[here - 1]], stop, here - 1)
        here = opening if opening >= 0 else here
    while here > stop and not text[here - 1].isspace() and text[here - 1] not in _ENDS:
        here -= 1
    return here


def _right(text: str, place: int) -> int:
    """Where the part after the sign ends: a word, and further ones behind a spelled dot."""
    here = place
    while here < len(text) and text[here].isspace():
        here += 1
    while here < len(text) and not text[here].isspace() and text[here] not in _ENDS:
        here += 1
    while here - place > 1 and _opening(text[here - 1]) not in text[place:here]:
        here -= 1  # "(bob@boat.example)": the bracket is not hers
    further = _DOTTED_ON.match(text, here)
    return further.end() if further is not None else here


def _opening(sign: str) -> str:
    return _PAIRS.get(sign, "")


def _local_part(text: str) -> str:
    plain = _decoded(text)
    before = re.split(r"@|[\s_-]at[\s_-]|" + _BRACKETED.pattern, plain, flags=re.IGNORECASE)[0]
    found = _LOCAL_PART.fullmatch(before.strip(_AROUND))
    return found[0].strip(_AROUND) if found is not None else ""
