"""A Telegram bot: posts to a channel or group, and hears whoever writes to it.

Telegram keeps no idempotency keys: where an answer is lost the message is `Uncertain`. Texts are
sent plain, so nothing in them is read as markup. Source: core.telegram.org/bots/api.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cohive.bridges.channels.calls import Calls, Send, multipart, multipart_of, object_of
from cohive.bridges.channels.channel import Account, Preview, composed
from cohive.bridges.channels.limits import Measured, code_units
from cohive.bridges.channels.messages import (
    Counts,
    Document,
    Incoming,
    Outgoing,
    Receipt,
    Uncertain,
    Unsendable,
    Unsent,
)
from cohive.bridges.egress import Answer, fetch
from cohive.words.refusals import Refused

__all__ = [
    "TELEGRAM",
    "TelegramBot",
    "Updates",
    "is_ours",
    "read_update",
]

TELEGRAM = "https://api.telegram.org"
TEXT_MAX = 4096
CAPTION_MAX = 1024
FILES_LOST = "The words arrived; its files may not have. Look before sending again."
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
_TOKEN = re.compile(r"[0-9]{6,12}:[A-Za-z0-9_-]{30,60}")


@dataclass(frozen=True)
class Updates:
    """What people wrote, and the `offset` from which to ask the next time."""

    messages: tuple[Incoming, ...]
    offset: int


class TelegramBot:
    """One bot, and the chat it posts to ('' for a bot that only hears and answers)."""

    kind = "telegram"
    keeps_key_seconds = 0
    tells_results = False

    def __init__(
        self, token: str, chat: str = "", *, base: str = TELEGRAM, send: Send = fetch
    ) -> None:
        if not _TOKEN.fullmatch(token):
            raise Refused("A bot’s token is a number, a colon and 35 signs.", field="token")
        self._chat = chat
        self._calls = Calls(f"{base}/bot{token}", {}, send)

    @staticmethod
    def preview(message: Outgoing) -> Preview:
        """Telegram counts UTF-16 code units: 4096, below a picture 1024."""
        text = composed(message)
        return Preview(
            text, Measured(code_units(text), CAPTION_MAX if message.picture else TEXT_MAX)
        )

    def check(self) -> Account:
        """The bot's name, once the chat has answered that the bot is in it."""
        me = _result(self._calls.get("/getMe"))
        name = f"@{me.get('username', '')}"
        if not self._chat:
            return Account(name, f"https://t.me/{me.get('username', '')}")
        asked = self._calls.post_json("/getChat", {"chat_id": self._chat}, once=True)
        chat = _result(asked)
        title = str(chat.get("title") or chat.get("username") or self._chat)
        return Account(f"{title} ({name})", _page(chat))

    def send(self, message: Outgoing) -> Receipt:
        """Post to the chat: as a picture with a caption where there is a picture."""
        return self._sent(self._chat, message)

    def answer(
        self, conversation_id: str, message: Outgoing, documents: Sequence[Document] = ()
    ) -> Receipt:
        """Answer in the chat somebody wrote from, with at most ten files, each as it is.

        They go in one call with the text as their caption. A text too long for a caption goes first
        by itself; when its files do not follow, that is Uncertain, so that it is not said twice.
        """
        if not documents:
            return self._sent(conversation_id, message)
        preview = self.preview(message)
        if preview.measured.used <= CAPTION_MAX:
            return self._documents(conversation_id, preview.text, documents)
        receipt = self._sent(conversation_id, message)
        try:
            self._documents(conversation_id, "", documents)
        except (Unsent, Unsendable) as fault:
            raise Uncertain(FILES_LOST) from fault
        return receipt

    def _documents(self, chat: str, caption: str, documents: Sequence[Document]) -> Receipt:
        """One file by sendDocument; several by sendMediaGroup, all of them or none."""
        if len(documents) == 1:
            method, fields = "/sendDocument", {"chat_id": chat, "caption": caption}
            files = {"document": documents[0]}
        else:
            files = {f"file{number}": file for number, file in enumerate(documents)}
            media = [{"type": "document", "media": f"attach://{name}"} for name in files]
            media[-1]["caption"] = caption
            method, fields = "/sendMediaGroup", {"chat_id": chat, "media": json.dumps(media)}
        content_type, body = multipart_of(fields, files)
        answer = self._calls.call("POST", method, body, {"content-type": content_type}, once=False)
        found = object_of(answer).get("result")
        made = found[-1] if isinstance(found, list) and found else found
        return _receipt(chat, made if isinstance(made, dict) else {})

    def results(self, remote_id: str) -> Counts | None:  # noqa: ARG002
        """A bot is told nothing of what came of a post."""
        return None

    def updates(self, *, offset: int, limit: int = 100) -> Updates:
        """What was written since `offset`; asking with a higher offset confirms what was read.

        Raises Unsent, or Unsendable when a webhook is set (Telegram gives one or the other).
        """
        asked = {"offset": offset, "limit": limit, "timeout": 0, "allowed_updates": ["message"]}
        answer = self._calls.post_json("/getUpdates", asked, once=True)
        found = object_of(answer).get("result")
        if not isinstance(found, list):
            raise Unsent("The network’s answer cannot be read.")
        numbers = [each["update_id"] for each in found if isinstance(each.get("update_id"), int)]
        messages = (read_update(each) for each in found if isinstance(each, dict))
        return Updates(
            tuple(message for message in messages if message is not None),
            max((number + 1 for number in numbers), default=offset),
        )

    def set_webhook(self, url: str, *, secret: str) -> None:
        """Let Telegram call this address instead; it sends the secret along (see `is_ours`)."""
        given = {"url": url, "secret_token": secret, "allowed_updates": ["message"]}
        self._calls.post_json("/setWebhook", given, once=True)

    def delete_webhook(self) -> None:
        """Back to asking for updates."""
        self._calls.post_json("/deleteWebhook", {}, once=True)

    def _sent(self, chat: str, message: Outgoing) -> Receipt:
        preview = self.preview(message)
        if preview.measured.over:
            raise Unsendable("The text is %(over)s signs too long.", over=preview.measured.over)
        if message.picture is None:
            given = {"chat_id": chat, "text": preview.text}
            answer = self._calls.post_json("/sendMessage", given, once=False)
        else:
            content_type, body = multipart(
                {"chat_id": chat, "caption": preview.text}, "photo", message.picture
            )
            answer = self._calls.call(
                "POST", "/sendPhoto", body, {"content-type": content_type}, once=False
            )
        return _receipt(chat, _result(answer))


