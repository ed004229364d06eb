"""Web push: a sealed message to one browser, through the push service its maker runs.

The payload is encrypted for the browser (RFC 8291, aes128gcm of RFC 8188), so the service in
between reads nothing; we prove who we are by a signed token (VAPID, RFC 8292). A message that comes
twice replaces itself there (Topic, RFC 8030) and on the screen (the notification's tag).
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from cohive.bridges.channels.calls import Calls, Send
from cohive.bridges.channels.channel import Preview
from cohive.bridges.channels.limits import Measured
from cohive.bridges.channels.messages import Outgoing, Unsendable
from cohive.bridges.egress import fetch
from cohive.words.refusals import Refused

__all__ = [
    "PAYLOAD_MAX_BYTES",
    "Gone",
    "Subscription",
    "VapidKeys",
    "WebPush",
    "checked",
    "decrypted",
    "encrypted",
    "new_vapid_key",
    "payload_of",
    "push",
]

PAYLOAD_MAX_BYTES = 3993
"""4096 that every service takes, less header (86), padding mark (1) and seal (16)."""

LIVES_SECONDS = 3 * 24 * 3600
_TOKEN_LIVES = timedelta(hours=12)
_CURVE = ec.SECP256R1()


class Gone(Unsendable):
    """The browser is not subscribed any more: forget it."""


@dataclass(frozen=True)
class Subscription:
    """What a browser gave: its address at the push service, its public key, a shared secret."""

    endpoint: str
    p256dh: str
    auth: str


class VapidKeys:
    """The place's own key: one line of text, kept like a password."""

    def __init__(self, private: str) -> None:
        try:
            number = int.from_bytes(_bytes(private), "big")
            self._key = ec.derive_private_key(number, _CURVE)
        except ValueError:
            raise Refused("This is no key for web push.", field="private") from None

    @property
    def public(self) -> str:
        """What browsers are given to subscribe with (65 bytes, base64url)."""
        return _text(_point(self._key.public_key()))

    def authorization(self, endpoint: str, *, subject: str, at: datetime) -> str:
        """The header by which a push service knows us: a token for this service, half a day."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((at + _TOKEN_LIVES).timestamp()),
            "sub": subject,
        }
        head = _text(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
        signed = f"{head}.{_text(json.dumps(claims).encode())}"
        der = self._key.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(der)
        signature = _text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return f"vapid t={signed}.{signature}, k={self.public}"


def new_vapid_key() -> str:
    """A fresh private key as one line of text."""
    number = ec.generate_private_key(_CURVE).private_numbers().private_value
    return _text(number.to_bytes(32, "big"))


def payload_of(message: Outgoing) -> dict[str, object]:
    """What the browser gets: the words of the notification and where a tap leads."""
    body = "\n\n".join(part for part in (message.text.strip(), message.because) if part)
    return {
        "title": message.title,
        "body": body,
        "url": message.link,
        "tag": message.key,
        "language": message.language,
    }


class WebPush:
    """What the place says to browsers, as the other channels have it; `push` sends it to one."""

    kind = "webpush"
    keeps_key_seconds = LIVES_SECONDS
    tells_results = False

    @staticmethod
    def preview(message: Outgoing) -> Preview:
        """Bytes, the title and the address included."""
        payload = payload_of(message)
        used = len(_json(payload))
        return Preview(str(payload["body"]), Measured(used, PAYLOAD_MAX_BYTES))


def push(
    subscription: Subscription,
    payload: Mapping[str, object],
    *,
    keys: VapidKeys,
    subject: str,
    key: str,
    at: datetime,
    send: Send = fetch,
    allow_loopback: bool = False,
) -> None:
    """Send one payload to one browser; the same `key` replaces what is not delivered yet.

    `subject` is where the push service may write to ("mailto:…" or our address). Raises Gone (an
    Unsendable) when the browser has left, else as `Calls` does; a loopback endpoint is for tests.
    """
    parts = urlsplit(subscription.endpoint)
    if parts.scheme != "https" and not allow_loopback:
        raise Unsendable("A browser’s push address begins with https://.")
    topic = _text(sha256(key.encode()).digest())[:32]
    base = f"{parts.scheme}://{parts.netloc}"
    body = encrypted(_json(payload), subscription)
    headers = {
        "authorization": keys.authorization(subscription.endpoint, subject=subject, at=at),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": str(LIVES_SECONDS),
        "topic": topic,
        "urgency": "normal",
    }
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    calls = Calls(base, {}, send, is_trusted=allow_loopback)
    try:
        calls.call("POST", path, body, headers, once=True)
    except Unsendable as fault:
        if fault.status in (404, 410):
            raise Gone("This browser does not listen any more.") from fault
        raise


def encrypted(
    plain: bytes,
    subscription: Subscription,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Seal bytes for one browser (RFC 8291): one record of aes128gcm.

    `own` and `salt` are drawn anew for every message; tests give those of the RFC's example.
    """
    if len(plain) > PAYLOAD_MAX_BYTES:
        raise Unsendable("The message is too long to be pushed.")
    own = own or ec.generate_private_key(_CURVE)
    salt = salt or secrets.token_bytes(16)
    theirs, auth = _keys_of(subscription)
    ours = _point(own.public_key())
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    seal, nonce = _derived(shared, auth, theirs, ours, salt)
    sealed = AESGCM(seal).encrypt(nonce, plain + b"\x02", None)
    return salt + (4096).to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def decrypted(body: bytes, *, own: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """Open what `encrypted` sealed, as a browser does; ValueError for what is not for this one."""
    salt, length = body[:16], body[20]
    sender, sealed = body[21 : 21 + length], body[21 + length :]
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, sender))
    seal, nonce = _derived(shared, auth, _point(own.public_key()), sender, salt)
    try:
        plain = AESGCM(seal).decrypt(nonce, sealed, None)
    except InvalidTag:
        raise ValueError("not sealed for this browser") from None
    return plain.rstrip(b"\x00")[:-1]


def _derived(
    shared: bytes, auth: bytes, theirs: bytes, ours: bytes, salt: bytes
) -> tuple[bytes, bytes]:
    """Key and nonce (RFC 8291 section 3.4): receiver's point first, then the sender's."""
    info = b"WebPush: info\x00" + theirs + ours
    secret = HKDF(hashes.SHA256(), 32, salt=auth, info=info).derive(shared)
    extracted = hmac.digest(salt, secret, "sha256")
    seal = HKDFExpand(hashes.SHA256(), 16, b"Content-Encoding: aes128gcm\x00").derive(extracted)
    nonce = HKDFExpand(hashes.SHA256(), 12, b"Content-Encoding: nonce\x00").derive(extracted)
    return seal, nonce


def checked(subscription: Subscription) -> Subscription:
    """The subscription, or Refused when its keys are none."""
    _keys_of(subscription)
    return subscription


def _keys_of(subscription: Subscription) -> tuple[bytes, bytes]:
    try:
        theirs, auth = _bytes(subscription.p256dh), _bytes(subscription.auth)
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs)
    except ValueError:
        raise Refused("This browser’s keys cannot be read.", field="p256dh") from None
    if len(auth) != 16 or len(theirs) != 65:
        raise Refused("This browser’s keys cannot be read.", field="auth")
    return theirs, auth


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _json(payload: Mapping[str, object]) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
