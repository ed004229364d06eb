"""How messages between members are told apart, by whatever name they come: they enter nowhere.

One list and one spelling rule for everybody who reads: capitals, accents, spaces, signs and
CamelCase do not matter, so that `Direct-Message`, `direct_message` and `directMessage` are one. In
doubt it is private. No list of names is ever whole: who writes letters under a name of her own
("kind 7") is not found out here, which is why a table with addressees needs somebody's word.
"""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["ANYWHERE", "KINDS", "PLACES", "is_private_kind", "is_private_place", "plain"]

ANYWHERE: Final = (
    *("directmessage", "privatemessage", "personalmessage", "instantmessage", "privmsg"),
    *("directmsg", "privatemsg", "directchat", "privatechat", "personalchat", "secretchat"),
    *("directconversation", "privateconversation", "directtextchat", "directgrouptextchat"),
    *("groupdm", "dmchannel", "whisper", "oneonone", "onetoone"),
    *(
        "私信",
        "私聊",
        "私密",
        "单聊",
        "密聊",
        "悄悄话",
        "密语",
        "站内信",
        "一对一",
        "私人消息",
        "个人消息",
    ),
)
"""What makes any name private that has it in it, as `plain` gives it."""
PLACES: Final = frozenset(
    {
        *("dm", "dms", "pm", "pms", "im", "ims", "mpim", "mpims", "private", "direct"),
        *("privategroup", "privatechannel", "directs", "1to1", "1on1", "inbox"),
    }
)
"""What a channel or a scope of letters is called, as `plain` gives it."""
KINDS: Final = PLACES | {
    *("letter", "letters", "mail", "mails", "email", "emails", "sms", "textmessage", "mms"),
    *(
        "personal",
        "c2c",
        "p2p",
        "chatmessage",
        "secret",
        "confidential",
        "短信",
        "邮件",
        "电子邮件",
        "信件",
    ),
}
"""What a letter is called."""


def plain(name: str) -> str:
    """Its letters and digits alone: no capitals, accents, spaces, signs, nor full-width forms."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", name).lower()))


def is_private_kind(name: str) -> bool:
    """Whether a thing of this kind is a letter."""
    return _is_in(name, KINDS)


def is_private_place(name: str) -> bool:
    """Whether what is said in a channel or scope of this name is private."""
    return _is_in(name, PLACES)


def _is_in(name: str, names: frozenset[str]) -> bool:
    spelt = plain(name)
    return spelt in names or any(word in spelt for word in ANYWHERE)
