"""A Discord webhook: posts into one channel of a server.

Discord keeps no keys for webhooks: where an answer is lost the message is `Uncertain`. Nobody is
ever pinged: `allowed_mentions` is empty. Source: discord.com/developers/docs/resources/webhook.
"""

from __future__ import annotations

import json
import re

from cohive.bridges.channels.calls import Calls, Send, multipart, object_of
from cohive.bridges.channels.channel import Account, Preview, composed
from cohive.bridges.channels.limits import Measured, code_units
from cohive.bridges.channels.messages import Counts, Outgoing, Receipt, Unsendable
from cohive.bridges.egress import fetch
from cohive.words.refusals import Refused

__all__ = ["DISCORD", "DiscordWebhook"]

DISCORD = "https://discord.com"
CONTENT_MAX = 2000
DESCRIPTION_MAX = 1024
_ADDRESS = re.compile(
    r"https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com(/api(?:/v\d+)?/webhooks/\d+/[\w-]+)/?"
)


class DiscordWebhook:
    """One webhook, by the address Discord shows for it."""

    kind = "discord"
    keeps_key_seconds = 0
    tells_results = True

    def __init__(self, address: str, *, base: str = DISCORD, send: Send = fetch) -> None:
        found = _ADDRESS.fullmatch(address.strip())
        if found is None:
            raise Refused(
                "The address of a webhook begins with https://discord.com/api/webhooks/.",
                field="address",
            )
        self._path = found[1]
        self._calls = Calls(base, {}, send)

    @staticmethod
    def preview(message: Outgoing) -> Preview:
        """2000, counted in UTF-16 code units: never fewer than Discord counts."""
        text = composed(message)
        return Preview(text, Measured(code_units(text), CONTENT_MAX))

    def check(self) -> Account:
        """What the webhook is called."""
        found = object_of(self._calls.get(self._path))
        guild, channel = found.get("guild_id"), found.get("channel_id")
        page = f"https://discord.com/channels/{guild}/{channel}" if guild and channel else ""
        return Account(str(found.get("name") or "webhook"), page)

    def send(self, message: Outgoing) -> Receipt:
        """Post and wait until it is there."""
        preview = self.preview(message)
        if preview.measured.over:
            raise Unsendable("The text is %(over)s signs too long.", over=preview.measured.over)
        given: dict[str, object] = {"content": preview.text, "allowed_mentions": {"parse": []}}
        path = f"{self._path}?wait=true"
        if message.picture is None:
            answer = self._calls.post_json(path, given, once=False)
        else:
            described = message.picture.description[:DESCRIPTION_MAX]
            given["attachments"] = [{"id": 0, "description": described}]
            content_type, body = multipart(
                {"payload_json": json.dumps(given, ensure_ascii=False)}, "files[0]", message.picture
            )
            answer = self._calls.call(
                "POST", path, body, {"content-type": content_type}, once=False
            )
        made = object_of(answer)
        return Receipt(str(made.get("id", "")), "")

    def results(self, remote_id: str) -> Counts | None:
        """Reactions of all kinds together; Discord tells a webhook nothing else."""
        try:
            found = object_of(self._calls.get(f"{self._path}/messages/{remote_id}"))
        except Unsendable:
            return None
        reactions = found.get("reactions", [])
        if not isinstance(reactions, list):
            return None
        counts = [each.get("count") for each in reactions if isinstance(each, dict)]
        return Counts(sum(count for count in counts if isinstance(count, int)), None, None)
