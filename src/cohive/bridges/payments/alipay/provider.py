"""Alipay as a payment provider: its own page on a screen, its app on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from cohive.bridges.payments.alipay.reading import read_refund, read_trade, trade_intent
from cohive.bridges.payments.numbers import number_of, yuan_of
from cohive.bridges.payments.provider import (
    Intent,
    IntentState,
    Method,
    PaymentEvent,
    RefundReceipt,
)
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused

if TYPE_CHECKING:  # it brings the SDK
    from cohive.bridges.payments.alipay.calls import AlipayCalls

__all__ = ["AlipayProvider"]

_BODY_BYTES_MAX = 64 * 1024
_FIELDS_MAX = 100


class AlipayProvider:
    """Payments are named by numbers of ours, made of their idempotency keys.

    A payment exists at Alipay from the moment its buyer opens the page; until then it is Missing
    there. One number is paid once.
    """

    def __init__(self, calls: AlipayCalls) -> None:
        self._calls = calls

    def check(self, *, at: datetime) -> None:
        """Ask about a payment that never was: only our key asks, only Alipay answers.

        Raises Refused when Alipay does not take the keys, Unsigned when the answer is signed by
        another key than the one we believe, EgressFailed without an answer.
        """
        try:
            self._calls.trade(number_of("whether the keys are right"), at=at)
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
        at: datetime,
        payment: str = "",  # noqa: ARG002 - it is in the number
        payer_address: str = "",  # noqa: ARG002
    ) -> Intent:
        """`pay_url` is Alipay's page; it is signed here, and nobody is asked."""
        if method not in (Method.QR, Method.PHONE):
            raise Refused("Choose how to pay.", field="method")
        number = number_of(idempotency_key)
        return Intent(
            id=number,
            state=IntentState.OPEN,
            amount=amount,
            refunded=Money.zero(amount.currency),
            reference=reference,
            method=method,
            pay_url=self._calls.page(
                number=number,
                yuan=yuan_of(amount),
                title=reference,
                return_url=return_url,
                on_phone=method is Method.PHONE,
                at=at,
            ),
            return_url=return_url,
        )

    def cancel(
        self,
        intent_id: str,
        *,
        idempotency_key: str,  # noqa: ARG002 - closing twice is closing once
        at: datetime,
    ) -> Intent:
        """Close what nobody paid; Missing where nobody began to."""
        self._calls.close(intent_id, at=at)
        return self.retrieve(intent_id, at=at)

    def refund(
        self,
        intent_id: str,
        *,
        amount: Money,
        idempotency_key: str,
        at: datetime,
    ) -> RefundReceipt:
        """Give money back."""
        number = number_of(idempotency_key)
        self._calls.give_back(number=intent_id, refund=number, yuan=yuan_of(amount), at=at)
        return RefundReceipt(id=number, intent_id=intent_id, amount=amount)

    def retrieve(self, intent_id: str, *, at: datetime) -> Intent:
        """How the payment stands now."""
        return trade_intent(self._calls.trade(intent_id, at=at))

    def list_events(
        self,
        *,
        since: datetime,  # noqa: ARG002
        at: datetime,  # noqa: ARG002
    ) -> list[PaymentEvent]:
        """Nothing: Alipay lists only whole days that are over. `events_about` asks instead."""
        return []

    def events_about(
        self, intent_id: str, *, refunds: Sequence[str], at: datetime
    ) -> list[PaymentEvent]:
        """What happened to this payment and these refunds, as its messages would have told it."""
        try:
            found = [read_trade(self._calls.trade(intent_id, at=at), at=at)]
        except Missing:  # nobody opened Alipay's page
            return []
        found += [self._refund(intent_id, number, at=at) for number in refunds]
        return [event for event in found if event is not None]

    def parse_webhook(
        self,
        headers: Mapping[str, str],  # noqa: ARG002 - the signature is among the parameters
        body: bytes,
        *,
        secret: str,  # noqa: ARG002 - its keys are in the account
        at: datetime,
    ) -> PaymentEvent | None:
        """Read a message that Alipay signed.

        A message about a refund says what went back in all, so Alipay is asked what this one was.
        A copy of an old message does nothing: its event was acted on before.
        """
        said = _read(body)
        if said is None or not self._calls.is_signed(said):
            raise Forbidden("This message is not signed by the payment provider.")
        if said.get("app_id") != self._calls.account.app:
            raise Refused("This message is about another shop’s money.")
        if said.get("out_biz_no") and (said.get("gmt_refund") or said.get("refund_fee")):
            return self._refund(said.get("out_trade_no", ""), said["out_biz_no"], at=at)
        return read_trade(said, at=at)

    def _refund(self, number: str, refund: str, *, at: datetime) -> PaymentEvent | None:
        found = self._calls.refund(number=number, refund=refund, at=at)
        return read_refund({"out_trade_no": number, "out_request_no": refund, **found}, at=at)


def _read(body: bytes) -> dict[str, str] | None:
    """The parameters of a message; None where one is named twice, or it is no form."""
    if len(body) > _BODY_BYTES_MAX:
        return None
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MAX
        )
    except ValueError:
        return None
    found = dict(pairs)
    return found if found and len(found) == len(pairs) else None
