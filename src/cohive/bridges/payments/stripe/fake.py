"""A Stripe of our own for tests: Checkout, payment intents, refunds, disputes, events, Connect.

It answers in Stripe's words and nobody's money moves. It stands where `egress.fetch` stands, keeps
idempotency keys as Stripe does (same key and body: the same answer; another body: an error), and
`lose_next_answer` lets a call have its effect while its answer is lost on the way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cohive.bridges.egress import Answer, EgressFailed, Limits
from cohive.bridges.payments.stripe.webhooks import sign_stripe_webhook

__all__ = ["FakeStripe"]

KEY = "sk_test_fake"
SECRET = "whsec_fake"  # noqa: S105 - it signs for a fake

Form = dict[str, str]


class _Told(Exception):  # noqa: N818 - an answer, not a fault
    """An error as Stripe tells it."""

    def __init__(
        self, status: int, message: str, kind: str = "invalid_request_error", code: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": kind, "message": message, "code": code}


class FakeStripe:
    """Memory of one test. Its clock is the attribute `now`, which a test sets."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.calls: list[tuple[str, str]] = []
        self.events: list[dict[str, Any]] = []
        self.lose_next_answer = False
        self.has_money = True
        self._objects: dict[str, dict[str, Any]] = {}
        self._answers: dict[str, tuple[bytes, Answer]] = {}
        self._numbers: dict[str, int] = {}

    def __call__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes,
        limits: Limits,  # noqa: ARG002 - nothing is slow or long here
        allow_loopback_port: int | None,  # noqa: ARG002
    ) -> Answer:
        """Answer one request."""
        parts = urlsplit(url)
        self.calls.append((method, parts.path))
        key = headers.get("idempotency-key", "")
        if headers.get("authorization") != f"Bearer {KEY}":
            return self._answer(url, 401, {"error": {"type": "invalid_request_error"}})
        asked = parts.path.encode() + b"?" + body
        if key and key in self._answers:
            before, kept = self._answers[key]
            if before != asked:
                return self._answer(url, 400, {"error": {"type": "idempotency_error"}})
            return kept
        form = dict(parse_qsl(body.decode() if method == "POST" else parts.query))
        try:
            answer = self._answer(url, 200, self._routed(method, parts.path, form))
        except _Told as told:
            answer = self._answer(url, told.status, {"error": told.error})
        if key and answer.status < 500:
            self._answers[key] = (asked, answer)
        if self.lose_next_answer:
            self.lose_next_answer = False
            raise EgressFailed("the answer was lost")
        return answer

    def pay(self, session: str) -> dict[str, Any]:
        """The buyer pays on Checkout's page; returns the payment intent."""
        found = self._of(session)
        intent = self._intent(found)
        intent |= {"status": "succeeded", "amount_received": intent["amount"]}
        intent["latest_charge"] = self._put(
            "ch", {"currency": intent["currency"], "amount_refunded": 0}
        )["id"]
        found |= {"status": "complete", "payment_status": "paid"}
        self._tell("payment_intent.succeeded", intent)
        return intent

    def decline(self, session: str) -> dict[str, Any]:
        """The buyer's bank says no; the session stays open."""
        intent = self._intent(self._of(session))
        self._tell("payment_intent.payment_failed", intent)
        return intent

    def refund(self, intent: str, minor: int) -> dict[str, Any]:
        """Somebody gives money back in Stripe's own pages."""
        return self._refunded({"payment_intent": intent, "amount": str(minor)})

    def fail_refund(self, refund: str) -> dict[str, Any]:
        """The buyer's bank did not take the money that was given back."""
        found = self._of(refund)
        found["status"] = "failed"
        self._tell("refund.failed", found)
        return found

    def dispute(self, intent: str, *, fee_minor: int = 1500) -> dict[str, Any]:
        """The buyer's bank takes back what is left of the payment."""
        about = self._of(intent)
        back = self._of(about["latest_charge"])["amount_refunded"]
        made = self._put(
            "dp",
            {
                "object": "dispute",
                "payment_intent": intent,
                "amount": about["amount"] - back,
                "currency": about["currency"],
                "status": "needs_response",
                "reason": "fraudulent",
                "created": self._seconds(),
                "evidence_details": {"due_by": self._seconds() + 7 * 24 * 3600},
                "balance_transactions": [{"fee": fee_minor, "currency": about["currency"]}],
            },
        )
        self._tell("charge.dispute.created", made)
        return made

    def close_dispute(self, dispute: str, *, won: bool) -> dict[str, Any]:
        """The bank decides."""
        found = self._of(dispute)
        found["status"] = "won" if won else "lost"
        self._tell("charge.dispute.closed", found)
        return found

    def accept_papers(self, account: str) -> None:
        """Stripe has looked at a payee's papers."""
        self._of(account).update(
            capabilities={"transfers": "active"}, requirements={"currently_due": []}
        )

    def close_account(self, account: str) -> None:
        """A payee closed her account, or Stripe did."""
        self._of(account)["capabilities"] = {"transfers": "inactive"}

    def bring_back(self, transfer: str, minor: int | None = None) -> None:
        """A transfer comes back, or a part of it."""
        found = self._of(transfer)
        found["amount_reversed"] += found["amount"] if minor is None else minor

    def forget_keys(self) -> None:
        """Stripe keeps idempotency keys for a day or so."""
        self._answers.clear()

    def message(self, event: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
        """An event as it is sent: its headers and its body."""
        body = json.dumps(event).encode()
        return sign_stripe_webhook(body, secret=SECRET, at=self.now), body

    def _routed(self, method: str, path: str, form: Form) -> dict[str, Any]:
        routes: list[tuple[str, str, Callable[..., dict[str, Any]]]] = [
            ("GET", r"/v1/balance", lambda _: {"available": [{"currency": "eur"}]}),
            ("GET", r"/v1/events", self._listed),
            ("POST", r"/v1/checkout/sessions", self._session),
            ("GET", r"/v1/checkout/sessions/(cs_\w+)", self._shown),
            ("POST", r"/v1/checkout/sessions/(cs_\w+)/expire", self._expired),
            ("GET", r"/v1/payment_intents/(pi_\w+)", self._shown),
            ("POST", r"/v1/refunds", self._refunded),
            ("POST", r"/v1/accounts", self._account),
            ("GET", r"/v1/accounts/(acct_\w+)", self._shown),
            ("POST", r"/v1/account_links", self._account_link),
            ("POST", r"/v1/transfers", self._transfer),
            ("GET", r"/v1/transfers", self._transfers),
            ("GET", r"/v1/transfers/(tr_\w+)", self._shown),
            ("POST", r"/v1/transfers/(tr_\w+)/reversals", self._reversed),
        ]
        for wanted, pattern, work in routes:
            match = re.fullmatch(pattern, path)
            if match and method == wanted:
                return work(form, *match.groups())
        raise _Told(404, f"Unrecognized request URL ({method}: {path}).")

    def _session(self, form: Form) -> dict[str, Any]:
        made = self._put(
            "cs",
            {
                "object": "checkout.session",
                "status": "open",
                "payment_status": "unpaid",
                "amount_total": int(form["line_items[0][price_data][unit_amount]"]),
                "currency": form["line_items[0][price_data][currency]"],
                "payment_intent": None,
                "metadata": _inner(form, "payment_intent_data[metadata]"),
                "success_url": form["success_url"],
            },
        )
        made["url"] = f"https://checkout.stripe.com/c/pay/{made['id']}"
        return made

    def _intent(self, session: dict[str, Any]) -> dict[str, Any]:
        """The session's payment intent, which Stripe makes when the buyer begins to pay."""
        if session["payment_intent"] is None:
            made = self._put(
                "pi",
                {
                    "object": "payment_intent",
                    "amount": session["amount_total"],
                    "currency": session["currency"],
                    "status": "requires_payment_method",
                    "metadata": session["metadata"],
                    "latest_charge": None,
                },
            )
            session["payment_intent"] = made["id"]
        return self._of(session["payment_intent"])

    def _shown(self, form: Form, object_id: str) -> dict[str, Any]:
        """An object, with the one path that is asked to be expanded."""
        found = dict(self._of(object_id))
        at = found
        for name in filter(None, form.get("expand[]", "").split(".")):
            if at.get(name) is not None:
                at[name] = dict(self._of(at[name]))
                at = at[name]
        return found

    def _expired(self, _: Form, session: str) -> dict[str, Any]:
        found = self._of(session)
        if found["status"] != "open":
            raise _Told(400, "Only Checkout Sessions with a status of open can be expired.")
        found["status"] = "expired"
        return found

    def _refunded(self, form: Form) -> dict[str, Any]:
        intent = self._of(form["payment_intent"])
        if intent["status"] != "succeeded":
            raise _Told(400, "This PaymentIntent does not have a successful charge to refund.")
        charge, minor = self._of(intent["latest_charge"]), int(form["amount"])
        if charge["amount_refunded"] + minor > intent["amount"]:
            raise _Told(400, "Refund amount is greater than the unrefunded amount on the charge.")
        charge["amount_refunded"] += minor
        made = self._put(
            "re",
            {
                "object": "refund",
                "payment_intent": intent["id"],
                "amount": minor,
                "currency": intent["currency"],
                "status": "succeeded",
            },
        )
        self._tell("refund.created", made)
        return made

    def _account(self, form: Form) -> dict[str, Any]:
        return self._put(
            "acct",
            {
                "object": "account",
                "country": form["country"],
                "capabilities": {"transfers": "inactive"},
                "requirements": {"currently_due": ["individual.id_number"]},
            },
        )

    def _account_link(self, form: Form) -> dict[str, Any]:
        return {"url": f"https://connect.stripe.com/setup/e/{self._of(form['account'])['id']}"}

    def _transfer(self, form: Form) -> dict[str, Any]:
        account = self._of(form["destination"])
        if account["capabilities"]["transfers"] != "active":
            raise _Told(400, "Your destination account needs to have the transfers capability.")
        if not self.has_money:
            raise _Told(400, "You have insufficient available funds.", code="balance_insufficient")
        return self._put(
            "tr",
            {
                "object": "transfer",
                "destination": account["id"],
                "amount": int(form["amount"]),
                "amount_reversed": 0,
                "currency": form["currency"],
                "transfer_group": form["transfer_group"],
            },
        )

    def _transfers(self, form: Form) -> dict[str, Any]:
        """The transfers of one group, the newest first."""
        group = form["transfer_group"]
        found = [each for each in self._objects.values() if each.get("transfer_group") == group][
            ::-1
        ]
        return {"data": found[: int(form["limit"])], "has_more": False}

    def _reversed(self, form: Form, transfer: str) -> dict[str, Any]:
        found, minor = self._of(transfer), int(form["amount"])
        if found["amount_reversed"] + minor > found["amount"]:
            raise _Told(400, "The reversal is more than what is left of the transfer.")
        found["amount_reversed"] += minor
        return self._put("trr", {"object": "transfer_reversal", "amount": minor})

    def _listed(self, form: Form) -> dict[str, Any]:
        """Events, the newest first, one page."""
        since = int(form.get("created[gte]", "0"))
        found = [event for event in reversed(self.events) if event["created"] >= since]
        after = form.get("starting_after")
        if after:
            ids = [event["id"] for event in found]
            found = found[ids.index(after) + 1 :]
        limit = int(form["limit"])
        return {"data": found[:limit], "has_more": len(found) > limit}

    def _tell(self, kind: str, about: Mapping[str, Any]) -> None:
        event = {"type": kind, "created": self._seconds(), "data": {"object": dict(about)}}
        self.events.append({"id": self._id("evt"), **event})

    def _seconds(self) -> int:
        return int(self.now.timestamp())

    def _put(self, prefix: str, values: dict[str, Any]) -> dict[str, Any]:
        made = {"id": self._id(prefix), **values}
        self._objects[made["id"]] = made
        return made

    def _id(self, prefix: str) -> str:
        self._numbers[prefix] = self._numbers.get(prefix, 0) + 1
        return f"{prefix}_{self._numbers[prefix]}"

    def _of(self, object_id: str) -> dict[str, Any]:
        found = self._objects.get(object_id)
        if found is None:
            raise _Told(404, f"No such object: '{object_id}'")
        return found

    @staticmethod
    def _answer(url: str, status: int, found: Mapping[str, Any]) -> Answer:
        return Answer(status, {}, json.dumps(found).encode(), url, "192.0.2.1")


def _inner(form: Form, name: str) -> dict[str, str]:
    """The values written under a[b][…]."""
    return {
        key.removeprefix(f"{name}[").removesuffix("]"): value
        for key, value in form.items()
        if key.startswith(f"{name}[")
    }
