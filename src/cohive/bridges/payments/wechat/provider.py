"""WeChat Pay as a payment provider: a code to scan on a screen, a page that opens the app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from cohive.bridges.payments.numbers import fen_of, number_of
from cohive.bridges.payments.provider import (
    Intent,
    IntentState,
    Method,
    PaymentEvent,
    RefundReceipt,
)
from cohive.bridges.payments.webhooks import TOLERANCE
from cohive.bridges.payments.wechat.reading import read_refund, read_trade, trade_intent
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused

if TYPE_CHECKING:  # it brings the SDK
    from cohive.bridges.payments.wechat.calls import WechatCalls

__all__ = ["WechatProvider"]

_BODY_BYTES_MAX = 64 * 1024


class WechatProvider:
    """Payments are named by numbers of ours, made of their idempotency keys.

    Asking again with the same key asks WeChat Pay for the same number: it answers with the same
    payment, refuses another amount, and takes money for it once.
    """

    def __init__(self, calls: WechatCalls) -> None:
        self._calls = calls

    def check(self) -> None:
        """Ask about a payment that never was: only our key asks, only WeChat Pay answers.

        Raises Refused when WeChat Pay does not take the keys, Unsigned when the answer is signed
        by another key than the one we believe, EgressFailed without an answer.
        """
        try:
            self._calls.trade(number_of("whether the keys are right"))
        except Missing:
            return

    def create_intent(
        self,
        *,
        amount: Money,
        reference: str,
        idempotency_key: str,
        return_url: str,
        method: Method,
        at: datetime,  # noqa: ARG002 - WeChat Pay has a clock of its own
        payment: str = "",  # noqa: ARG002 - it is in the number
        payer_address: str = "",
    ) -> Intent:
        """`pay_url` is what the code says (`weixin://…`), or the page to open on the phone."""
        if method not in (Method.QR, Method.PHONE):
            raise Refused("Choose how to pay.", field="method")
        on_phone = method is Method.PHONE
        number = number_of(idempotency_key)
        found = self._calls.begin(
            number=number,
            fen=fen_of(amount),
            title=reference,
            payer_address=payer_address or "127.0.0.1",
            on_phone=on_phone,
        )
        url = str(found["h5_url"] if on_phone else found["code_url"])
        return Intent(
            id=number,
            state=IntentState.OPEN,
            amount=amount,
            refunded=Money.zero(amount.currency),
            reference=reference,
            method=method,
            pay_url=f"{url}&redirect_url={quote(return_url, safe='')}" if on_phone else url,
            return_url=return_url,
        )

    def cancel(
        self,
        intent_id: str,
        *,
        idempotency_key: str,  # noqa: ARG002 - closing twice is closing once
        at: datetime,
    ) -> Intent:
        """Close what nobody paid."""
        self._calls.close(intent_id)
        return self.retrieve(intent_id, at=at)

    def refund(
        self,
        intent_id: str,
        *,
        amount: Money,
        idempotency_key: str,
        at: datetime,
    ) -> RefundReceipt:
        """Give money back; WeChat Pay wants to be told what the whole payment was."""
        whole = self.retrieve(intent_id, at=at)
        if whole.state is not IntentState.SUCCEEDED:
            raise Refused("Only a payment that came can be given back.")
        number = number_of(idempotency_key)
        self._calls.give_back(
            number=intent_id, refund=number, fen=fen_of(amount), of_fen=whole.amount.minor
        )
        return RefundReceipt(id=number, intent_id=intent_id, amount=amount)

    def retrieve(
        self,
        intent_id: str,
        *,
        at: datetime,  # noqa: ARG002
    ) -> Intent:
        """How the payment stands now."""
        return trade_intent(self._calls.trade(intent_id))

    def list_events(
        self,
        *,
        since: datetime,  # noqa: ARG002
        at: datetime,  # noqa: ARG002
    ) -> list[PaymentEvent]:
        """Nothing: WeChat Pay lists only whole days that are over. `events_about` asks instead."""
        return []

    def events_about(
        self, intent_id: str, *, refunds: Sequence[str], at: datetime
    ) -> list[PaymentEvent]:
        """What happened to this payment and these refunds, as its messages would have told it."""
        found = []
        try:
            found.append(read_trade(self._calls.trade(intent_id), at=at))
        except Missing:  # nobody was ever asked for it
            return []
        for number in refunds:
            try:
                found.append(read_refund(self._calls.refund(number), at=at))
            except Missing:
                continue
        return [event for event in found if event is not None]

    def parse_webhook(
        self,
        headers: Mapping[str, str],
        body: bytes,
        *,
        secret: str,  # noqa: ARG002 - its keys are in the account
        at: datetime,
    ) -> PaymentEvent | None:
        """Read a message that WeChat Pay signed in the last five minutes and encrypted for us."""
        given = {name.lower(): value for name, value in headers.items()}
        seconds = given.get("wechatpay-timestamp", "")
        if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 12):
            raise Forbidden("This message is not signed by the payment provider.")
        if len(body) > _BODY_BYTES_MAX:
            raise Forbidden("This message is not signed by the payment provider.")
        if abs(at.timestamp() - int(seconds)) > TOLERANCE.total_seconds():
            raise Forbidden("This message was signed too long ago, or in the future.")
        kind, about = self._calls.message(given, body)
        if about.get("mchid") != self._calls.account.merchant:
            raise Refused("This message is about another shop’s money.")
        if kind == "TRANSACTION.SUCCESS":
            return read_trade(about, at=at)
        if kind.startswith("REFUND."):
            return read_refund(about, at=at)
        return None
