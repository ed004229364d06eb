"""What WeChat sends to the address of an official account: proven, opened, read.

Every call is signed over token, time and nonce; in the safe mode over the sealed message too, and
the message is sealed with AES for this account. In plain mode the signature says nothing of the
body, so whoever saw one address could send other words with it for some minutes: the safe mode is
what a place should choose, and where a key for it is set nothing else is taken.
Source: developers.weixin.qq.com/doc/offiaccount (Access Guide, Receiving Standard Messages,
Message encryption). XML is read without entities and documents types.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from xml.etree.ElementTree import Element, ParseError

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cohive.words.refusals import Refused

__all__ = ["BODY_BYTES_MAX", "WechatMessage", "WechatSecrets", "call_signature", "echoed", "opened"]

WINDOW = timedelta(minutes=5)
BODY_BYTES_MAX = 64 * 1024
FIELD_CHARACTERS_MAX = 255
PAD_BYTES = 32
NOT_OURS = "This does not come from WeChat."


@dataclass(frozen=True)
class WechatSecrets:
    """What both sides know: `aes_key` are the 43 signs of the safe mode, '' for the plain one."""

    app: str
    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class WechatMessage:
    """One message of a person; `media_id` names the picture that came with it, else ''.

    What is neither text nor picture comes as its kind in brackets.
    """

    remote_id: str
    sender: str
    text: str
    media_id: str
    at: datetime


def call_signature(*parts: str) -> str:
    """SHA-1 of the parts in their order of bytes: how every call is signed."""
    return sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - WeChat's own way


def echoed(query: Mapping[str, str], secrets: WechatSecrets, *, at: datetime) -> str:
    """What to answer when a steward writes the address into WeChat's page. Raises Refused."""
    _proven(query, query.get("signature", ""), (), secrets, at=at)
    return query.get("echostr", "")[:FIELD_CHARACTERS_MAX]


def opened(
    query: Mapping[str, str], body: bytes, secrets: WechatSecrets, *, at: datetime
) -> WechatMessage | None:
    """The message of a call; None for an event (somebody followed). Raises Refused for the rest."""
    if len(body) > BODY_BYTES_MAX:
        raise Refused(NOT_OURS)
    if not secrets.aes_key:
        _proven(query, query.get("signature", ""), (), secrets, at=at)
        return _message(_xml(body))
    sealed = _text(_xml(body), "Encrypt")
    _proven(query, query.get("msg_signature", ""), (sealed,), secrets, at=at)
    return _message(_xml(_unsealed(sealed, secrets)))


def _proven(
    query: Mapping[str, str],
    given: str,
    signed: tuple[str, ...],
    secrets: WechatSecrets,
    *,
    at: datetime,
) -> None:
    """Refuse another signature, and a time too far from ours: what is old was sent before."""
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    expected = call_signature(secrets.token, stamp, nonce, *signed)
    if not secrets.token or not hmac.compare_digest(expected.encode(), given.encode()):
        raise Refused(NOT_OURS)
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise Refused(NOT_OURS)
    if abs(at.timestamp() - int(stamp)) > WINDOW.total_seconds():
        raise Refused(NOT_OURS)


def _unsealed(sealed: str, secrets: WechatSecrets) -> bytes:
    """Sixteen random bytes, the length, the message, the account it is for; padded to 32 bytes."""
    try:
        key = base64.b64decode(secrets.aes_key + "=", validate=True)
        box = base64.b64decode(sealed, validate=True)
        opener = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).decryptor()
        plain = opener.update(box) + opener.finalize()
    except (ValueError, binascii.Error) as fault:
        raise Refused(NOT_OURS) from fault
    pad = plain[-1] if plain else 0
    if not 1 <= pad <= PAD_BYTES or plain[-pad:] != bytes([pad]) * pad:
        raise Refused(NOT_OURS)
    length = int.from_bytes(plain[16:20], "big")
    message, app = plain[20 : 20 + length], plain[20 + length : -pad]
    if len(message) != length or app != secrets.app.encode():
        raise Refused(NOT_OURS)
    return message


def _xml(body: bytes) -> Element:
    try:
        found: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as fault:
        raise Refused(NOT_OURS) from fault
    return found


def _text(found: Element, name: str) -> str:
    return (found.findtext(name) or "").strip()


def _message(found: Element) -> WechatMessage | None:
    kind, number = _text(found, "MsgType"), _text(found, "MsgId")
    sender, created = _text(found, "FromUserName"), _text(found, "CreateTime")
    if kind == "event" or not number or not sender:
        return None
    if not created.isascii() or not created.isdigit() or len(created) > 12:
        raise Refused(NOT_OURS)
    try:
        moment = datetime.fromtimestamp(int(created), UTC)
    except (ValueError, OverflowError, OSError) as fault:
        raise Refused(NOT_OURS) from fault
    text = _text(found, "Content") if kind == "text" else ""
    media = _text(found, "MediaId") if kind == "image" else ""
    return WechatMessage(
        remote_id=number[:64],
        sender=sender[:FIELD_CHARACTERS_MAX],
        text=text or ("" if media else f"[{kind[:20]}]"),
        media_id=media[:FIELD_CHARACTERS_MAX],
        at=moment,
    )
