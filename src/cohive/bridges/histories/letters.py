"""How a table shows that its rows are messages between members, which never enter a frame.

Three signs: the file is named as such, a column says to whom a row went, or a cell says that this
row is private. The first two are signs of the whole table: it is refused, unless a mapping names
"target" and so says that these were acts before everybody. The third is a sign of one row, mapping
or not: it is left out and counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from cohive.bridges.histories.columns import (
    KIND_NAMES,
    NAME_CHARACTERS_MAX,
    PLACE_NAMES,
    Part,
    is_frame_header,
)
from cohive.words.private import ANYWHERE, is_private_kind, is_private_place, plain
from cohive.words.refusals import Refused

__all__ = ["Scope", "is_addressee", "refuse_letters", "says_private", "scopes"]

_TO: Final = (
    *("to", "sentto", "msgto", "messageto", "mailto", "writtento", "addressedto", "deliveredto"),
    *("towhom", "cc", "bcc", "rcpt", "dst", "dest", "destination", "target", "callee", "peer"),
    *("partner", "counterpart", "counterparty", "contact", "friend", "interlocutor", "with"),
    *("correspondent", "participant", "participants", "otheruser", "otherparty", "chatwith"),
    *("chatpartner", "conversationwith", "dialog", "dialogwith"),
)
_OF_WHOM: Final = (
    "user|member|person|account|id|ids|uid|name|names|username|nick|nickname|handle|login|email"
    "|mail|address|addr|number|phone|type|key|hash|s"
)
_ADDRESSEE: Final = re.compile(rf"(?:{'|'.join(_TO)})(?:{_OF_WHOM}){{0,3}}")
_ADDRESSED: Final = re.compile(
    r"recipient|receiver|addressee|recv|收件|收信|接收|接受者|发给|发送给|对方|聊天对象|目标用户"
)
_KIND_SCOPES: Final = frozenset(
    {
        *map(plain, KIND_NAMES),
        *("messagetype", "msgtype", "chattype", "channeltype", "channelkind", "conversationtype"),
        *("eventtype", "roomtype", "recipienttype", "posttype", "类型", "消息类型", "会话类型"),
    }
)
_PLACE_SCOPES: Final = frozenset(
    {
        *map(plain, PLACE_NAMES),
        *("visibility", "privacy", "scope", "audience", "channelcategory", "categoryname"),
        *("channelname", "conversation", "chat", "chatname", "roomname", "groupname", "folder"),
        *("可见性", "频道", "可见范围"),
    }
)
_PRIVATE_FLAGS: Final = frozenset(
    {
        *("isprivate", "private", "isdm", "dm", "isdirect", "direct", "isdirectmessage"),
        *("isprivatemessage", "ispm", "pm", "iswhisper", "whisper", "私信", "是否私信", "私密"),
    }
)
_PUBLIC_FLAGS: Final = frozenset({"ispublic", "public", "公开", "是否公开"})
_YES: Final = frozenset({"1", "true", "t", "yes", "y", "public", "是", "公开"})
_NO: Final = frozenset({"", "0", "00", "false", "f", "no", "n", "none", "null", "public", "否"})
"""As `plain` gives them: "0.0" is "00"."""


class Scope(StrEnum):
    """How a column may say of a row that it is private: by its kind, its place, or yes and no."""

    KIND = "kind"
    PLACE = "place"
    PRIVATE = "private"
    PUBLIC = "public"


def is_addressee(name: str) -> bool:
    """Whether a column says to whom something went, under whatever name."""
    spelt = plain(name)
    return bool(_ADDRESSEE.fullmatch(spelt) or _ADDRESSED.search(spelt))


def refuse_letters(
    file: str, header: Sequence[str], parts: Mapping[str, Part], *, is_mapped: bool, field: str
) -> None:
    """Who wrote to whom: a table cannot show that others could read it, so somebody must say so.

    A table with exactly a frame's columns is one: its rows were looked at when it was made.
    Raises Refused at `field`.
    """
    if any(word in plain(file) for word in ANYWHERE):
        raise Refused(
            "“%(file)s” is named as messages between members, which never enter a frame.",
            field=field,
            file=file,
        )
    if is_frame_header(header) or (is_mapped and "target" in parts):
        return
    addressee = next((name for name in header if is_addressee(name)), None)
    if addressee is not None:
        raise Refused(
            "This looks like messages between members, which never enter a frame: the column"
            " “%(column)s” says to whom. If everybody could read them, say so with a mapping that"
            " names “target”.",
            field=field,
            column=addressee[:NAME_CHARACTERS_MAX],
        )


def scopes(header: Sequence[str], parts: Mapping[str, Part]) -> tuple[tuple[str, Scope], ...]:
    """Columns that may say of a row that it is private, and how: by their names or by a mapping."""
    kinds = {parts[part].column for part in ("object_kind", "verb") if part in parts}
    places = {parts["circle"].column} if "circle" in parts else set()
    found = []
    for name in header:
        spelt = plain(name)
        if spelt in _KIND_SCOPES or name in kinds:
            found.append((name, Scope.KIND))
        if spelt in _PLACE_SCOPES or name in places:
            found.append((name, Scope.PLACE))
        if spelt in _PRIVATE_FLAGS:
            found.append((name, Scope.PRIVATE))
        if spelt in _PUBLIC_FLAGS:
            found.append((name, Scope.PUBLIC))
    return tuple(found)


def says_private(cell: str, scope: Scope) -> bool:
    """Whether a cell of such a column says that its row is private; in doubt it does."""
    if scope is Scope.PRIVATE:
        return plain(cell) not in _NO
    if scope is Scope.PUBLIC:
        return plain(cell) not in _YES
    return is_private_kind(cell) if scope is Scope.KIND else is_private_place(cell)
