"""Calls to Alipay's gateway: signed and checked by its SDK, sent by this place's one way out.

What Alipay refuses is Refused with Alipay's own sentence; what may be tried again is EgressFailed,
and so is an answer that Alipay did not sign.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alipay import AliPay
from alipay.exceptions import AliPayException, AliPayValidationError

from cohive.bridges.egress import EgressFailed, fetch
from cohive.bridges.payments.alipay.account import AlipayAccount
from cohive.bridges.payments.numbers import beijing_text
from cohive.bridges.payments.sending import LIMITS, Send, Unsigned, loopback_port
from cohive.words.refusals import Missing, Refused

__all__ = ["ALIPAY", "AlipayAccount", "AlipayCalls"]

ALIPAY = "https://openapi.alipay.com"
_DONE = "10000"
_AGAIN = "20000"
_PRODUCTS = {
    "alipay.trade.page.pay": "FAST_INSTANT_TRADE_PAY",
    "alipay.trade.wap.pay": "QUICK_WAP_WAY",
}


class _Sdk(AliPay):  # type: ignore[misc]  # the SDK says no types
    """The SDK without its way out."""

    def __init__(self, account: AlipayAccount, *, notify_url: str, base: str, send: Send) -> None:
        super().__init__(
            appid=account.app,
            app_notify_url=notify_url,
            app_private_key_string=account.private_key,
            alipay_public_key_string=account.public_key,
            sign_type="RSA2",
        )
        self._base = base
        self._gateway = f"{base}/gateway.do"
        self._send = send

    def verified_sync_response(self, data: dict[str, Any], response_type: str) -> dict[str, Any]:
        """What the SDK calls for every request: send, and believe only what is signed."""
        answer = self._send(
            "POST",
            f"{self._gateway}?charset=utf-8",
            headers={"content-type": "application/x-www-form-urlencoded;charset=utf-8"},
            body=self.sign_data(data).encode(),
            limits=LIMITS,
            allow_loopback_port=loopback_port(self._base),
        )
        if answer.status != 200:
            raise EgressFailed(f"the payment provider answered {answer.status}")
        try:
            found = self._verify_and_return_sync_response(answer.body.decode(), response_type)
        except AliPayValidationError as error:
            raise Unsigned("the answer is not signed by Alipay") from error
        except (ValueError, AttributeError, KeyError, TypeError, RecursionError) as error:
            raise EgressFailed("the payment provider's answer cannot be read") from error
        if not isinstance(found, dict):
            raise EgressFailed("the payment provider's answer cannot be read")
        return found

    def is_signed(self, said: Mapping[str, str]) -> bool:
        """Whether Alipay signed these parameters of a message."""
        given = dict(said)
        signature = given.pop("sign", "")
        if not signature or given.get("sign_type") != "RSA2":
            return False
        try:
            return bool(self.verify(given, signature))
        except (AliPayException, ValueError, binascii.Error):
            return False


class AlipayCalls:
    """The calls this place makes, for one application. `base` differs only in tests."""

    def __init__(
        self,
        account: AlipayAccount,
        *,
        notify_url: str,
        base: str = ALIPAY,
        send: Send = fetch,
    ) -> None:
        self.account = account
        self._base = base
        self._sdk = _Sdk(account, notify_url=notify_url, base=base, send=send)

    def page(
        self,
        *,
        number: str,
        yuan: str,
        title: str,
        return_url: str,
        on_phone: bool,
        at: datetime,
    ) -> str:
        """The signed address of Alipay's page where this is paid; nothing is asked for it."""
        method = "alipay.trade.wap.pay" if on_phone else "alipay.trade.page.pay"
        asked = {
            "out_trade_no": number,
            "total_amount": yuan,
            "subject": title,
            "product_code": _PRODUCTS[method],
        }
        if on_phone:
            asked["quit_url"] = return_url
        signed = self._sdk.client_api(
            method, asked, return_url=return_url, timestamp=beijing_text(at)
        )
        return f"{self._base}/gateway.do?{signed}"

    def trade(self, number: str, *, at: datetime) -> dict[str, Any]:
        """How a payment stands; Missing until the buyer opened Alipay's page."""
        return self._asked("alipay.trade.query", {"out_trade_no": number}, at=at)

    def close(self, number: str, *, at: datetime) -> None:
        """Let nobody pay it any more."""
        self._asked("alipay.trade.close", {"out_trade_no": number}, at=at)

    def give_back(self, *, number: str, refund: str, yuan: str, at: datetime) -> dict[str, Any]:
        """Give a part of a payment back; the same number again is the same refund."""
        asked = {"out_trade_no": number, "refund_amount": yuan, "out_request_no": refund}
        return self._asked("alipay.trade.refund", asked, at=at)

    def refund(self, *, number: str, refund: str, at: datetime) -> dict[str, Any]:
        """How a refund stands."""
        asked: dict[str, object] = {
            "out_trade_no": number,
            "out_request_no": refund,
            "query_options": ["gmt_refund_pay"],
        }
        return self._asked("alipay.trade.fastpay.refund.query", asked, at=at)

    def is_signed(self, said: Mapping[str, str]) -> bool:
        """Whether Alipay signed these parameters of a message."""
        return self._sdk.is_signed(said)

    def _asked(self, method: str, asked: Mapping[str, object], *, at: datetime) -> dict[str, Any]:
        try:
            found = self._sdk.server_api(method, dict(asked), timestamp=beijing_text(at))
        except AliPayException as error:  # an answer that is an error, and not signed
            raise _unsigned_refusal(error) from error
        code, reason = str(found.get("code")), str(found.get("sub_code", ""))
        if code == _DONE:
            return dict(found)
        if code == _AGAIN or reason.endswith("SYSTEM_ERROR"):
            raise EgressFailed(f"the payment provider answered {reason or code}")
        if reason == "ACQ.TRADE_NOT_EXIST":
            raise Missing("There is no such payment.")
        raise _refusal(code, str(found.get("sub_msg") or found.get("msg") or reason))


def _unsigned_refusal(error: AliPayException) -> Exception:
    said = re.search(r"code:(\d+)", str(error))
    code = said.group(1) if said else ""
    if code == _AGAIN:
        return EgressFailed("the payment provider answered 20000")
    return _refusal(code, code)


def _refusal(code: str, message: str) -> Refused:
    if code in ("40001", "40002", "40006"):
        return Refused("The payment provider does not take this key.", field="alipay_private_key")
    return Refused("The payment provider said no: %(message)s", message=message[:300])
