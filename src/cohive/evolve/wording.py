"""One wording in the languages a survey is asked in."""

from __future__ import annotations

from dataclasses import dataclass

from cohive.words.refusals import Refused

__all__ = ["Wording", "checked"]


@dataclass(frozen=True)
class Wording:
    """The same words in English and in Chinese; either may be empty, not both."""

    english: str = ""
    chinese: str = ""

    def __bool__(self) -> bool:
        return bool(self.english or self.chinese)

    def spoken(self, language: str) -> tuple[str, str]:
        """The words for a reader of `language`, and the language they are really in."""
        wants_chinese = language.lower().startswith("zh")
        if self.chinese and (wants_chinese or not self.english):
            return self.chinese, "zh-Hans"
        return self.english, "en"


def checked(wording: Wording, *, field: str, length_max: int) -> Wording:
    """The wording in one line each; refused when there is none, or it is too long."""
    found = Wording(" ".join(wording.english.split()), " ".join(wording.chinese.split()))
    if not found:
        raise Refused("Write it in English or in Chinese, better in both.", field=field)
    if max(len(found.english), len(found.chinese)) > length_max:
        raise Refused(
            "This is too long: at most %(count)s characters.", field=field, count=length_max
        )
    return found
