"""Calls to WeChat Pay API v3: signed and checked by its SDK, sent by this place's one way out.

What WeChat refuses is Refused with WeChat's own sentence; what may be tried again is EgressFailed,
and so is an answer that WeChat did not sign. The SDK would fetch new certificates whenever a
stranger names one it does not know; here that happens at most every ten minutes.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.x509 import Certificate
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core
from wechatpayv3.type import RequestType
from wechatpayv3.utils import build_authorization

from cohive.bridges.egress import Answer, EgressFailed, fetch
from cohive.bridges.payments.sending import LIMITS, Send, Unsigned, loopback_port
from cohive.bridges.payments.wechat.account import WechatAccount
from cohive.words.refusals import Forbidden, Missing, Refused

__all__ = ["WECHAT", "WechatAccount", "WechatCalls"]

WECHAT = "https://api.mch.weixin.qq.com"
_AGAIN_CODES = frozenset(
    {"SYSTEM_ERROR", "FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED", "BIZERR_NEED_RETRY"}
)
_KEY_CODES = frozenset({"SIGN_ERROR", "NO_AUTH", "MCH_NOT_EXISTS", "APPID_MCHID_NOT_MATCH"})
_GONE_CODES = frozenset({"ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS", "ORDERNOTEXIST"})
_FRESH_SECONDS = 600.0


class _Core(Core):  # type: ignore[misc]  # the SDK says no types
    """The SDK's inside, without its way out and with a limit on fetching certificates."""

    def __init__(self, account: WechatAccount, *, base: str, send: Send) -> None:
        self._base = base
        self._send = send
        self._fetched_at: float | None = None
        self._lock = threading.Lock()
        self._certificates: list[Certificate]
        super().__init__(
            mchid=account.merchant,
            cert_serial_no=account.serial,
            private_key=account.private_key,
            apiv3_key=account.api_key,
            public_key=account.public_key or None,
            public_key_id=account.public_key_id or None,
        )

    def _init_certificates(self) -> None:
        """Nothing at the beginning: certificates are fetched when one is needed."""

    def _verify_signature(self, headers: Mapping[str, str], body: str) -> bool:
        """Whether WeChat Pay signed this; a stranger's certificate number costs no request."""
        serial = headers.get("wechatpay-serial", "")
        if not self._knows(serial):
            self._refresh()
        return self._knows(serial) and bool(super()._verify_signature(headers, body))

    def _knows(self, serial: str) -> bool:
        if self._public_key_id and serial == self._public_key_id:
            return True
        if not re.fullmatch(r"[0-9A-Fa-f]{1,64}", serial):
            return False
        now = datetime.fromtimestamp(time.time(), tz=UTC)  # as the SDK does where it loads them
        return any(
            int(serial, 16) == each.serial_number
            and each.not_valid_before_utc <= now <= each.not_valid_after_utc
            for each in self._certificates
        )

    def _refresh(self) -> None:
        with self._lock:
            now = time.monotonic()
            if self._fetched_at is not None and now - self._fetched_at < _FRESH_SECONDS:
                return
            self._fetched_at = now
            before = list(self._certificates)
            try:
                self._update_certificates()
            finally:
                self._certificates = self._certificates or before

    def request(
        self,
        path: str,
        method: RequestType = RequestType.GET,
        data: Mapping[str, Any] | None = None,
        skip_verify: bool = False,
        sign_data: object = None,  # noqa: ARG002
        files: object = None,  # noqa: ARG002
        cipher_data: bool = False,  # noqa: ARG002
        headers: object = None,  # noqa: ARG002
    ) -> tuple[int, str]:
        """What the SDK calls for every request: sign, send, and believe only what is signed.

        `skip_verify` is the fetching of certificates, which the API key proves instead. A refusal
        is believed without signature, since nothing is done then.
        """
        body = json.dumps(data) if data else ""
        signed = build_authorization(
            path, method.value, self._mchid, self._cert_serial_no, self._private_key, data=body
        )
        sent = {
            "accept": "application/json",
            "content-type": "application/json",
            "user-agent": "cohive",
            "authorization": signed,
        }
        if self._public_key_id:
            sent["wechatpay-serial"] = self._public_key_id
        answer = self._send(
            method.value,
            self._base + path,
            headers=sent,
            body=body.encode(),
            limits=LIMITS,
            allow_loopback_port=loopback_port(self._base),
        )
        text = answer.body.decode(errors="replace")
        if not skip_verify:
            self._believe(answer, text)
        return answer.status, text

    def _believe(self, answer: Answer, text: str) -> None:
        has_signature = "wechatpay-signature" in answer.headers
        if not has_signature and not 200 <= answer.status < 300:
            return
        if not self.is_signed(answer.headers, text):
            raise Unsigned("the answer is not signed by WeChat Pay")

    def is_signed(self, headers: Mapping[str, str], text: str) -> bool:
        """Whether WeChat Pay signed `text`; headers by their lower-case names."""
        try:
            return self._verify_signature(headers, text)
        except EgressFailed:
            return False
        except Exception:  # the SDK says in this way that a header is no signature
            return False


