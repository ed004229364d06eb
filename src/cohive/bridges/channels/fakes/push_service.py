"""A push service and a browser of our own: checks our token, opens what it gets (RFC 8030)."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from cohive.bridges.channels.fakes.network import FakeNetwork
from cohive.bridges.channels.webpush import Subscription, decrypted
from cohive.bridges.payments.loopback import Reply

__all__ = ["FakePushService"]


@dataclass
class FakePushService(FakeNetwork):
    """`shown` are the notifications on the screen, by topic: one with the same topic replaces."""

    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = b"sixteen bytes ok"

    def subscription(self, base: str, name: str = "one") -> Subscription:
        """What the browser would give to the place."""
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return Subscription(f"{base}/push/{name}", _text(point), _text(self.auth))

    def routed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:  # noqa: ARG002
        """Take a message, as RFC 8030 and RFC 8292 say."""
        if target in self.gone:
            return Reply(410)
        if not self._is_signed(headers):
            return Reply(403, b"bad vapid token")
        if headers.get("content-encoding") != "aes128gcm" or "ttl" not in headers:
            return Reply(400)
        plain = decrypted(body, own=self.key, auth=self.auth)
        self.shown[f"{target} {headers['topic']}"] = json.loads(plain)
        return Reply(201)

    def _is_signed(self, headers: Mapping[str, str]) -> bool:
        given = dict(
            part.strip().split("=", 1)
            for part in headers.get("authorization", "").removeprefix("vapid ").split(",")
        )
        signed, _, signature = given["t"].rpartition(".")
        claims = json.loads(_bytes(signed.split(".")[1]))
        known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(given["k"]))
        raw = _bytes(signature)
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        try:
            known.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        is_here = claims["aud"] == f"http://{headers['host']}"
        return is_here and claims["exp"] > time.time() - 365 * 24 * 3600 and bool(claims["sub"])


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
