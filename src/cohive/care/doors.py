"""Words that only this place can make: the secret link of a conversation, the address its answers
come back to, the one tap that says what an answer was worth.
"""

from __future__ import annotations

import base64
import re
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

LINK_SALT = "cohive.care.conversation"
REPLY_SALT = "cohive.care.reply"
RATE_SALT = "cohive.care.rate"
FORM_SALT = "cohive.care.form"
LINK_BYTES, REPLY_BYTES = 15, 8
FORM_SECONDS = 12 * 60 * 60
REPLY_WORD = re.compile(r"c-([a-z2-7]{26})-([a-z2-7]{13})")


def link_word(conversation: UUID, door: int) -> str:
    """The word that opens a conversation's page: 20 letters made of 120 bits."""
    digest = salted_hmac(LINK_SALT, f"{conversation.hex}:{door}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:LINK_BYTES]).decode("ascii")


def link_path(conversation: UUID, door: int) -> str:
    """The page of a conversation for who has its link (a path)."""
    return reverse("care:talk", args=[conversation, link_word(conversation, door)])


def opens(word: str, conversation: UUID, door: int) -> bool:
    """Whether a word opens the present door."""
    return constant_time_compare(word, link_word(conversation, door))


def reply_word(conversation: UUID) -> str:
    """What stands behind the + of the address an answer comes from; small letters only."""
    name = base64.b32encode(conversation.bytes).decode("ascii").rstrip("=").lower()
    return f"c-{name}-{_reply_sign(conversation)}"


def conversation_of_reply(addresses: str) -> UUID | None:
    """The conversation one of these addresses was made for; None for a forged or damaged one."""
    for name, sign in REPLY_WORD.findall(addresses.lower()):
        try:
            conversation = UUID(bytes=base64.b32decode(f"{name.upper()}======"))
        except ValueError:
            continue
        if constant_time_compare(sign, _reply_sign(conversation)):
            return conversation
    return None


def _reply_sign(conversation: UUID) -> str:
    digest = salted_hmac(REPLY_SALT, conversation.hex, algorithm="sha256").digest()
    return base64.b32encode(digest[:REPLY_BYTES]).decode("ascii").rstrip("=").lower()


def rate_word(message: UUID) -> str:
    """What lets its reader say what an answer was worth."""
    return signing.dumps(message.hex, salt=RATE_SALT)


def message_of_rate(word: str) -> UUID | None:
    """The answer such a word was made for."""
    try:
        return UUID(signing.loads(word, salt=RATE_SALT))
    except (signing.BadSignature, ValueError):
        return None


def form_word(purpose: str) -> str:
    """A form's own sign, where no cookie can be kept (in a page of another site)."""
    return signing.dumps(purpose, salt=FORM_SALT)


def is_form_word(word: str, purpose: str) -> bool:
    """Whether a form was shown here within twelve hours."""
    try:
        return bool(signing.loads(word, salt=FORM_SALT, max_age=FORM_SECONDS) == purpose)
    except signing.BadSignature:
        return False
