"""Who wrote in a Discord channel: the JSON of DiscordChatExporter, one file for each channel.

Discord gives nobody's address away, and being on a server is no consent to be written to: a person
is known by her id and the name she shows, and by how often she wrote. Bots and webhooks are left
out, and so is every word that was written.
"""

from __future__ import annotations

import json
from typing import Any

from cohive.bridges.audience.collecting import Collector, Line
from cohive.words.refusals import Refused

__all__ = ["is_discord", "read_discord"]

_BYTES_MAX = 128 * 1024 * 1024


def is_discord(head: bytes) -> bool:
    """Whether a file begins like such an export."""
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return plain.startswith(b"{") and b'"guild"' in head and b'"channel"' in head


def read_discord(body: bytes, collector: Collector, *, field: str) -> None:
    """Every author of the file. Raises Refused at `field` for one that is damaged or too large."""
    if len(body) > _BYTES_MAX:
        raise Refused(
            "This file is larger than %(limit)s MiB.", field=field, limit=_BYTES_MAX // 1024**2
        )
    try:
        messages = json.loads(body)["messages"]
        authors = [(number, message["author"]) for number, message in enumerate(messages, 1)]
        for number, author in authors:
            _add(number, author, collector)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(
            "This is not the JSON of a Discord channel, or it is cut off. Export it again.",
            field=field,
        ) from None


def _add(number: int, author: dict[str, Any], collector: Collector) -> None:
    if author.get("isBot") or not str(author["id"]).isdigit():
        return
    name = str(author.get("nickname") or author.get("name") or "")
    collector.add(Line(number=number, id=str(author["id"]), name=name, contributions=1))
