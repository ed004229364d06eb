"""One call to Stripe: form-encoded, with its key, its version and its idempotency key.

What Stripe refuses is Refused with Stripe's own sentence; what may be tried again (no answer, too
many requests, a fault over there) is EgressFailed. Nobody knows after an EgressFailed whether the
call had its effect: the same idempotency key asks again without doing it twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from cohive.bridges.egress import Answer, EgressFailed, fetch
from cohive.bridges.payments.sending import LIMITS, Send, loopback_port
from cohive.words.refusals import Missing, Refused

__all__ = [
    "STRIPE",
    "StripeCalls",
]

STRIPE = "https://api.stripe.com"
VERSION = "2024-06-20"
_AGAIN = frozenset({409, 429, 500, 502, 503, 504})
_PAGE = 100


class StripeCalls:
    """Calls with one secret key. `base` differs only where a test runs a Stripe of its own."""

    def __init__(self, key: str, *, base: str = STRIPE, send: Send = fetch) -> None:
        self._key = key
        self._base = base
        self._send = send

    def get(self, path: str, asked: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Read one object or one page."""
        query = urlencode(flat(asked or {}))
        return self._call("GET", f"{path}?{query}" if query else path, b"", {})

    def post(
        self, path: str, given: Mapping[str, object], *, idempotency_key: str
    ) -> dict[str, Any]:
        """Do something, once for each key."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        headers["idempotency-key"] = idempotency_key
        return self._call("POST", path, urlencode(flat(given)).encode(), headers)

    def every(self, path: str, asked: Mapping[str, object]) -> Iterator[dict[str, Any]]:
        """Every object of a list, page by page, the newest first as Stripe has them."""
        after: dict[str, object] = {}
        while True:
            page = self.get(path, {**asked, "limit": _PAGE, **after})
            yield from page["data"]
            if not page.get("has_more") or not page["data"]:
                return
            after = {"starting_after": page["data"][-1]["id"]}

    def _call(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        answer = self._send(
            method,
            self._base + path,
            headers={
                "authorization": f"Bearer {self._key}",
                "stripe-version": VERSION,
                **headers,
            },
            body=body,
            limits=LIMITS,
            allow_loopback_port=loopback_port(self._base),
        )
        if answer.status in _AGAIN:
            raise EgressFailed(f"the payment provider answered {answer.status}")
        found = _read(answer)
        if 200 <= answer.status < 300:
            return found
        raise _refusal(answer.status, found)


def flat(given: Mapping[str, object], before: str = "") -> list[tuple[str, str]]:
    """Nested parameters as Stripe's forms write them: a[b][0]=c. None is left out."""
    pairs: list[tuple[str, str]] = []
    for name, value in given.items():
        key = f"{before}[{name}]" if before else name
        if isinstance(value, Mapping):
            pairs += flat(value, key)
        elif isinstance(value, list | tuple):
            for number, item in enumerate(value):
                inner = item if isinstance(item, Mapping) else {}
                pairs += flat(inner, f"{key}[{number}]") if inner else [(f"{key}[]", str(item))]
        elif isinstance(value, bool):
            pairs.append((key, "true" if value else "false"))
        elif value is not None:
            pairs.append((key, str(value)))
    return pairs


def _read(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise EgressFailed("the payment provider's answer cannot be read") from error
    if not isinstance(found, dict):
        raise EgressFailed("the payment provider's answer cannot be read")
    return found


def _refusal(status: int, found: Mapping[str, Any]) -> Refused:
    error = found.get("error")
    told = error if isinstance(error, Mapping) else {}
    if told.get("type") == "idempotency_error":
        return Refused("This idempotency key was used for something else.", field="idempotency_key")
    if status in (401, 403):
        return Refused("The payment provider does not take this key.", field="stripe_key")
    if status == 404:
        return Missing("There is no such payment.")
    return Refused(
        "The payment provider said no: %(message)s",
        message=str(told.get("message", status))[:300],
        code=str(told.get("code", "")),
    )
