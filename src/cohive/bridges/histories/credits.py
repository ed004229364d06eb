"""Reading whom a commit message names.

Before pull requests, a committer wrote by hand whose work it was: "Submitted by: ylavic, covener",
"Jane Roe <address>", with remarks, in any paragraph. A credit is read only where a colon follows
the naming ("Reported by:"); prose such as "found by clang" names too many things that are nobody.
The work is linear in the length of a message, of which `MESSAGE_CHARACTERS_MAX` are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cohive.bridges.histories.records import Credit, CreditKind, CreditOrigin
from cohive.bridges.histories.redaction import encoded_words_read, with_local_parts

__all__ = [
    "MESSAGE_CHARACTERS_MAX",
    "is_cut",
    "names_in",
    "plain_name",
    "read_credits",
    "read_reports",
]

MESSAGE_CHARACTERS_MAX = 64 * 1024
"""Of one message, and of its trailers: eight times the longest in 27 years of Apache httpd."""

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
    rf"\b(?P<verbs>(?:{_VERB})(?:\s*(?:/|&|,|\band\b)\s*(?:\w+\s*(?:/|&|,|\band\b)\s*){{0,4}}(?:{_VERB}))?)"
    r"[ -](?:by|from)[ \t]*:(?P<value>.*)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<[^<>]*>?>|\[redacted\]")
_IN_BRACKETS = re.compile(r"<[^<>]{5,}>")  # longer than the "<at>" of a spelled address
_REMARK = re.compile(r"\([^()]*\)?")
_BETWEEN = re.compile(r"\s*[,;&/\x1f、，；]\s*|\s+(?:and|with)\s+")
_SPACES = re.compile(r"[ \t]{2,}")
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
_KEY_MAX = 100  # characters of the key of a trailer


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
    mentions = _mentions(message[:MESSAGE_CHARACTERS_MAX], _within_bounds(trailers))
    for number, mention in enumerate(mentions):
        found += [
            Credit(mention.kind, name, number, mention.origin)
            for name in _names(mention.kind, mention.value)
        ]
    return tuple(found)


def is_cut(message: str, trailers: Sequence[tuple[str, str]]) -> bool:
    """Whether `read_credits` leaves out the end of this message, for its length."""
    is_long = len(message) > MESSAGE_CHARACTERS_MAX
    return is_long or (bool(trailers) and _length(trailers) > MESSAGE_CHARACTERS_MAX)


def _length(trailers: Sequence[tuple[str, str]]) -> int:
    return sum(len(key) + len(value) for key, value in trailers)


def _within_bounds(trailers: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    length = 0
    for key, value in trailers:
        length += len(key) + len(value)
        if length > MESSAGE_CHARACTERS_MAX:
            return
        yield key, value


def read_reports(message: str) -> tuple[str, ...]:
    """The numbers of bug reports a message names as "PR 12345"."""
    numbers = (
        number
        for found in _REPORTS.finditer(message[:MESSAGE_CHARACTERS_MAX])
        for number in re.findall(r"\d+", found[1])
    )
    return tuple(dict.fromkeys(numbers))


def names_in(value: str) -> list[str]:
    """The people in what follows "Submitted by:"; one "" when no name can be read from it.

    "Jack <x> , covener" are two, "William A. Rowe, Jr." is one, "niq (concept)" is niq.
    """
    bare = _ADDRESS.sub("\x1f", _without_addresses(value))
    outside = _REMARK.sub(" ", bare)
    if not re.search(r"\w", outside):
        outside = bare.translate({ord("("): " ", ord(")"): " "})  # <redacted> (ASADA Kazuhisa)
    return [name for part in _parts(outside) if (name := _name(part))] or [""]


def _without_addresses(value: str) -> str:
    """What names are read from: codes of mail as letters, of an address at most the local part."""
    value = encoded_words_read(_SPACES.sub(" ", value[:_LINE_MAX]))
    return with_local_parts(_IN_BRACKETS.sub("\x1f", value))


@dataclass
class _Trailers:
    """Trailers that git found, by kind and value, each to be taken once."""

    waiting: dict[int, tuple[CreditKind, str]]
    places: dict[tuple[CreditKind, str], deque[int]]

    @classmethod
    def of(cls, trailers: Iterator[tuple[str, str]]) -> _Trailers:
        """Those that name somebody, in their order."""
        named = [
            (kind, value.strip())
            for key, value in trailers
            for kind in _kinds(f"{key[:_KEY_MAX]}:".strip())
        ]
        places: dict[tuple[CreditKind, str], deque[int]] = defaultdict(deque)
        for place, each in enumerate(named):
            places[each].append(place)
        return cls(dict(enumerate(named)), places)

    def take(self, kind: CreditKind, *values: str) -> bool:
        """Whether one of the values is the first of its kind that waits; it is taken."""
        found = [self.places[kind, value] for value in values if self.places.get((kind, value))]
        if not found:
            return False
        del self.waiting[min(found, key=lambda each: each[0]).popleft()]
        return True


def _mentions(message: str, trailers: Iterator[tuple[str, str]]) -> Iterator[_Mention]:
    """Namings in the text, each once; a trailer that stands in the text is the trailer."""
    known = _Trailers.of(trailers)
    for kind, value, first_line in _in_text(message):
        is_known = known.take(kind, value, first_line)
        yield _Mention(kind, value, CreditOrigin.TRAILER if is_known else CreditOrigin.TEXT)
    for kind, value in known.waiting.values():
        yield _Mention(kind, value, CreditOrigin.TRAILER)


def _in_text(message: str) -> Iterator[tuple[CreditKind, str, str]]:
    """Kind and value of each naming, and of a value on several lines the first of them."""
    lines = message.splitlines()
    number = 0
    while number < len(lines):
        found = _naming(lines[number])
        number += 1
        if found is None:
            continue
        values = [found["value"].strip()]
        # a list goes on where the line ends with a comma and the next one is indented
        while values[-1].endswith(",") and number < len(lines) and _goes_on(lines[number]):
            values.append(lines[number].strip())
            number += 1
        value = " ".join(values)
        if value:
            for kind in _kinds(found[0]):
                yield kind, value, values[0]


def _goes_on(line: str) -> bool:
    return line[:1].isspace() and _naming(line) is None


def _naming(line: str) -> re.Match[str] | None:
    return _NAMING.search(line[:_LINE_MAX]) if ":" in line else None


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
    source = plain_name(_ADDRESS.sub(" ", _without_addresses(value)))
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
