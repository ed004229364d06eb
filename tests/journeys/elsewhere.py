"""Somebody else's server: one person on it, real HTTP on this machine, nothing of the place's code.

It signs and checks as draft-cavage-12 says, written out here a second time, so that a fault in how
the place signs does not excuse itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

WORLD = "https://www.w3.org/ns/activitystreams#Public"
KIND = "application/activity+json"
WITHIN_SECONDS = 40.0
TAKEN = (200, 202)
NAMES = ("(request-target)", "host", "date", "digest")


@dataclass
class Elsewhere:
    """Ada on a server of her own; `came` is what was sent to her and truly signed."""

    url: str
    key: rsa.RSAPrivateKey
    came: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    made: int = 0

    @property
    def ada(self) -> str:
        """Her address."""
        return f"{self.url}/users/ada"

    @property
    def host(self) -> str:
        """Name and port, as in the second half of a handle."""
        return urlsplit(self.url).netloc

    def document(self) -> dict[str, Any]:
        """Who she is."""
        public = self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        key = {"id": f"{self.ada}#key", "owner": self.ada, "publicKeyPem": public.decode()}
        return {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": self.ada,
            "type": "Person",
            "preferredUsername": "ada",
            "name": "Ada Elsewhere",
            "inbox": f"{self.ada}/inbox",
            "url": f"{self.url}/@ada",
            "publicKey": key,
        }

    def finds(self, handle: str) -> dict[str, Any]:
        """Look @name@host up by WebFinger, then fetch the actor it leads to."""
        host = handle.rpartition("@")[2]
        asked = (
            f"http://{host}/.well-known/webfinger?resource={quote('acct:' + handle.lstrip('@'))}"
        )
        links = fetched(asked)["links"]
        actor: dict[str, Any] = fetched(next(one["href"] for one in links if one["rel"] == "self"))
        assert f"@{actor['preferredUsername']}@{host}" == handle
        return actor

    def does(self, actor: dict[str, Any], kind: str, about: object, **more: Any) -> str:
        """Send an activity to somebody's inbox; return its id."""
        status = self.tries(actor, kind, about, **more)
        assert status in TAKEN, status
        return f"{self.url}/activities/{self.made}"

    def tries(self, actor: dict[str, Any], kind: str, about: object, **more: Any) -> int:
        """Send one that may be refused; return what the place answered."""
        self.made += 1
        document = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{self.url}/activities/{self.made}",
            "type": kind,
            "actor": self.ada,
            "object": about,
            **more,
        }
        return self._sent(actor["inbox"], json.dumps(document).encode())

    def says(self, actor: dict[str, Any], text: str, to: str) -> str:
        """Answer a post; return the note's id."""
        note = f"{self.ada}/notes/{self.made + 1}"
        about = {
            "id": note,
            "type": "Note",
            "attributedTo": self.ada,
            "content": text,
            "inReplyTo": to,
            "to": [WORLD],
        }
        self.does(actor, "Create", about, to=[WORLD])
        return note

    def waits_for(self, kind: str, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first activity of this kind that fits, once it has come."""
        end = time.monotonic() + WITHIN_SECONDS
        while time.monotonic() < end:
            for one in list(self.came):
                if one["type"] == kind and fits(one):
                    return one
            time.sleep(0.2)
        raise AssertionError(f"no {kind} came: {self.came} {self.refused}")

    def _sent(self, inbox: str, body: bytes) -> int:
        parts = urlsplit(inbox)
        headers = {
            "host": parts.netloc,
            "date": formatdate(usegmt=True),
            "digest": f"SHA-256={_digest(body)}",
        }
        text = _text(f"post {parts.path}", headers)
        value = self.key.sign(text, padding.PKCS1v15(), hashes.SHA256())
        headers["signature"] = (
            f'keyId="{self.ada}#key",algorithm="rsa-sha256",headers="{" ".join(NAMES)}",'
            f'signature="{base64.b64encode(value).decode()}"'
        )
        request = urllib.request.Request(inbox, body, {**headers, "content-type": KIND})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except HTTPError as refusal:
            return refusal.code

    def hears(self, path: str, headers: dict[str, str], body: bytes) -> bool:
        """Keep what came if the key of the actor it names signed it."""
        document = json.loads(body)
        given = dict(part.strip().split("=", 1) for part in headers.get("signature", "").split(","))
        said = {name: value.strip('"') for name, value in given.items()}
        key = fetched(document["actor"])["publicKey"]
        is_whole = (
            said.get("headers") == " ".join(NAMES)
            and said.get("keyId") == key["id"]
            and key["owner"] == document["actor"]
            and headers["host"] == self.host
            and headers["digest"] == f"SHA-256={_digest(body)}"
        )
        if not is_whole:
            self.refused.append(f"{said} {headers}")
            return False
        public = serialization.load_pem_public_key(key["publicKeyPem"].encode())
        assert isinstance(public, rsa.RSAPublicKey)
        public.verify(
            base64.b64decode(said["signature"]),
            _text(f"post {path}", headers),
            padding.PKCS1v15(),
            hashes.SHA256(),
        )
        self.came.append(document)
        return True


def fetched(address: str) -> dict[str, Any]:
    """A document somebody shows to everybody."""
    request = urllib.request.Request(address, headers={"accept": KIND})
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def _text(target: str, headers: dict[str, str]) -> bytes:
    lines = [f"(request-target): {target}", *(f"{name}: {headers[name]}" for name in NAMES[1:])]
    return "\n".join(lines).encode()


def _digest(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    """Ada's server at a free port, until the end of the story."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Doors)
    url = f"http://127.0.0.1:{server.server_port}"
    here = Elsewhere(url, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    _Doors.here = here
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        running.join()


class _Doors(BaseHTTPRequestHandler):
    """Her document, and her inbox."""

    here: Elsewhere

    def do_GET(self) -> None:
        is_known = self.path == "/users/ada"
        self._answered(200 if is_known else 404, self.here.document() if is_known else {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            is_believed = self.here.hears(self.path, headers, body)
        except Exception as error:  # told by `waits_for`, which would wait in vain
            self.here.refused.append(repr(error))
            is_believed = False
        self._answered(202 if is_believed else 401, {})

    def _answered(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", KIND)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name there
        """Say nothing."""
