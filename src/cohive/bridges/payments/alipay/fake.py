"""An Alipay of our own for tests, with generated keys: it checks and signs with RSA2 for real.

It answers what the gateway answers, in its words, over HTTP (see `loopback`). It knows one
application and refuses every request whose signature is not that application's.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from cohive.bridges.payments.alipay.account import AlipayAccount
from cohive.bridges.payments.loopback import Reply, generated
from cohive.bridges.payments.numbers import beijing_text

__all__ = ["FakeAlipay"]

APP, SELLER = "2021000000000001", "2088000000000001"
Json = dict[str, Any]


class _Told(Exception):  # noqa: N818 - an answer, not a fault
    """An error as Alipay tells it."""

    def __init__(self, reason: str, message: str, code: str = "40004") -> None:
        super().__init__(message)
        self.told = {
            "code": code,
            "msg": "Business Failed",
            "sub_code": reason,
            "sub_msg": message,
        }


class FakeAlipay:
    """Memory of one test. Its clock is the attribute `now`, which a test sets."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.calls: list[str] = []
        self.messages: list[dict[str, str]] = []
        self.trades: dict[str, Json] = {}
        self.refunds: dict[str, Json] = {}
        self.lose_next_answer = False
        self.signs = "alipay"
        self._app = generated("application")

    @property
    def account(self) -> AlipayAccount:
        """What a steward would copy out of the application's pages."""
        private = self._app.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        public = (
            generated("alipay")
            .public_key()
            .public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )
        return AlipayAccount(app=APP, private_key=private.decode(), public_key=public.decode())

    def open_page(self, url: str) -> str:
        """The buyer opens Alipay's page; from now on the payment exists. Returns its number."""
        said = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
        if not self._is_ours(said):
            raise ValueError("Alipay shows an error: the signature is wrong")
        asked = json.loads(said["biz_content"])
        number = str(asked["out_trade_no"])
        self.trades.setdefault(
            number,
            {
                "out_trade_no": number,
                "trade_no": f"20261127{len(self.trades):020}",
                "subject": asked["subject"],
                "total_amount": asked["total_amount"],
                "trade_status": "WAIT_BUYER_PAY",
                "product": asked["product_code"],
                "return_url": said["return_url"],
            },
        )
        return number

    def pay(self, number: str, *, yuan: str | None = None) -> None:
        """The buyer confirms; `yuan` differs only where a test wants it wrong."""
        trade = self.trades[number]
        trade |= {"trade_status": "TRADE_SUCCESS", "send_pay_date": beijing_text(self.now)}
        trade["total_amount"] = yuan or trade["total_amount"]
        self._tell(trade)

    def end(self, number: str) -> None:
        """The months in which it can be given back are over."""
        self.trades[number]["trade_status"] = "TRADE_FINISHED"
        self._tell(self.trades[number])

    def give_up(self, number: str) -> None:
        """The buyer closes what she did not pay, in her app."""
        self.trades[number]["trade_status"] = "TRADE_CLOSED"
        self._tell(self.trades[number])

    def message(self, said: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
        """A notification as it is sent: its headers and its body."""
        signed = {**said, "sign": self._signed(_sorted(said)), "sign_type": "RSA2"}
        return {"content-type": "application/x-www-form-urlencoded"}, urlencode(signed).encode()

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:  # noqa: ARG002
        """Answer one request over HTTP."""
        said = dict(parse_qsl(body.decode(), keep_blank_values=True))
        name = said.get("method", "")
        self.calls.append(name)
        if not self._is_ours(said):
            told = {
                "code": "40002",
                "msg": "Invalid Arguments",
                "sub_code": "isv.invalid-signature",
                "sub_msg": "验签出错",
            }
            return Reply(200, json.dumps({"error_response": told}).encode())
        asked = json.loads(said["biz_content"])
        try:
            found = {"code": "10000", "msg": "Success", **self._routed(name, asked)}
        except _Told as told_error:
            found = told_error.told
        if self.lose_next_answer:
            self.lose_next_answer = False
            return Reply(502)
        text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        whole = f'{{"{name.replace(".", "_")}_response":{text},"sign":"{self._signed(text)}"}}'
        return Reply(200, whole.encode())

    def _is_ours(self, said: Mapping[str, str]) -> bool:
        given = dict(said)
        try:
            signature = base64.b64decode(given.pop("sign", ""))
            self._app.public_key().verify(
                signature, _sorted(given).encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except (InvalidSignature, ValueError):
            return False
        return given.get("app_id") == APP and given.get("sign_type") == "RSA2"

    def _signed(self, text: str) -> str:
        found = generated(self.signs).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return base64.b64encode(found).decode()

    def _routed(self, name: str, asked: Json) -> Json:
        number = str(asked.get("out_trade_no", ""))
        trade = self.trades.get(number)
        if name == "alipay.trade.fastpay.refund.query":
            return self._refund_shown(number, str(asked["out_request_no"]))
        if trade is None:
            raise _Told("ACQ.TRADE_NOT_EXIST", "交易不存在")
        if name == "alipay.trade.query":
            return {key: value for key, value in trade.items() if key != "return_url"}
        if name == "alipay.trade.close":
            if trade["trade_status"] != "WAIT_BUYER_PAY":
                raise _Told("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
            trade["trade_status"] = "TRADE_CLOSED"
            return {"out_trade_no": number}
        if name == "alipay.trade.refund":
            return self._refunded(trade, asked)
        raise _Told("isv.invalid-method", "不存在的方法名", "40002")

    def _refunded(self, trade: Json, asked: Json) -> Json:
        number, refund = trade["out_trade_no"], str(asked["out_request_no"])
        if trade["trade_status"] not in ("TRADE_SUCCESS", "TRADE_CLOSED"):
            raise _Told("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
        known = self.refunds.get(f"{number}:{refund}")
        if known is None:
            gone = self._gone(number)
            if gone + _fen(asked["refund_amount"]) > _fen(trade["total_amount"]):
                raise _Told("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限")
            self.refunds[f"{number}:{refund}"] = {
                "out_trade_no": number,
                "out_request_no": refund,
                "refund_amount": asked["refund_amount"],
                "refund_status": "REFUND_SUCCESS",
                "gmt_refund_pay": beijing_text(self.now),
            }
            if self._gone(number) == _fen(trade["total_amount"]):
                trade["trade_status"] = "TRADE_CLOSED"
            self._tell(
                trade,
                out_biz_no=refund,
                refund_fee=_yuan(self._gone(number)),
                gmt_refund=beijing_text(self.now) + ".123",
            )
        elif known["refund_amount"] != asked["refund_amount"]:
            raise _Told("ACQ.DISCORDANT_REPEAT_REQUEST", "请求信息不一致")
        change = "N" if known else "Y"
        return {
            "out_trade_no": number,
            "fund_change": change,
            "refund_fee": _yuan(self._gone(number)),
        }

    def _refund_shown(self, number: str, refund: str) -> Json:
        """A refund nobody asked for is answered without a state, as Alipay does."""
        return self.refunds.get(f"{number}:{refund}", {})

    def _gone(self, number: str) -> int:
        mine = [each for each in self.refunds.values() if each["out_trade_no"] == number]
        return sum(_fen(each["refund_amount"]) for each in mine)

    def _tell(self, trade: Json, **more: str) -> None:
        said = {
            "notify_id": f"{len(self.messages):034}",
            "notify_type": "trade_status_sync",
            "notify_time": beijing_text(self.now),
            "charset": "utf-8",
            "version": "1.0",
            "app_id": APP,
            "seller_id": SELLER,
            "out_trade_no": trade["out_trade_no"],
            "trade_no": trade["trade_no"],
            "subject": trade["subject"],
            "trade_status": trade["trade_status"],
            "total_amount": trade["total_amount"],
        }
        if "send_pay_date" in trade:
            said["gmt_payment"] = trade["send_pay_date"]
        self.messages.append({**said, **more})


def _sorted(said: Mapping[str, str]) -> str:
    """What is signed: every parameter but the signature and its kind, by name.

    Requests sign the kind too; there it is among `said`.
    """
    return "&".join(f"{name}={value}" for name, value in sorted(said.items()))


def _fen(yuan: str) -> int:
    whole, _, rest = yuan.partition(".")
    return int(whole) * 100 + int(rest)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
