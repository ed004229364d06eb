"""Signed HTTP requests: draft-cavage-http-signatures-12 the way Mastodon writes and reads it.

A request is believed when one RSA key signed its target, its host, its date and the digest of its
body. Each of the four closes a hole: without the target a request could be sent on to another
address, without the host to another server, without the date later, without the digest with
another body. A signature that leaves one out is refused, though the draft would let it.

RFC 9421, which follows the draft, is not read yet: who speaks both tries the draft after a 401.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from cohive.bridges.federation.addresses import Unfit, host_of, path_of

__all__ = ["AHEAD_MAX", "BEHIND_MAX", "Signature", "Unsigned", "WrongKey", "read", "sign", "verify"]

BEHIND_MAX = timedelta(hours=12)
AHEAD_MAX = timedelta(hours=1)
"""How far the date may lie back or ahead: servers queue, and clocks differ."""

_LENGTH_MAX = 4096
_BITS = range(2048, 8193)
_PARAMETER = re.compile(r'\s*([a-zA-Z]+)=(?:"([^"\\]*)"|([0-9]+))\s*(?:,|$)')
_ALGORITHMS = ("rsa-sha256", "hs2019", "")
_NEEDED = frozenset({"(request-target)", "host"})
_MADE = ("date", "(created)")


class Unsigned(Unfit):
    """The signature is missing, unreadable, too old, or not of this key over this request."""


class WrongKey(Unsigned):
    """Everything fits but the key: another one may have signed it."""


@dataclass(frozen=True)
class Signature:
    """What the Signature header says; `names` is what was signed, in that order."""

    key_id: str
    algorithm: str
    names: tuple[str, ...]
    value: bytes
    created: str = ""
    expires: str = ""


def read(header: str) -> Signature:
    """The parts of a Signature header; Unsigned when it has none, or one of them twice."""
    if not header or len(header) > _LENGTH_MAX:
        raise Unsigned("no signature, or one that is too long")
    found: dict[str, str] = {}
    at = 0
    while at < len(header):
        part = _PARAMETER.match(header, at)
        if part is None or part[1] in found:
            raise Unsigned("the signature cannot be read")
        found[part[1]] = part[2] if part[2] is not None else part[3]
        at = part.end()
    names = tuple(found.get("headers", "date").lower().split())
    if len(set(names)) != len(names):
        raise Unsigned("a header is signed twice")
    try:
        value = base64.b64decode(found.get("signature", ""), validate=True)
    except (binascii.Error, ValueError):
        value = b""
    if not value or not found.get("keyId") or found.get("algorithm", "") not in _ALGORITHMS:
        raise Unsigned("the signature names no key, or a way of signing that is not known here")
    created, expires = found.get("created", ""), found.get("expires", "")
    return Signature(found["keyId"], found.get("algorithm", ""), names, value, created, expires)


def verify(
    signature: Signature,
    *,
    method: str,
    target: str,
    host: str,
    headers: Mapping[str, str],
    body: bytes,
    public_key: str,
    at: datetime,
) -> None:
    """Raise Unsigned unless this key signed this request to this host in time.

    `headers` have lower-case names; `target` is path and query as they came; `host` is our own.
    """
    needed = _NEEDED | ({"digest"} if body else frozenset())
    if not needed <= set(signature.names) or not set(_MADE) & set(signature.names):
        raise Unsigned("target, host, date and digest must all be signed")
    if headers.get("host", "").lower() != host.lower():
        raise Unsigned("this was signed for another host")
    _check_times(signature, headers, at)
    if body:
        _check_digest(headers.get("digest", ""), body)
    text = _signed_text(signature, method, target, headers)
    try:
        _key(public_key).verify(signature.value, text, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise WrongKey("this key did not sign this request") from None


def sign(
    *,
    method: str,
    url: str,
    body: bytes,
    key_id: str,
    private_key: rsa.RSAPrivateKey,
    at: datetime,
) -> dict[str, str]:
    """The headers of a signed request: date, signature, and with a body its digest.

    `host` is signed as it will be sent; the sender writes it by itself.
    """
    headers = {"host": host_of(url), "date": format_datetime(at.astimezone(UTC), usegmt=True)}
    names = ["(request-target)", "host", "date"]
    if body:
        headers["digest"] = f"SHA-256={_sha256(body)}"
        names.append("digest")
    bare = Signature(key_id, "rsa-sha256", tuple(names), b"")
    text = _signed_text(bare, method, path_of(url), headers)
    value = private_key.sign(text, padding.PKCS1v15(), hashes.SHA256())
    headers["signature"] = (
        f'keyId="{key_id}",algorithm="rsa-sha256",headers="{" ".join(names)}",'
        f'signature="{base64.b64encode(value).decode()}"'
    )
    del headers["host"]
    return headers


def _signed_text(
    signature: Signature, method: str, target: str, headers: Mapping[str, str]
) -> bytes:
    lines = []
    special = {
        "(request-target)": f"{method.lower()} {target}",
        "(created)": signature.created,
        "(expires)": signature.expires,
    }
    for name in signature.names:
        value = special.get(name, headers.get(name))
        if not value or (name in ("(created)", "(expires)") and signature.algorithm != "hs2019"):
            raise Unsigned(f"{name} is signed and not there")
        lines.append(f"{name}: {value}")
    return "\n".join(lines).encode("latin-1", "replace")


def _check_times(signature: Signature, headers: Mapping[str, str], at: datetime) -> None:
    try:
        made = [
            parsedate_to_datetime(headers["date"])
            if name == "date"
            else datetime.fromtimestamp(int(signature.created), tz=UTC)
            for name in _MADE
            if name in signature.names
        ]
        ends = [datetime.fromtimestamp(int(signature.expires), tz=UTC)] if signature.expires else []
    except (KeyError, ValueError, TypeError, OverflowError, OSError):
        raise Unsigned("the date cannot be read") from None
    for moment in made:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not at - BEHIND_MAX <= aware <= at + AHEAD_MAX:
            raise Unsigned("the date is too far from now")
    if any(end < at - AHEAD_MAX for end in ends):
        raise Unsigned("the signature has ended")


def _check_digest(header: str, body: bytes) -> None:
    """Every SHA-256 named must be the body's; one of another kind says nothing here."""
    named = [part.strip().partition("=") for part in header.split(",")]
    given = [value for kind, _, value in named if kind.lower() == "sha-256"]
    if set(given) != {_sha256(body)}:
        raise Unsigned("the digest is not that of the body")


def _sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def _key(pem: str) -> rsa.RSAPublicKey:
    try:
        found = serialization.load_pem_public_key(pem.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Unsigned("the key cannot be read") from None
    if not isinstance(found, rsa.RSAPublicKey) or found.key_size not in _BITS:
        raise Unsigned("only RSA keys of 2048 to 8192 bits are believed")
    return found
