"""A Telegram of our own: one bot, chats, posts, and people who write to it (Bot API 7)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cohive.bridges.channels.fakes.network import FakeNetwork, form_of, json_reply
from cohive.bridges.payments.loopback import Reply

__all__ = ["TOKEN", "FakeTelegram"]

TOKEN = "123456789:AAfakefakefakefakefakefakefakefakefa"  # noqa: S105 - it opens a fake


@dataclass
class FakeTelegram(FakeNetwork):
    """`posts` is everything the bot wrote; `say` lets a person write to it."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    chats: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {
            "@nightferry": {"id": -1001, "title": "Night Ferry", "username": "nightferry"}
        }
    )
    webhook: dict[str, Any] = field(default_factory=dict)
    updates: list[dict[str, Any]] = field(default_factory=list)

    def say(
        self, text: str, *, chat: int = 77, name: str = "Lotte", language: str = "nl", at: int = 0
    ) -> dict[str, Any]:
        """A person writes to the bot; returns the update as a webhook would get it."""
        self.chats.setdefault(str(chat), {"id": chat, "type": "private"})
        number = len(self.updates) + 1
        update = {
            "update_id": 5000 + number,
            "message": {
                "message_id": number,
                "from": {
                    "id": chat,
                    "is_bot": False,
                    "first_name": name,
                    "language_code": language,
                },
                "chat": {"id": chat, "type": "private"},
                "date": at or 1_795_766_400,
                "text": text,
            },
        }
        self.updates.append(update)
        return update

    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:  # noqa: ARG002
        """The methods the client uses."""
        before, _, name = target.lstrip("/").partition("/")
        if before != f"bot{TOKEN}":
            return _refused(401, "Unauthorized")
        if name == "getMe":
            return _ok({"id": 123456789, "is_bot": True, "username": "ferry_bot"})
        given = _given(headers, body)
        if name == "getUpdates":
            return self._updates(given)
        if name in ("setWebhook", "deleteWebhook"):
            self.webhook = given if name == "setWebhook" else {}
            return _ok(True)
        chat = self.chats.get(str(given.get("chat_id")))
        if chat is None:
            return _refused(400, "Bad Request: chat not found")
        if name == "getChat":
            return _ok(chat)
        if name in ("sendDocument", "sendMediaGroup"):
            return self._documents(name, chat, given)
        return self._post(name, chat, given)

    def _updates(self, given: Mapping[str, Any]) -> Reply:
        if self.webhook:
            return _refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self.updates = [each for each in self.updates if each["update_id"] >= given["offset"]]
        return _ok(self.updates[: given["limit"]])

    def _documents(self, name: str, chat: Mapping[str, Any], given: Mapping[str, Any]) -> Reply:
        """One message for each file: two to ten of them in a group, and all of them or none."""
        if name == "sendDocument":
            items = [("document", str(given.get("caption", "")))]
        else:
            media = json.loads(given["media"])
            items = [(m["media"].removeprefix("attach://"), m.get("caption", "")) for m in media]
            if not 2 <= len(items) <= 10 or any(m["type"] != "document" for m in media):
                return _refused(400, "Bad Request: wrong media group")
        if any(len(caption.encode("utf-16-le")) // 2 > 1024 for _field, caption in items):
            return _refused(400, "Bad Request: message caption is too long")
        if not all(given.get(field) for field, _caption in items):
            return _refused(400, "Bad Request: there is no document in the request")
        made = []
        for field_, caption in items:
            made.append({"message_id": len(self.posts) + 1, "chat": dict(chat), "text": caption})
            self.posts.append({**made[-1], "document": given[field_]})
        return _ok(made[0] if name == "sendDocument" else made)

    def _post(self, name: str, chat: Mapping[str, Any], given: Mapping[str, Any]) -> Reply:
        has_picture = name == "sendPhoto"
        text = str(given.get("caption" if has_picture else "text", ""))
        units = len(text.encode("utf-16-le")) // 2
        if units > (1024 if has_picture else 4096):
            return _refused(400, "Bad Request: message is too long")
        if has_picture and not given.get("photo"):
            return _refused(400, "Bad Request: there is no photo in the request")
        made = {"message_id": len(self.posts) + 1, "chat": dict(chat), "text": text}
        self.posts.append({**made, "photo": given.get("photo")})
        return _ok(made)


def _given(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    if not headers.get("content-type", "").startswith("multipart/"):
        found = json.loads(body or b"{}")
        return dict(found)
    fields = form_of(headers, body)
    return {
        name: value if name.startswith(("photo", "document", "file")) else value.decode()
        for name, value in fields.items()
    }


def _ok(result: object) -> Reply:
    return json_reply({"ok": True, "result": result})


def _refused(status: int, description: str) -> Reply:
    found = {"ok": False, "error_code": status, "description": description}
    return json_reply(found, status)
