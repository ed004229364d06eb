"""A Discord webhook of our own (API v10): messages, attachments, reactions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cohive.bridges.channels.fakes.network import FakeNetwork, form_of, json_reply
from cohive.bridges.payments.loopback import Reply

__all__ = ["ADDRESS", "FakeDiscord"]

ADDRESS = "https://discord.com/api/webhooks/4711/fake-discord-token"


@dataclass
class FakeDiscord(FakeNetwork):
    """`messages` is everything posted."""

    messages: list[dict[str, Any]] = field(default_factory=list)

    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """The webhook itself, and its messages."""
        path, _, query = target.partition("?")
        if not path.startswith("/api/webhooks/4711/fake-discord-token"):
            return json_reply({"message": "Unknown Webhook", "code": 10015}, 404)
        if method == "GET" and "/messages/" in path:
            number = path.rpartition("/")[2]
            found = next((each for each in self.messages if each["id"] == number), None)
            return json_reply(found) if found else json_reply({"message": "Unknown Message"}, 404)
        if method == "GET":
            return json_reply({"name": "Ferry news", "guild_id": "1", "channel_id": "2"})
        form = {}
        if headers["content-type"].startswith("multipart/"):
            form = form_of(headers, body)
            given = json.loads(form["payload_json"])
        else:
            given = json.loads(body)
        if len(given["content"]) > 2000:
            return json_reply({"message": "Must be 2000 or fewer in length."}, 400)
        number = str(len(self.messages) + 1)
        made = {**given, "id": number, "file": form.get("files[0]"), "reactions": []}
        self.messages.append(made)
        shown = {name: value for name, value in made.items() if name != "file"}
        return json_reply(shown) if query == "wait=true" else Reply(204)