def _receipt(chat: str, made: Mapping[str, object]) -> Receipt:
    in_chat = made.get("chat")
    where = in_chat if isinstance(in_chat, dict) else {}
    page = _page(where)
    number = made.get("message_id", "")
    return Receipt(f"{where.get('id', chat)}:{number}", f"{page}/{number}" if page else "")


def is_ours(headers: Mapping[str, str], *, secret: str) -> bool:
    """Whether a call to our webhook carries the secret we gave Telegram (lower-case names)."""
    return bool(secret) and hmac.compare_digest(
        headers.get(SECRET_HEADER, "").encode(), secret.encode()
    )


def read_update(update: Mapping[str, Any]) -> Incoming | None:
    """What a person wrote to the bot; None for everything else (bots, joins, pictures alone)."""
    message = update.get("message")
    if not isinstance(message, dict):
        return None
    chat, sender = message.get("chat"), message.get("from")
    text = message.get("text") or message.get("caption")
    moment = message.get("date")
    if not isinstance(chat, dict) or not isinstance(sender, dict) or sender.get("is_bot"):
        return None
    if not isinstance(text, str) or not isinstance(moment, int):
        return None
    try:
        at = datetime.fromtimestamp(moment, UTC)
    except (ValueError, OverflowError, OSError):  # beyond the calendar
        return None
    names = (str(sender.get(part, "")) for part in ("first_name", "last_name"))
    name = " ".join(part for part in names if part) or str(sender.get("username", ""))
    return Incoming(
        remote_id=f"{chat.get('id')}:{message.get('message_id')}",
        conversation_id=str(chat.get("id")),
        sender_id=str(sender.get("id")),
        sender_name=name[:200],
        text=text,
        at=at,
        language=str(sender.get("language_code", "")),
    )


def _page(chat: Mapping[str, Any]) -> str:
    """The page of a public chat; '' for one that only its members see."""
    name = chat.get("username")
    return f"https://t.me/{name}" if isinstance(name, str) and name else ""


def _result(answer: Answer) -> dict[str, Any]:
    found = object_of(answer).get("result")
    return found if isinstance(found, dict) else {}
