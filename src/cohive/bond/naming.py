"""Names people give: checked for what cannot be shown, and turned into addresses."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from django.utils.text import slugify

from cohive.words.refusals import Refused

NAME_CHARACTERS_MAX = 60
TRIES = 50
SHAPELESS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Letters and marks by their category, and yet nothing is seen of them."""
SELECTOR = ("VARIATION SELECTOR", "MONGOLIAN FREE VARIATION SELECTOR")
ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})


def clean_name(text: str, *, field: str = "name") -> str:
    """One line without control characters; refused when empty or too long to stand in a list."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise Refused("Write a name; any name will do.", field=field)
    if len(name) > NAME_CHARACTERS_MAX:
        raise Refused(
            "A name has at most %(count)s characters.", field=field, count=NAME_CHARACTERS_MAX
        )
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") for letter in name):
        raise Refused(
            "This name holds signs that cannot be shown. Write it in letters.", field=field
        )
    return name


def refuse_disguised(name: str) -> None:
    """Refuse a name that could be taken for somebody else's at a glance.

    Signs without a shape, and words that mix the alphabets whose letters look alike.
    """
    if any(sign in SHAPELESS or unicodedata.name(sign, "").startswith(SELECTOR) for sign in name):
        raise Refused(
            "This name holds signs that cannot be shown. Write it in letters.", field="name"
        )
    for word in name.split():
        if len({_alphabet(letter) for letter in word} & ALIKE) > 1:
            raise Refused(
                "This name mixes alphabets whose letters look alike. Write each word in one.",
                field="name",
            )


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def slug_for(name: str, *, fallback: str, is_taken: Callable[[str], bool]) -> str:
    """An address for a name in any script; a number is added when it is taken."""
    base = slugify(name, allow_unicode=True)[:80] or fallback
    for number in range(1, TRIES):
        slug = base if number == 1 else f"{base}-{number}"
        if not is_taken(slug):
            return slug
    raise Refused("This name is taken too often. Choose another.", field="name")


def language_guess(text: str) -> str:
    """'zh' when the text is mostly Chinese, else 'en': only for who did not say."""
    han = sum(1 for letter in text if "\u3400" <= letter <= "\u9fff")
    return "zh" if han * 3 > len(text.split()) + han else "en"


def clean_text(text: str, *, characters_max: int, empty: Refused) -> str:
    """A text as it is kept, line ends made equal; `empty` is raised when nothing is there."""
    cleaned = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not cleaned:
        raise empty
    if len(cleaned) > characters_max:
        raise Refused(
            "Keep it under %(count)s characters.", field=empty.field, count=characters_max
        )
    return cleaned


def clean_list(items: str | list[str], *, field: str) -> list[str]:
    """Words with commas (also Chinese ones) as a list: at most 12, each of 40 characters."""
    text = items if isinstance(items, str) else ",".join(items)
    parts = [
        " ".join(part.split()) for part in text.replace("，", ",").replace("、", ",").split(",")
    ]
    kept = list(dict.fromkeys(part for part in parts if part))
    if len(kept) > 12 or any(len(part) > 40 for part in kept):
        raise Refused("Up to twelve entries, each of forty characters or fewer.", field=field)
    return kept
