"""A peer for tests: actors of other servers with keys, who sign what they send to the place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import serialization
from django.http import HttpResponse
from django.test import Client

from cohive.bridges.egress import Answer
from cohive.bridges.federation.documents import PUBLIC
from cohive.bridges.federation.signatures import sign
from cohive.bridges.payments.loopback import generated

PLACE = "https://place.example"
CONTEXT = "https://www.w3.org/ns/activitystreams"


@dataclass(frozen=True)
class Stranger:
    """Somebody on another server."""

    name: str = "ada"
    host: str = "far.example"
    key: str = "ada"

    @property
    def id(self) -> str:
        return f"https://{self.host}/users/{self.name}"

    @property
    def key_id(self) -> str:
        return f"{self.id}#main-key"

    def pem(self) -> str:
        return (
            generated(self.key)
            .public_key()
            .public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            .decode()
        )

    def document(self, **more: Any) -> dict[str, Any]:
        return {
            "@context": [CONTEXT, "https://w3id.org/security/v1"],
            "id": self.id,
            "type": "Person",
            "preferredUsername": self.name,
            "name": self.name.title(),
            "inbox": f"{self.id}/inbox",
            "url": f"https://{self.host}/@{self.name}",
            "endpoints": {"sharedInbox": f"https://{self.host}/inbox"},
            "publicKey": {"id": self.key_id, "owner": self.id, "publicKeyPem": self.pem()},
            **more,
        }

    def does(self, kind: str, about: object, *, number: int = 1, **more: Any) -> dict[str, Any]:
        return {
            "@context": CONTEXT,
            "id": f"https://{self.host}/activities/{kind.lower()}-{number}",
            "type": kind,
            "actor": self.id,
            "object": about,
            **more,
        }

    def says(self, text: str, *, to: str, number: int = 1, **more: Any) -> dict[str, Any]:
        note = {
            "id": f"{self.id}/notes/{number}",
            "type": "Note",
            "attributedTo": self.id,
            "content": text,
            "inReplyTo": to,
            "to": [PUBLIC],
            "published": "2026-11-22T08:00:00Z",
            **more,
        }
        return self.does("Create", note, number=number)


@dataclass
class Network:
    """Stands in for every other server: what is asked there, and what is sent there."""

    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: list[tuple[str, dict[str, Any], Mapping[str, str]]] = field(default_factory=list)
    status: int = 202

    def knows(self, who: Stranger, **more: Any) -> None:
        self.documents[who.id] = who.document(**more)

    def __call__(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, **_: object
    ) -> Answer:
        if method == "POST":
            self.sent.append((url, json.loads(body), headers))
            return Answer(self.status, {}, b"", url, "192.0.2.1")
        self.asked.append(url)
        document = self.documents.get(url)
        kind = {"content-type": "application/activity+json"}
        if document is None:
            return Answer(404, kind, b"", url, "192.0.2.1")
        return Answer(200, kind, json.dumps(document).encode(), url, "192.0.2.1")


def post(
    client: Client,
    who: Stranger,
    document: Mapping[str, Any] | bytes,
    *,
    at: datetime,
    path: str = "/ap/inbox",
    **changed: str,
) -> HttpResponse:
    """Send a signed activity; `changed` replaces headers after signing."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    headers = sign(
        method="POST",
        url=PLACE + path,
        body=body,
        key_id=who.key_id,
        private_key=generated(who.key),
        at=at,
    )
    headers |= {"host": "place.example", **changed}
    return client.post(
        path, body, content_type="application/activity+json", headers=headers, secure=True
    )
