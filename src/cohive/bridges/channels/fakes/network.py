"""What every network of ours has: bad weather on demand, and a memory of what was asked."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from cohive.bridges.payments.loopback import Reply

__all__ = ["FakeNetwork", "form_of", "json_reply"]


@dataclass
class FakeNetwork(ABC):
    """Weather: `faults` are answered one after the other instead of the real answer.

    `lose_answers` > 0 lets that many requests have their effect and hangs up without an answer.
    `asked` is every request as (method, path).
    """

    faults: list[Reply] = field(default_factory=list)
    lose_answers: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Reply | None:
        """Answer one request over HTTP."""
        path = target.partition("?")[0]
        self.asked.append((method, path))
        if self.faults:
            return self.faults.pop(0)
        reply = self.routed(method, target, headers, body)
        if self.lose_answers:
            self.lose_answers -= 1
            return None
        return reply

    @abstractmethod
    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """What this network does."""


def json_reply(found: object, status: int = 200, **headers: str) -> Reply:
    """An answer in JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(found).encode(), {"content-type": "application/json", **named})


def form_of(headers: Mapping[str, str], body: bytes) -> dict[str, bytes]:
    """The fields of a multipart form, read by Python's own mail parser (not by what wrote them)."""
    kind = headers.get("content-type", "")
    read: Message = message_from_bytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + body)
    found: dict[str, bytes] = {}
    for part in read.walk():
        name = re.search(r'name="([^"]*)"', str(part.get("content-disposition", "")))
        payload = part.get_payload(decode=True)
        if name and isinstance(payload, bytes):
            found[name[1]] = payload
    return found
