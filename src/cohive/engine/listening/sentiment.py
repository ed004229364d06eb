"""How a text sounds, whatever its language; undecided where nobody here can read it."""

from __future__ import annotations

from cohive.engine.listening.chinese import hear_chinese
from cohive.engine.listening.english import hear_english
from cohive.engine.listening.moods import Heard, Mood

__all__ = ["LANGUAGES", "hear"]

LANGUAGES = ("en", "zh")
"""Those whose mood can be heard."""


def hear(text: str, language: str) -> Heard:
    """Say how a text sounds.

    Parameters
    ----------
    text : str
        Any.
    language : str
        As `language_of` names it.

    Returns
    -------
    Heard
        Undecided in languages other than English and Chinese.
    """
    if language == "zh":
        return hear_chinese(text)
    if language == "en":
        return hear_english(text)
    return Heard(Mood.UNDECIDED, 0.0, ())
