"""One request to a network, and what its answer means for sending again.

The question after every fault is whether the message may have been taken. Where nothing was sent
(no connection, too many requests, 503) it may be tried again; where an answer was lost, or a server
broke down over it, only a network that keeps idempotency keys may be asked a second time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any, Protocol
from urllib.parse import urlsplit

from cohive.bridges.channels.messages import Document, Picture, Uncertain, Unsendable, Unsent
from cohive.bridges.egress import Answer, EgressFailed, EgressUnstarted, Limits, fetch
from cohive.words.refusals import Refused

__all__ = ["Calls", "Send", "multipart", "multipart_of", "object_of", "retry_after_seconds"]

LIMITS = Limits(seconds=20.0, body_bytes=1024 * 1024)
RETRY_AFTER_MAX_SECONDS = 24 * 3600

NO_ANSWER = "The network could not be reached."
BROKEN = "The network has a fault (%(status)s)."
TOO_MANY = "The network asks to wait before the next message."
LOST = "The network’s answer was lost. The message may have been sent: look before sending again."
NOT_TAKEN = "The network refused the message: %(reason)s"
NO_ACCESS = "The network no longer takes the key of this channel. Connect it again."
NOT_ALLOWED = "The network does not let this account write there: %(reason)s"
ADDRESS = "The address of this channel cannot be opened: %(reason)s"


class Send(Protocol):
    """The shape of `egress.fetch`, so that a test can stand in for the network."""

    def __call__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes,
        limits: Limits,
        allow_loopback_port: int | None,
    ) -> Answer:
        """Send one request."""
        ...


@dataclass(frozen=True)
class Calls:
    """Requests to one network at `base`, with headers of their own.

    A base on this machine with a port is for tests alone: where it is trusted its port is the one
    exception to the rule that only public addresses are asked. What a member gave is not trusted.
    """

    base: str
    headers: Mapping[str, str]
    send: Send = fetch
    is_trusted: bool = True

    def get(self, path: str, **headers: str) -> Answer:
        """Read; raises Unsent or Unsendable, never Uncertain."""
        return self.call("GET", path, b"", headers, once=True)

    def post_json(
        self, path: str, given: Mapping[str, object], *, once: bool, **headers: str
    ) -> Answer:
        """Post an object as JSON. `once`: asking twice does no harm, so no answer is Unsent."""
        body = json.dumps(given, ensure_ascii=False).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call(
            "POST", path, body, {"content-type": "application/json", **named}, once=once
        )

    def call(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], *, once: bool
    ) -> Answer:
        """One request; an answer of 200 to 299, or the fault that says what may be done next."""
        try:
            answer = self.send(
                method,
                self.base + path,
                headers={"user-agent": "Cohive", **self.headers, **headers},
                body=body,
                limits=LIMITS,
                allow_loopback_port=loopback_port(self.base) if self.is_trusted else None,
            )
        except EgressUnstarted as fault:
            raise Unsent(NO_ANSWER) from fault
        except EgressFailed as fault:
            raise (Unsent(NO_ANSWER) if once else Uncertain(LOST)) from fault
        except Refused as refusal:
            raise Unsendable(ADDRESS, reason=str(refusal)) from refusal
        if 200 <= answer.status < 300:
            return answer
        raise _fault(answer, once=once)


def loopback_port(base: str) -> int | None:
    """The port of a base address on this machine; None for every other address."""
    parts = urlsplit(base)
    return parts.port if parts.hostname in ("localhost", "127.0.0.1") else None


def object_of(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; an empty one where it is none."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def retry_after_seconds(answer: Answer) -> int | None:
    """How long the network asks to wait: Retry-After in seconds or as a date, else its own words.

    Dates are read against the answer's own Date, so a clock that differs does no harm.
    """
    told = answer.headers.get("retry-after", "")
    if told.replace(".", "", 1).isdigit():
        return _bounded(float(told))
    now = _moment(answer.headers.get("date", ""))
    reset = answer.headers.get("x-ratelimit-reset") or answer.headers.get("ratelimit-reset", "")
    until = _moment(told) or _moment(reset)
    if until is not None and now is not None:
        return _bounded((until - now).total_seconds())
    found = object_of(answer)
    inner = found.get("parameters")
    named = found.get("retry_after", inner.get("retry_after") if isinstance(inner, dict) else None)
    return _bounded(float(named)) if isinstance(named, int | float) else None


def multipart(fields: Mapping[str, str], file_field: str, picture: Picture) -> tuple[str, bytes]:
    """The content type and body of a form with one picture (RFC 7578)."""
    ending = picture.content_type.partition("/")[2]
    file = Document(f"picture.{ending}", picture.content_type, picture.body)
    return multipart_of(fields, {file_field: file})


def multipart_of(fields: Mapping[str, str], files: Mapping[str, Document]) -> tuple[str, bytes]:
    """The content type and body of a form with files, each under its field (RFC 7578)."""
    # nothing can hold its own digest
    digest = sha256(b"".join(sha256(file.body).digest() for file in files.values())).hexdigest()
    boundary = f"cohive-{digest[:32]}"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n'
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{value}\r\n".encode()
        for name, value in fields.items()
    ]
    parts += [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; '
        f'filename="{_quoted(file.name)}"\r\nContent-Type: {file.content_type}\r\n\r\n'.encode()
        + file.body
        + b"\r\n"
        for name, file in files.items()
    ]
    parts.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(parts)


def _quoted(name: str) -> str:
    """A file's name within quotation marks, as browsers write it (WHATWG, multipart encoding)."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _fault(answer: Answer, *, once: bool) -> Unsent | Unsendable | Uncertain:
    status = answer.status
    if status == 503:
        return Unsent(BROKEN, retry_after_seconds=retry_after_seconds(answer), status=status)
    if status in (425, 429):
        return Unsent(TOO_MANY, retry_after_seconds=retry_after_seconds(answer))
    if status >= 500 or status == 408:
        return Unsent(BROKEN, status=status) if once else Uncertain(LOST)
    refused = Unsendable(NOT_TAKEN, reason=_reason(answer))
    if status == 401:
        refused = Unsendable(NO_ACCESS)
    elif status in (403, 404):
        refused = Unsendable(NOT_ALLOWED, reason=_reason(answer))
    refused.status = status
    return refused


def _reason(answer: Answer) -> str:
    """What the network says in its own words, short; else its status."""
    found = object_of(answer)
    for name in ("description", "message", "error_description", "error", "errmsg"):
        told = found.get(name)
        if isinstance(told, str) and told:
            return told[:200]
    return str(answer.status)


def _moment(text: str) -> datetime | None:
    """A moment written as an HTTP date, as ISO 8601 or in seconds since 1970."""
    if text.isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _bounded(seconds: float) -> int:
    return int(min(max(-(-seconds // 1), 0), RETRY_AFTER_MAX_SECONDS))
