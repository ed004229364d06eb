"""Other servers: asking who an actor is, and handing activities over. All by the one egress door.

No redirect is followed: an actor is whom its address says, on the host it names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from cohive.bridges.egress import Answer, EgressFailed, Limits, fetch
from cohive.bridges.federation.activities import (
    Note,
    RemoteActor,
    id_of,
    read_actor,
    read_json,
    read_note,
)
from cohive.bridges.federation.addresses import Ports, Unfit, address
from cohive.bridges.federation.signatures import sign
from cohive.bridges.payments.sending import loopback_port
from cohive.words.refusals import Refused

__all__ = ["Gone", "Handed", "Peers", "Send", "Signer"]

LIMITS = Limits(seconds=5.0, body_bytes=256 * 1024)
_ACCEPT = (
    "application/activity+json, application/ld+json; "
    'profile="https://www.w3.org/ns/activitystreams"'
)
_AGENT = "Cohive (ActivityPub; +%s)"


class Gone(Unfit):
    """The far end says that it is not there any more."""


@dataclass(frozen=True)
class Signer:
    """Who speaks: the name of its key, and the key."""

    key_id: str
    private_key: RSAPrivateKey


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
class Handed:
    """What came of handing an activity over.

    `is_done`: taken. `is_refused`: never send this again there. Neither: try again later, and
    `is_host_down` says whether the whole host was silent.
    """

    is_done: bool
    is_refused: bool = False
    is_host_down: bool = False
    said: str = ""


@dataclass(frozen=True)
class Peers:
    """The way to other servers; `ports_here` is empty but in a test with a peer on this machine."""

    ports_here: Ports = ()
    send: Send = fetch

    def actor(self, actor: str, *, signer: Signer | None, at: datetime) -> RemoteActor:
        """Who is at this address. Raises Unfit, Gone, EgressFailed or Refused."""
        return read_actor(
            self._document(actor, signer=signer, at=at), asked=actor, ports_here=self.ports_here
        )

    def note(self, note: str, *, signer: Signer | None, at: datetime) -> Note:
        """What stands at this address, by its author. Raises as `actor` does."""
        document = self._document(note, signer=signer, at=at)
        if document.get("id") != note:
            raise Unfit("this document is not that of the object")
        author = address(id_of(document.get("attributedTo")), ports_here=self.ports_here)
        return read_note(document, by=author, ports_here=self.ports_here)

    def hand_over(
        self, document: Mapping[str, Any], *, inbox: str, signer: Signer, at: datetime
    ) -> Handed:
        """Send one activity to one inbox, signed with this instant. Raises nothing."""
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            checked = address(inbox, ports_here=self.ports_here)
            headers = sign(
                method="POST",
                url=checked,
                body=body,
                key_id=signer.key_id,
                private_key=signer.private_key,
                at=at,
            )
            headers |= {
                "content-type": "application/activity+json",
                "accept": _ACCEPT,
                "user-agent": _AGENT % signer.key_id.partition("#")[0],
            }
            answer = self._send("POST", checked, headers, body)
        except (Unfit, Refused) as refusal:
            return Handed(is_done=False, is_refused=True, said=str(refusal))
        except EgressFailed as failure:
            return Handed(is_done=False, is_host_down=True, said=str(failure))
        return _handed(answer.status)

    def _document(self, url: str, *, signer: Signer | None, at: datetime) -> dict[str, Any]:
        checked = address(url.partition("#")[0], ports_here=self.ports_here)
        headers = {"accept": _ACCEPT}
        if signer is not None:
            headers["user-agent"] = _AGENT % signer.key_id.partition("#")[0]
            headers |= sign(
                method="GET",
                url=checked,
                body=b"",
                key_id=signer.key_id,
                private_key=signer.private_key,
                at=at,
            )
        answer = self._send("GET", checked, headers, b"")
        if answer.status in (404, 410):
            raise Gone(f"answered {answer.status}")
        if answer.status != 200:
            raise Unfit(f"answered {answer.status}")
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in ("application/activity+json", "application/ld+json"):
            raise Unfit("what came is no ActivityStreams document")
        return read_json(answer.body)

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        port = loopback_port(url)
        return self.send(
            method,
            url,
            headers=headers,
            body=body,
            limits=LIMITS,
            allow_loopback_port=port if port in self.ports_here else None,
        )


def _handed(status: int) -> Handed:
    """2xx is taken; what it does not want today may be wanted tomorrow, but for a plain no."""
    if 200 <= status < 300:
        return Handed(is_done=True)
    said = f"answered {status}"
    if status in (408, 425, 429) or status >= 500:
        return Handed(is_done=False, is_host_down=status in (429, 502, 503, 504), said=said)
    if 300 <= status < 400 or status == 401:
        return Handed(is_done=False, said=said)
    return Handed(is_done=False, is_refused=True, said=said)
