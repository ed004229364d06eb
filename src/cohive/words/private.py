"""How messages between members are told apart, by whatever name they come: they enter nowhere.

One list and one spelling rule for everybody who reads: capitals, spaces, signs and CamelCase do not
matter, so that `Direct-Message`, `direct_message` and `directMessage` are one. In doubt it is
private.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["CHINESE", "KINDS", "PLACES", "is_private_kind", "is_private_place", "plain"]

PLACES: Final = frozenset(
    {
        *("dm", "dms", "pm", "pms", "im", "ims", "mpim", "private", "direct", "personal"),
        *("directmessage", "directmessages", "privatemessage", "privatemessages"),
        *(
            "personalmessage",
            "personalmessages",
            "directchat",
            "privatechat",
            "groupdm",
            "groupdms",
        ),
        *("directconversation", "privateconversation", "privategroup", "whisper", "whispers"),
        *("onetoone", "1to1", "1on1", "inbox"),
    }
)
"""What a channel or a scope of letters is called, as `plain` gives it."""
KINDS: Final = PLACES | {
    *("letter", "letters", "mail", "mails", "email", "emails", "sms", "textmessage", "mms"),
    *("whispermessage", "chatmessage", "instantmessage", "secret", "confidential"),
}
"""What a letter is called."""
CHINESE: Final = ("私信", "私聊", "悄悄话", "密语", "站内信", "一对一")
"""Words that make any name private."""


def plain(name: str) -> str:
    """A name without capitals, spaces and signs, full-width letters as narrow ones."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name).lower())


def is_private_kind(name: str) -> bool:
    """Whether a thing of this kind is a letter."""
    return _is_in(name, KINDS)


def is_private_place(name: str) -> bool:
    """Whether what is said in a channel or scope of this name is private."""
    return _is_in(name, PLACES)


def _is_in(name: str, names: frozenset[str]) -> bool:
    spelt = plain(name)
    return spelt in names or any(word in spelt for word in CHINESE)
