"""What WeChat sends: recorded calls by the documentation, with keys of our own."""

import base64
import struct
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from cohive.bridges.channels.wechat_calls import (
    WechatSecrets,
    call_signature,
    echoed,
    opened,
)
from cohive.words.refusals import Refused

NOW = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
APP = "wx1234567890abcdef"
AES = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PLAIN = WechatSecrets(APP, "token123")
SAFE = WechatSecrets(APP, "token123", AES)


def text_xml(words: str = "领口松了", number: str = "1234567890123456") -> str:
    return (
        "<xml><ToUserName><![CDATA[gh_place]]></ToUserName>"
        "<FromUserName><![CDATA[oLotte]]></FromUserName>"
        f"<CreateTime>{int(NOW.timestamp())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{words}]]></Content><MsgId>{number}</MsgId></xml>"
    )


def sealed(xml: str, *, app: str = APP, key: str = AES) -> str:
    """As WeChat seals: random, length, message, account, padded to 32 bytes."""
    body = xml.encode()
    plain = b"r" * 16 + struct.pack("!I", len(body)) + body + app.encode()
    pad = 32 - len(plain) % 32
    plain += bytes([pad]) * pad
    secret = base64.b64decode(key + "=")
    box = Cipher(algorithms.AES256(secret), modes.CBC(secret[:16])).encryptor()
    return base64.b64encode(box.update(plain) + box.finalize()).decode()


def call(encrypted: str = "", *, at: datetime = NOW, nonce: str = "n1") -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    query = {
        "timestamp": stamp,
        "nonce": nonce,
        "signature": call_signature("token123", stamp, nonce),
    }
    if encrypted:
        signed = call_signature("token123", stamp, nonce, encrypted)
        query |= {"encrypt_type": "aes", "msg_signature": signed}
    return query


def test_the_signature_is_the_one_of_the_documentation() -> None:
    """printf 1409304348Tokennonce | sha1sum"""
    expected = "c063d83704a114dd1000f56c13d9e25b6291ac6d"
    assert call_signature("Token", "1409304348", "nonce") == expected


def test_the_address_is_proven_by_its_echo() -> None:
    assert echoed({**call(), "echostr": "5937"}, PLAIN, at=NOW) == "5937"
    with pytest.raises(Refused):
        echoed({**call(), "echostr": "5937"}, WechatSecrets(APP, "other"), at=NOW)
    with pytest.raises(Refused):
        echoed({"echostr": "5937"}, WechatSecrets(APP, ""), at=NOW)


def test_a_plain_text_and_a_picture_are_read() -> None:
    found = opened(call(), text_xml().encode(), PLAIN, at=NOW)
    assert found is not None
    assert (found.sender, found.text, found.remote_id) == ("oLotte", "领口松了", "1234567890123456")
    assert found.at == NOW
    picture = (
        text_xml()
        .replace("[text]", "[image]")
        .replace(
            "<Content>", "<PicUrl>http://evil.example/p</PicUrl><MediaId>m-1</MediaId><Content>"
        )
    )
    found = opened(call(), picture.encode(), PLAIN, at=NOW)
    assert found is not None
    assert (found.text, found.media_id) == ("", "m-1")
    voice = text_xml().replace("[text]", "[voice]")
    found = opened(call(), voice.encode(), PLAIN, at=NOW)
    assert found is not None
    assert found.text == "[voice]"


def test_a_sealed_message_is_opened() -> None:
    box = sealed(text_xml())
    body = f"<xml><ToUserName>gh_place</ToUserName><Encrypt><![CDATA[{box}]]></Encrypt></xml>"
    found = opened(call(box), body.encode(), SAFE, at=NOW)
    assert found is not None
    assert found.text == "领口松了"


def test_an_event_is_no_message() -> None:
    event = text_xml().replace("[text]", "[event]")
    assert opened(call(), event.encode(), PLAIN, at=NOW) is None


@pytest.mark.parametrize("minutes", [-6, 6])
def test_what_was_signed_long_ago_is_refused(minutes: int) -> None:
    old = call(at=NOW + timedelta(minutes=minutes))
    with pytest.raises(Refused):
        opened(old, text_xml().encode(), PLAIN, at=NOW)
    assert opened(call(at=NOW + timedelta(minutes=4)), text_xml().encode(), PLAIN, at=NOW)


def test_what_is_not_sealed_is_refused_where_there_is_a_key() -> None:
    with pytest.raises(Refused):
        opened(call(), text_xml().encode(), SAFE, at=NOW)


@pytest.mark.parametrize(
    "box",
    [
        sealed(text_xml(), app="wxother"),
        sealed(text_xml(), key=AES[::-1]),
        sealed(text_xml())[:-24],
        "not base64 at all",
        base64.b64encode(b"\x00" * 32).decode(),
    ],
)
def test_a_box_that_is_not_for_us_is_refused_though_it_is_signed(box: str) -> None:
    body = f"<xml><Encrypt><![CDATA[{box}]]></Encrypt></xml>"
    with pytest.raises(Refused):
        opened(call(box), body.encode(), SAFE, at=NOW)


def test_a_changed_box_is_refused() -> None:
    box, other = sealed(text_xml()), sealed(text_xml("Send money."))
    body = f"<xml><Encrypt><![CDATA[{other}]]></Encrypt></xml>"
    with pytest.raises(Refused):
        opened(call(box), body.encode(), SAFE, at=NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><MsgType>&a;</MsgType></xml>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml></xml>',
        b"<xml>" * 20_000,
        text_xml().replace("<CreateTime>", "<CreateTime>never ").encode(),
    ],
)
def test_xml_that_is_none_or_bites_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        opened(call(), body, PLAIN, at=NOW)
