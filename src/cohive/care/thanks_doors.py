"""Signed words of the questions we ask by mail: may it become an idea, may you be named."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from cohive.words.refusals import Missing

VOICE_SALT = "cohive.care.voice"
ASKER_SALT = "cohive.care.asker"


def voice_word(voice: UUID) -> str:
    """What lets her answer whether her message may become an idea."""
    return signing.Signer(salt=VOICE_SALT).sign(voice.hex)


def voice_of_word(word: str) -> UUID:
    """The voice such a word was made for. Raises Missing for a forged one."""
    return _id(word, VOICE_SALT)


def asker_word(page: UUID) -> str:
    """What lets who asked say whether a help page may name her."""
    return signing.Signer(salt=ASKER_SALT).sign(page.hex)


def page_of_asker_word(word: str) -> UUID:
    """The help page such a word was made for. Raises Missing for a forged one."""
    return _id(word, ASKER_SALT)


def _id(word: str, salt: str) -> UUID:
    try:
        return UUID(signing.Signer(salt=salt).unsign(word))
    except (signing.BadSignature, ValueError):
        raise Missing("This link is not whole. Copy all of it from the message.") from None
