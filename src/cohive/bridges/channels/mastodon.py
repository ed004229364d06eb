"""Mastodon: a status on an account's own server.

A status is sent with an Idempotency-Key, which the server keeps for an hour: the same key again
answers with the status that is there. Sources: docs.joinmastodon.org/methods (statuses, media,
accounts), /api/rate-limits; app/services/post_status_service.rb for the hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from cohive.bridges.channels.calls import Calls, Send, multipart, object_of
from cohive.bridges.channels.channel import Account, Preview, composed
from cohive.bridges.channels.limits import Measured, mastodon_length
from cohive.bridges.channels.messages import (
    Counts,
    Outgoing,
    Picture,
    Receipt,
    Uncertain,
    Unsendable,
    Unsent,
)
from cohive.bridges.egress import fetch

__all__ = ["MastodonAccount"]

STATUS_MAX = 500
DESCRIPTION_MAX = 1500
KEY_SECONDS = 3600
_LOOKS_MAX = 10


class MastodonAccount:
    """One account: its server ("https://social.example") and a token that may write."""

    kind = "mastodon"
    keeps_key_seconds = KEY_SECONDS
    tells_results = True

    def __init__(
        self,
        server: str,
        token: str,
        *,
        send: Send = fetch,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._calls = Calls(server.rstrip("/"), {"authorization": f"Bearer {token}"}, send)
        self._sleep = sleep

    @staticmethod
    def preview(message: Outgoing) -> Preview:
        """500 signs, of which every address takes 23."""
        text = composed(message)
        return Preview(text, Measured(mastodon_length(text), STATUS_MAX))

    def check(self) -> Account:
        """Whose token this is."""
        found = object_of(self._calls.get("/api/v1/accounts/verify_credentials"))
        name = found.get("username")
        if not isinstance(name, str):
            raise Unsendable("This server does not answer as a Mastodon server does.")
        host = self._calls.base.partition("://")[2]
        return Account(f"@{name}@{host}", str(found.get("url") or ""))

    def send(self, message: Outgoing) -> Receipt:
        """Upload the picture, then post: once for each key, as long as the server keeps it."""
        preview = self.preview(message)
        if preview.measured.over:
            raise Unsendable("The text is %(over)s signs too long.", over=preview.measured.over)
        media = [self._uploaded(message.picture)] if message.picture else []
        given: dict[str, object] = {
            "status": preview.text,
            "visibility": "public",
            "media_ids": media,
        }
        language = message.language.partition("-")[0]
        if language:
            given["language"] = language
        answer = self._calls.post_json(
            "/api/v1/statuses", given, once=False, idempotency_key=message.key
        )
        made = object_of(answer)
        if not isinstance(made.get("id"), str):
            raise Uncertain(
                "The network’s answer was lost. The message may have been sent: "
                "look before sending again."
            )
        return Receipt(made["id"], str(made.get("url") or ""))

    def results(self, remote_id: str) -> Counts | None:
        """Favourites, boosts and replies."""
        try:
            found = object_of(self._calls.get(f"/api/v1/statuses/{remote_id}"))
        except Unsendable:
            return None
        return Counts(
            *(
                value if isinstance(value := found.get(name), int) else None
                for name in ("favourites_count", "reblogs_count", "replies_count")
            )
        )

    def _uploaded(self, picture: Picture) -> str:
        """The id of the picture, once the server has finished with it."""
        content_type, body = multipart(
            {"description": picture.description[:DESCRIPTION_MAX]}, "file", picture
        )
        answer = self._calls.call(
            "POST", "/api/v2/media", body, {"content-type": content_type}, once=True
        )
        number = object_of(answer).get("id")
        if not isinstance(number, str):
            raise Unsent("The network’s answer cannot be read.")
        for _ in range(_LOOKS_MAX):
            if answer.status == 200:
                return number
            self._sleep(1.0)
            answer = self._calls.get(f"/api/v1/media/{number}")
        raise Unsent("The network is not done with the picture yet.", retry_after_seconds=60)
