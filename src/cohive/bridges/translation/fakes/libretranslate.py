"""A server of our own that speaks LibreTranslate's documented interface; it translates nothing.

It says the text again with the language it was asked for in front, so tests see what was asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cohive.bridges.payments.loopback import Reply

__all__ = ["FakeLibreTranslate"]

JSON = {"content-type": "application/json"}


@dataclass
class FakeLibreTranslate:
    """`key` '' asks for none; `codes` are its languages; `requests` what it was asked for."""

    key: str = ""
    codes: tuple[str, ...] = ("en", "zh-Hans", "nl")
    faults: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Reply | None:
        """`GET /languages` and `POST /translate`, with the errors the documentation names."""
        if self.faults:
            return self.faults.pop(0)
        if (method, target) == ("GET", "/languages"):
            known = [
                {"code": code, "name": code, "targets": list(self.codes)} for code in self.codes
            ]
            return _reply(known)
        if (method, target) != ("POST", "/translate"):
            return _reply({"error": "Not found"}, 404)
        if not headers.get("content-type", "").startswith("application/json"):
            return _reply({"error": "Invalid request: missing q parameter"}, 400)
        given = json.loads(body)
        self.requests.append(given)
        if self.key and given.get("api_key") != self.key:
            return _reply({"error": "Invalid API key"}, 403)
        for part in ("source", "target"):
            if given[part] not in self.codes:
                return _reply({"error": f"{given[part]} is not supported"}, 400)
        return _reply({"translatedText": f"[{given['target']}] {given['q']}"})


def _reply(found: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(found).encode(), JSON)
