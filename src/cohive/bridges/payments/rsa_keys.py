"""RSA keys as stewards copy them: with or without their first and last line, in either form.

Alipay's tools give bare base64, WeChat Pay's a file. Both become one form of text, and whatever is
no RSA key of at least 2048 bits is refused at its field, before anything is kept.
"""

from __future__ import annotations

import base64
import binascii
import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.x509 import load_der_x509_certificate

from cohive.words.refusals import Refused

__all__ = ["is_pair", "private_key", "public_key"]

_BITS_MIN = 2048
_FRAMED = re.compile(r"-----BEGIN ([A-Z ]+)-----(.*?)-----END \1-----", re.DOTALL)
_NO_KEY = (ValueError, TypeError, UnsupportedAlgorithm, binascii.Error)


def private_key(text: str, *, field: str) -> str:
    """A private key as PKCS#8 in PEM; Refused, at `field`, for what is none."""
    try:
        known = _private(text)
    except _NO_KEY:
        known = None
    if known is None or known.key_size < _BITS_MIN:
        raise Refused("This is not a private RSA key of 2048 bits or more.", field=field)
    return known.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def public_key(text: str, *, field: str) -> str:
    """A public key in PEM, also out of a certificate; Refused, at `field`, for what is none."""
    try:
        known = _public(text)
    except _NO_KEY:
        known = None
    if known is None or known.key_size < _BITS_MIN:
        raise Refused("This is not a public RSA key of 2048 bits or more.", field=field)
    return known.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


def is_pair(private: str, public: str) -> bool:
    """Whether a public key is the other half of a private one: then it is not the provider's."""
    mine, theirs = _private(private), _public(public)
    if mine is None or theirs is None:
        return False
    return mine.public_key().public_numbers() == theirs.public_numbers()


def _private(text: str) -> RSAPrivateKey | None:
    _, content = _bare(text)
    found = serialization.load_der_private_key(content, password=None)
    return found if isinstance(found, RSAPrivateKey) else None


def _public(text: str) -> RSAPublicKey | None:
    kind, content = _bare(text)
    found: object
    if kind == "CERTIFICATE":
        found = load_der_x509_certificate(content).public_key()
    else:
        found = serialization.load_der_public_key(content)
    return found if isinstance(found, RSAPublicKey) else None


def _bare(text: str) -> tuple[str, bytes]:
    """(what the first line says, what lies between first and last line); a field loses breaks."""
    framed = _FRAMED.search(text)
    kind, content = framed.groups() if framed else ("", text)
    return kind, base64.b64decode("".join(content.split()), validate=True)
