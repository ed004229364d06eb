"""Reading whom a commit message names.

Before pull requests, a committer wrote by hand whose work it was: "Submitted by: ylavic, covener",
"Jane Roe <address>", with remarks, in any paragraph. A credit is read only where a colon follows
the naming ("Reported by:"); prose such as "found by clang" names too many things that are nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from cohive.bridges.histories.records import Credit, CreditKind, CreditOrigin

__all__ = ["names_in", "plain_name", "read_credits", "read_reports"]

_VERBS = {
    "co-authored": CreditKind.CO_AUTHOR,
    "submitted": CreditKind.SUBMITTED_BY,
    "contributed": CreditKind.SUBMITTED_BY,
    "reviewed": CreditKind.REVIEWED_BY,
    "reported": CreditKind.REPORTED_BY,
    "suggested": CreditKind.SUGGESTED_BY,
    "found": CreditKind.FOUND_BY,
    "noticed": CreditKind.FOUND_BY,
    "tested": CreditKind.TESTED_BY,
    "obtained": CreditKind.OBTAINED_FROM,
    "signed-off": CreditKind.SIGNED_OFF_BY,
}
_VERB = "|".join(_VERBS)
_NAMING = re.compile(
    rf"\b(?P<verbs>(?:{_VERB})(?:\s*(?:/|&|,|\band\b)\s*(?:\w+\s*(?:/|&|,|\band\b)\s*)*(?:{_VERB}))?)"
    r"[ -](?:by|from)[ \t]*:(?P<value>.*)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<[^<>]*>?>|\[redacted\]")
_REMARK = re.compile(r"\([^()]*\)?")
_BETWEEN = re.compile(r"\s*[,;&/\x1f、，；]\s*|\s+(?:and|with)\s+")
_NICKNAME = re.compile(r"\s+\"[^\"]*\"\s+")
_SPELLED_ADDRESS = re.compile(
    r"(?P<name>[\w.+-]+)(?:\s+[\w-]+)+\s+(?:com|net|org|edu|gov|info|biz"
    r"|at|au|be|br|ca|ch|cn|cz|de|dk|es|fi|fr|it|jp|kr|nl|no|nz|pl|pt|ru|se|tw|uk|us)"
)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_REPORTS = re.compile(r"\bPR[:# ]\s*#?(\d{2,6}(?:\s*(?:,|and|&)\s*#?\d{2,6})*)")
_NOBODY = frozenset(
    {
        *("others", "other", "many others", "et al", "et. al", "me", "myself", "self", "all"),
        *("nobody", "none", "n/a", "various", "many", "everyone", "several people", "list"),
    }
)
_NO_NAME = frozenset(
    {
        *("a", "an", "and", "after", "as", "at", "based", "because", "but", "by", "for", "from"),
        *("circa", "closes", "fixes", "others"),
        *("in", "it", "of", "on", "or", "see", "some", "that", "the", "this", "to", "via", "who"),
        *("whose", "with", "not", "also", "one", "his", "her", "my", "our", "their"),
    }
)
_WORDS_MAX = 5
_LINE_MAX = 2000  # characters of a line that are searched for a naming


@dataclass(frozen=True)
class _Mention:
    """One naming: its kind, what follows the colon, whether git knew it as a trailer."""

    kind: CreditKind
    value: str
    origin: CreditOrigin


def plain_name(text: str) -> str:
    """A name as it is compared: one Unicode form, single spaces, no quotes around it."""
    return " ".join(unicodedata.normalize("NFC", text).split()).strip("\"'“”`")


def read_credits(message: str, trailers: Sequence[tuple[str, str]]) -> tuple[Credit, ...]:
    """Everybody a message names, in order; `trailers` are those git already took out of it."""
    found: list[Credit] = []
    for number, mention in enumerate(_mentions(message, trailers)):
        found += [
            Credit(mention.kind, name, number, mention.origin)
            for name in _names(mention.kind, mention.value)
        ]
    return tuple(found)


def read_reports(message: str) -> tuple[str, ...]:
    """The numbers of bug reports a message names as "PR 12345"."""
    numbers = (
        number for found in _REPORTS.finditer(message) for number in re.findall(r"\d+", found[1])
    )
    return tuple(dict.fromkeys(numbers))


def names_in(value: str) -> list[str]:
    """The people in what follows "Submitted by:"; one "" when no name can be read from it.

    "Jack <x> , covener" are two, "William A. Rowe, Jr." is one, "niq (concept)" is niq.
    """
    bare = _ADDRESS.sub("\x1f", _decoded(value[:_LINE_MAX]))
    outside = _REMARK.sub(" ", bare)
    if not re.search(r"\w", outside):
        outside = bare.translate({ord("("): " ", ord(")"): " "})  # <redacted> (ASADA Kazuhisa)
    return [name for part in _parts(outside) if (name := _name(part))] or [""]


def _decoded(value: str) -> str:
    """A name as mail writes it, "=?iso-8859-1?q?Sj=F6gren?=", in letters."""
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, HeaderParseError):
        return value


def _mentions(message: str, trailers: Sequence[tuple[str, str]]) -> Iterator[_Mention]:
    """Namings in the text, each once; a trailer that stands in the text is the trailer."""
    known = [(kind, value.strip()) for key, value in trailers for kind in _kinds(f"{key}:".strip())]
    for kind, value in _in_text(message):
        place = next(
            (
                number
                for number, (its_kind, its_value) in enumerate(known)
                if its_kind is kind and value.startswith(its_value)
            ),
            None,
        )
        if place is None:
            yield _Mention(kind, value, CreditOrigin.TEXT)
        else:
            known.pop(place)
            yield _Mention(kind, value, CreditOrigin.TRAILER)
    for kind, value in known:
        yield _Mention(kind, value, CreditOrigin.TRAILER)


def _in_text(message: str) -> Iterator[tuple[CreditKind, str]]:
    lines = message.splitlines()
    for number, line in enumerate(lines):
        found = _NAMING.search(line[:_LINE_MAX])
        if found is None:
            continue
        value = found["value"].strip()
        following = number + 1
        # a list goes on where the line ends with a comma and the next one is indented
        while value.endswith(",") and following < len(lines) and lines[following][:1].isspace():
            value = f"{value} {lines[following].strip()}"
            following += 1
        if value:
            for kind in _kinds(found[0]):
                yield kind, value


def _kinds(naming: str) -> list[CreditKind]:
    """The kinds of "Submitted/reviewed by:", in order; none for a key that names nobody."""
    found = _NAMING.match(naming)
    if found is None:
        return []
    verbs = re.findall(rf"\b(?:{_VERB})\b", found["verbs"].casefold())
    return list(dict.fromkeys(_VERBS[verb] for verb in verbs))


def _names(kind: CreditKind, value: str) -> list[str]:
    if kind is not CreditKind.OBTAINED_FROM:
        return names_in(value)
    # what a thing was obtained from is a source more often than a person, and is kept whole
    source = plain_name(_ADDRESS.sub(" ", value))
    return [source] if source else names_in(value)


def _parts(text: str) -> Iterator[str]:
    """The pieces between commas, "and" and addresses, with "Jr." back at its name."""
    pieces = _BETWEEN.split(re.sub(r"\w+://\S+", " ", text))
    for number, piece in enumerate(pieces):
        if number and _SUFFIX.fullmatch(piece.strip()):
            continue
        follows = pieces[number + 1].strip() if number + 1 < len(pieces) else ""
        yield f"{piece}, {follows}" if piece and _SUFFIX.fullmatch(follows) else piece


def _name(part: str) -> str:
    """One name, or "" for a piece that is none: a remark, a date, "and others"."""
    name = _NICKNAME.sub(" ", plain_name(part)).replace('"', "")
    name = name.rsplit(": ", 1)[-1].split(" a.k.a.")[0].strip(" \t:;,*{}<>-–")
    if name.startswith("[") or name.count("]") != name.count("["):
        name = name.strip("[] ")
    if not name.casefold().endswith(("jr.", "sr.")) and not re.search(r"\b\w\.$", name):
        name = name.rstrip(".!")
    spelled = _SPELLED_ADDRESS.fullmatch(name)
    if spelled is not None and (name == name.casefold() or " at " in name):
        name = spelled["name"]
    words = name.split()
    is_name = (
        0 < len(words) <= _WORDS_MAX
        and any(letter.isalpha() for letter in name)
        and not name[0].isdigit()
        and words[0].casefold() not in _NO_NAME
        and words[-1].casefold() not in _NO_NAME
        and name.casefold() not in _NOBODY
    )
    return name if is_name else ""
