"""A server that speaks the interface of LibreTranslate: free software, also in one's own house.

`GET /languages` and `POST /translate` with q, source, target, format and api_key. Chinese is
`zh-Hans` there today and was `zh` before; what the server says it knows decides.
Source: docs.libretranslate.com (API usage), and the server's own OpenAPI description at `/spec`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cohive.bridges.egress import Answer, EgressFailed, Limits, fetch
from cohive.bridges.translation.translator import Ability
from cohive.words.refusals import Refused

__all__ = ["LibreTranslate"]

LIMITS = Limits(seconds=20.0, body_bytes=512 * 1024)
CODES = {"zh": ("zh-Hans", "zh"), "pt": ("pt", "pt-BR"), "nb": ("nb", "no")}
LANGUAGES_MAX = 200


class LibreTranslate:
    """One server, by its address and the key it asks for ('' where it asks for none)."""

    name = "libretranslate"

    def __init__(
        self,
        *,
        address: str,
        key: str = "",
        languages: Mapping[str, tuple[str, ...]],
        is_trusted: bool = False,
    ) -> None:
        self._base = address.rstrip("/")
        self._key = key
        self._languages = languages
        parts = urlsplit(self._base)
        is_here = is_trusted and parts.hostname in ("localhost", "127.0.0.1")
        self._loopback = (parts.port or 80) if is_here else None

    def ability(self) -> Ability:
        """Its languages; then one word, because `/languages` asks for no key."""
        found = _json(self._asked("GET", "/languages", b""))
        if not isinstance(found, list):
            raise Refused("No translating server answers at this address.", field="address")
        known = {
            str(one["code"]): tuple(str(code) for code in one.get("targets") or ())
            for one in found[:LANGUAGES_MAX]
            if isinstance(one, dict) and isinstance(one.get("code"), str)
        }
        self._languages = known
        first = next(((code, to) for code, all_to in known.items() for to in all_to), None)
        if first is None:
            raise Refused("This server knows no languages yet.", field="address")
        self._translated("ok", *first)
        return Ability(known)

    def translate(self, text: str, *, source: str, target: str) -> str:
        """Ask for one text."""
        come, go = self._code(source), self._code(target)
        if not come or not go or (self._languages[come] and go not in self._languages[come]):
            raise Refused("The machine does not know these two languages.")
        return self._translated(text, come, go)

    def _code(self, language: str) -> str:
        wanted = CODES.get(language, (language,))
        return next((code for code in wanted if code in self._languages), "")

    def _translated(self, text: str, source: str, target: str) -> str:
        given = {"q": text, "source": source, "target": target, "format": "text"}
        if self._key:
            given["api_key"] = self._key
        found = _json(self._asked("POST", "/translate", json.dumps(given).encode()))
        said = found.get("translatedText") if isinstance(found, dict) else None
        if not isinstance(said, str) or not said.strip():
            raise Refused("The machine gave no translation. Try again later.")
        return said

    def _asked(self, method: str, path: str, body: bytes) -> Answer:
        try:
            answer = fetch(
                method,
                self._base + path,
                headers={"user-agent": "Cohive", "content-type": "application/json"},
                body=body,
                limits=LIMITS,
                allow_loopback_port=self._loopback,
            )
        except EgressFailed as fault:
            raise Refused(
                "The translating machine could not be reached. Try again later."
            ) from fault
        if answer.status == 200:
            return answer
        raise _fault(answer)


def _fault(answer: Answer) -> Refused:
    if answer.status == 403:
        return Refused("The translating machine does not take the key of this place.", field="key")
    if answer.status == 429:
        return Refused("The translating machine asks to wait. Try again later.")
    found = _json(answer)
    told = found.get("error") if isinstance(found, dict) else None
    reason = told[:200] if isinstance(told, str) and told else str(answer.status)
    return Refused("The translating machine refused: %(reason)s", reason=reason)


def _json(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
