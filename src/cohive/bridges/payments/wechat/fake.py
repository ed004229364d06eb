"""A WeChat Pay of our own for tests, with generated keys: it checks, signs and encrypts for real.

It answers what API v3 answers, in its words, over HTTP (see `loopback`). It knows one merchant,
refuses every request whose signature is not that merchant's, keeps numbers as WeChat Pay does (the
same number with another amount is an error), and nobody's money moves.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from cohive.bridges.payments.loopback import Reply, generated
from cohive.bridges.payments.numbers import BEIJING
from cohive.bridges.payments.wechat.account import WechatAccount

__all__ = ["FakeWechat"]

MERCHANT, APP, MERCHANT_SERIAL = (
    "1900000001",
    "wxd678efh567hg6787",
    "5157F09EFDC096DE15EBE81A47057A",
)
API_KEY = "an-api-key-of-32-letters-for-AES"
PUBLIC_KEY_ID = "PUB_KEY_ID_0114232134912410000000000000"
PLATFORM_SERIAL = 0x5F3C8A
Json = dict[str, Any]


class _Told(Exception):  # noqa: N818 - an answer, not a fault
    """An error as WeChat Pay tells it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.told = status, {"code": code, "message": message}


class FakeWechat:
    """Memory of one test; `now` is its clock, `loses` the end of a path whose answer gets lost."""

    def __init__(self, *, now: datetime, has_public_key: bool = True) -> None:
        self.now = now
        self.calls: list[tuple[str, str]] = []
        self.messages: list[Json] = []
        self.trades: dict[str, Json] = {}
        self.refunds: dict[str, Json] = {}
        self.has_public_key = has_public_key
        self.loses = ""
        self.signs = "platform"
        self._merchant, self._platform = generated("merchant"), generated("platform")
        self._certificate = _certificate(self._platform, now)

    @property
    def account(self) -> WechatAccount:
        """What a steward would copy out of the merchant's pages."""
        private = self._merchant.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        public = self._platform.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return WechatAccount(
            merchant=MERCHANT,
            app=APP,
            serial=MERCHANT_SERIAL,
            private_key=private.decode(),
            api_key=API_KEY,
            public_key=public.decode() if self.has_public_key else "",
            public_key_id=PUBLIC_KEY_ID if self.has_public_key else "",
        )

    def pay(self, number: str, *, fen: int | None = None) -> None:
        """The buyer confirms on her phone; `fen` differs only where a test wants it wrong."""
        trade = self.trades[number]
        trade |= {
            "trade_state": "SUCCESS",
            "transaction_id": f"42000{len(self.messages):023}",
            "success_time": self._moment(),
        }
        if fen is not None:
            trade["amount"] = {**trade["amount"], "total": fen}
        self._tell("TRANSACTION.SUCCESS", trade)

    def finish_refund(self, refund: str, *, status: str = "SUCCESS") -> None:
        """The money arrives; ABNORMAL and CLOSED are the two ways in which it does not."""
        found = self.refunds[refund]
        found |= {"status": status}
        if status == "SUCCESS":
            found["success_time"] = self._moment()
        said = {name: value for name, value in found.items() if name != "status"}
        amount = {name: found["amount"][name] for name in ("total", "refund")}
        about = {**said, "amount": amount, "refund_status": status, "mchid": MERCHANT}
        self._tell(f"REFUND.{status}", about)

    def message(self, event: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
        """A notification as it is sent: its headers and its body."""
        nonce = secrets.token_hex(6)
        cipher = AESGCM(API_KEY.encode()).encrypt(
            nonce.encode(), json.dumps(event["about"]).encode(), b"transaction"
        )
        body = json.dumps(
            {
                "id": event["id"],
                "create_time": self._moment(),
                "resource_type": "encrypt-resource",
                "event_type": event["event_type"],
                "summary": "",
                "resource": {
                    "original_type": "transaction",
                    "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": base64.b64encode(cipher).decode(),
                    "associated_data": "transaction",
                    "nonce": nonce,
                },
            }
        ).encode()
        return self.signature(body), body

    def signature(self, body: bytes) -> dict[str, str]:
        """The headers that make a body one of WeChat Pay's."""
        seconds, nonce = str(int(self.now.timestamp())), secrets.token_hex(16)
        signed = f"{seconds}\n{nonce}\n".encode() + body + b"\n"
        key = generated(self.signs)
        found = key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        return {
            "content-type": "application/json",
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
            "Wechatpay-Serial": PUBLIC_KEY_ID if self.has_public_key else f"{PLATFORM_SERIAL:X}",
            "Wechatpay-Timestamp": seconds,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(found).decode(),
        }

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request over HTTP."""
        path = urlsplit(target).path
        self.calls.append((method, path))
        try:
            if not self._is_merchants(method, target, headers, body):
                raise _Told(401, "SIGN_ERROR", "签名错误")
            found = self._routed(method, path, json.loads(body) if body else {})
            status = 204 if found is None else 200
        except _Told as told:
            found, status = told.told, told.status
        if self.loses and path.endswith(self.loses):  # it had its effect all the same
            self.loses = ""
            return Reply(502)
        text = b"" if found is None else json.dumps(found, ensure_ascii=False).encode()
        return Reply(status, text, self.signature(text))

    def _is_merchants(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> bool:
        """Whether the request is signed with the merchant's key, as API v3 wants it."""
        kind, _, rest = headers.get("authorization", "").partition(" ")
        said = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        if kind != "WECHATPAY2-SHA256-RSA2048" or said.get("mchid") != MERCHANT:
            return False
        signed = f"{method}\n{target}\n{said['timestamp']}\n{said['nonce_str']}\n".encode()
        try:
            self._merchant.public_key().verify(
                base64.b64decode(said["signature"]),
                signed + body + b"\n",
                padding.PKCS1v15(),
                hashes.SHA256(),
            )
        except InvalidSignature:
            return False
        return bool(said["serial_no"] == MERCHANT_SERIAL)

    def _routed(self, method: str, path: str, asked: Json) -> Json | None:
        routes: list[tuple[str, str, Callable[..., Json | None]]] = [
            ("GET", r"/v3/certificates", self._certificates),
            ("POST", r"/v3/pay/transactions/native", self._native),
            ("POST", r"/v3/pay/transactions/h5", self._h5),
            ("GET", r"/v3/pay/transactions/out-trade-no/(\w+)", self._shown),
            ("POST", r"/v3/pay/transactions/out-trade-no/(\w+)/close", self._closed),
            ("POST", r"/v3/refund/domestic/refunds", self._refunded),
            ("GET", r"/v3/refund/domestic/refunds/(\w+)", self._refund_shown),
        ]
        for wanted, pattern, work in routes:
            match = re.fullmatch(pattern, path)
            if match and method == wanted:
                return work(asked, *match.groups())
        raise _Told(404, "RESOURCE_NOT_EXISTS", "资源不存在")

    def _certificates(self, _: Json) -> Json:
        if self.has_public_key:
            raise _Told(
                404,
                "RESOURCE_NOT_EXISTS",
                "无可用的平台证书，请申请使用微信支付公钥",
            )
        nonce = secrets.token_hex(6)
        cipher = AESGCM(API_KEY.encode()).encrypt(nonce.encode(), self._certificate, b"certificate")
        return {
            "data": [
                {
                    "serial_no": f"{PLATFORM_SERIAL:X}",
                    "effective_time": self._moment(),
                    "expire_time": self._moment(),
                    "encrypt_certificate": {
                        "algorithm": "AEAD_AES_256_GCM",
                        "nonce": nonce,
                        "associated_data": "certificate",
                        "ciphertext": base64.b64encode(cipher).decode(),
                    },
                }
            ]
        }

    def _native(self, asked: Json) -> Json:
        number = self._asked(asked, "NATIVE")
        return {"code_url": f"weixin://wxpay/bizpayurl?pr={number[:8]}zz"}

    def _h5(self, asked: Json) -> Json:
        if not asked.get("scene_info", {}).get("payer_client_ip"):
            raise _Told(400, "PARAM_ERROR", "缺少用户终端IP")
        number = self._asked(asked, "MWEB")
        return {
            "h5_url": f"https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id={number}"
        }

    def _asked(self, asked: Json, kind: str) -> str:
        number = str(asked["out_trade_no"])
        if asked["mchid"] != MERCHANT or asked["appid"] != APP or not asked["notify_url"]:
            raise _Told(400, "PARAM_ERROR", "参数错误")
        known = self.trades.get(number)
        if known is None:
            self.trades[number] = {
                "mchid": MERCHANT,
                "appid": APP,
                "out_trade_no": number,
                "trade_type": kind,
                "trade_state": "NOTPAY",
                "attach": asked.get("attach", ""),
                "amount": dict(asked["amount"]),
            }
        elif known["amount"] != asked["amount"] or known["trade_type"] != kind:
            raise _Told(400, "INVALID_REQUEST", "请求重入时，参数与首次请求时不一致")
        elif known["trade_state"] != "NOTPAY":
            raise _Told(400, "ORDER_CLOSED", "订单已关闭")
        return number

    def _shown(self, _: Json, number: str) -> Json:
        if number not in self.trades:
            raise _Told(404, "ORDER_NOT_EXIST", "订单不存在")
        return self.trades[number]

    def _closed(self, asked: Json, number: str) -> None:
        trade = self._shown(asked, number)
        if trade["trade_state"] != "NOTPAY":
            raise _Told(400, "ORDERPAID", "该订单已支付")
        trade["trade_state"] = "CLOSED"

    def _refunded(self, asked: Json) -> Json:
        number, refund = str(asked["out_trade_no"]), str(asked["out_refund_no"])
        trade, minor = self._shown({}, number), asked["amount"]["refund"]
        known = self.refunds.get(refund)
        if known is not None:
            if known["amount"]["refund"] != minor:
                raise _Told(400, "INVALID_REQUEST", "退款金额与首次请求时不一致")
            return known
        gone = sum(
            each["amount"]["refund"]
            for each in self.refunds.values()
            if each["out_trade_no"] == number
        )
        if asked["amount"]["total"] != trade["amount"]["total"]:
            raise _Told(400, "INVALID_REQUEST", "订单金额不一致")
        if gone + minor > trade["amount"]["total"]:
            raise _Told(400, "INVALID_REQUEST", "申请退款金额大于订单可退金额")
        trade["trade_state"] = "REFUND"
        self.refunds[refund] = {
            "refund_id": f"50000{len(self.refunds):023}",
            "out_refund_no": refund,
            "out_trade_no": number,
            "status": "PROCESSING",
            "amount": {"refund": minor, "total": trade["amount"]["total"], "currency": "CNY"},
        }
        return self.refunds[refund]

    def _refund_shown(self, _: Json, refund: str) -> Json:
        if refund not in self.refunds:
            raise _Told(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        return self.refunds[refund]

    def _tell(self, kind: str, about: Mapping[str, Any]) -> None:
        made = {"id": f"EV-{len(self.messages)}", "event_type": kind, "about": dict(about)}
        self.messages.append(made)

    def _moment(self) -> str:
        return self.now.astimezone(BEIJING).replace(microsecond=0).isoformat()


def _certificate(key: rsa.RSAPrivateKey, now: datetime) -> bytes:
    """A platform certificate, as WeChat Pay's own authority would sign it."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com sign")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(PLATFORM_SERIAL)
        .not_valid_before(now - timedelta(days=10 * 365))
        .not_valid_after(now + timedelta(days=50 * 365))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