class _Sdk(WeChatPay):  # type: ignore[misc]  # the SDK says no types
    """The SDK's calls over our inside; its own beginning would open a connection by itself."""

    def __init__(self, account: WechatAccount, core: _Core, notify_url: str) -> None:
        self._type = WeChatPayType.NATIVE
        self._mchid = account.merchant
        self._appid = account.app
        self._notify_url = notify_url
        self._core = core
        self._partner_mode = False


class WechatCalls:
    """The six calls this place makes, for one merchant. `base` differs only in tests."""

    def __init__(
        self,
        account: WechatAccount,
        *,
        notify_url: str,
        base: str = WECHAT,
        send: Send = fetch,
    ) -> None:
        self.account = account
        self._core = _Core(account, base=base, send=send)
        self._sdk = _Sdk(account, self._core, notify_url)

    def begin(
        self, *, number: str, fen: int, title: str, payer_address: str = "", on_phone: bool
    ) -> dict[str, Any]:
        """Ask for a payment: a code to scan, or a page that opens WeChat on the phone."""
        scene = {"payer_client_ip": payer_address, "h5_info": {"type": "Wap"}}
        return _said(
            self._sdk.pay(
                description=title,
                out_trade_no=number,
                amount={"total": fen, "currency": "CNY"},
                attach=title,
                scene_info=scene if on_phone else None,
                pay_type=WeChatPayType.H5 if on_phone else WeChatPayType.NATIVE,
            )
        )

    def trade(self, number: str) -> dict[str, Any]:
        """How a payment stands."""
        return _said(self._sdk.query(out_trade_no=number))

    def close(self, number: str) -> None:
        """Let nobody pay it any more."""
        _said(self._sdk.close(out_trade_no=number))

    def give_back(self, *, number: str, refund: str, fen: int, of_fen: int) -> dict[str, Any]:
        """Give a part of a payment back; the same number again is the same refund."""
        amount = {"refund": fen, "total": of_fen, "currency": "CNY"}
        return _said(self._sdk.refund(out_refund_no=refund, out_trade_no=number, amount=amount))

    def refund(self, number: str) -> dict[str, Any]:
        """How a refund stands."""
        return _said(self._sdk.query_refund(out_refund_no=number))

    def message(self, headers: Mapping[str, str], body: bytes) -> tuple[str, dict[str, Any]]:
        """(what happened, about what) of a message that WeChat Pay signed and encrypted for us.

        Forbidden for one that is not signed, Refused for one that cannot be opened or read.
        """
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise Forbidden("This message is not signed by the payment provider.") from None
        if not self._core.is_signed(headers, text):
            raise Forbidden("This message is not signed by the payment provider.")
        try:
            found = self._sdk.callback(headers, text)
            about = found["resource"]
            return str(found["event_type"]), dict(about)
        except Exception as error:  # the SDK raises whatever it stumbles over
            raise Refused("The payment provider sent a message that cannot be read.") from error


def _said(answer: tuple[int, str]) -> dict[str, Any]:
    """An answer in words, or the refusal it is."""
    status, text = answer
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError) as error:
        raise EgressFailed("the payment provider's answer cannot be read") from error
    if not isinstance(found, dict):
        raise EgressFailed("the payment provider's answer cannot be read")
    if 200 <= status < 300:
        return found
    code = str(found.get("code", ""))
    if status == 429 or status >= 500 or status < 400 or code in _AGAIN_CODES:
        raise EgressFailed(f"the payment provider answered {status}")
    if status == 401 or code in _KEY_CODES:
        raise Refused("The payment provider does not take this key.", field="wechat_private_key")
    if code in _GONE_CODES:
        raise Missing("There is no such payment.")
    raise Refused(
        "The payment provider said no: %(message)s",
        message=str(found.get("message", status))[:300],
    )
