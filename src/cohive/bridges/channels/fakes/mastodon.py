"""A Mastodon of our own: statuses with idempotency keys, media, counts (API v1 and v2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cohive.bridges.channels.fakes.network import FakeNetwork, form_of, json_reply
from cohive.bridges.payments.loopback import Reply

__all__ = ["TOKEN", "FakeMastodon"]

TOKEN = "fake-mastodon-token"  # noqa: S105 - it opens a fake


@dataclass
class FakeMastodon(FakeNetwork):
    """`statuses` is everything posted; `forget_keys` is what happens after an hour."""

    statuses: list[dict[str, Any]] = field(default_factory=list)
    media: list[dict[str, Any]] = field(default_factory=list)
    slow_media: int = 0
    _keys: dict[str, dict[str, Any]] = field(default_factory=dict)

    def forget_keys(self) -> None:
        """An hour has passed."""
        self._keys.clear()

    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """The endpoints the client uses."""
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return json_reply({"error": "The access token is invalid"}, 401)
        if target == "/api/v1/accounts/verify_credentials":
            return json_reply({"username": "ferry", "url": "https://social.example/@ferry"})
        if (method, target) == ("POST", "/api/v2/media"):
            return self._upload(form_of(headers, body))
        if (method, target) == ("POST", "/api/v1/statuses"):
            return self._post(headers.get("idempotency-key", ""), json.loads(body))
        number = target.rpartition("/")[2]
        if target.startswith("/api/v1/media/"):
            self.slow_media -= 1
            return json_reply({"id": number}, 206 if self.slow_media > 0 else 200)
        found = next((each for each in self.statuses if each["id"] == number), None)
        return json_reply(found) if found else json_reply({"error": "Record not found"}, 404)

    def _upload(self, form: Mapping[str, bytes]) -> Reply:
        if not form.get("file"):
            return json_reply({"error": "Validation failed: File can't be blank"}, 422)
        self.media.append({"file": form["file"], "description": form["description"].decode()})
        return json_reply({"id": str(len(self.media))}, 202 if self.slow_media else 200)

    def _post(self, key: str, given: Mapping[str, Any]) -> Reply:
        if key and key in self._keys:
            return json_reply(self._keys[key])
        known = {str(number + 1) for number in range(len(self.media))}
        if not set(given["media_ids"]) <= known:
            return json_reply({"error": "Validation failed: media not found"}, 422)
        number = str(len(self.statuses) + 1)
        made = {
            "id": number,
            "url": f"https://social.example/@ferry/{number}",
            "content": given["status"],
            "language": given.get("language"),
            "media": list(given["media_ids"]),
            "favourites_count": 0,
            "reblogs_count": 0,
            "replies_count": 0,
        }
        self.statuses.append(made)
        if key:
            self._keys[key] = made
        return json_reply(made)
