"""Connecting a provider: what a steward wrote is tidied, tried at the provider, and only then kept.

Each function takes the keys as they are and what the form gave (an empty field keeps what is
there), and returns the keys as they shall be. Refused, at the field, for what does not work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from cohive.bridges.egress import EgressFailed
from cohive.bridges.payments.bank import checked_bic, checked_iban
from cohive.bridges.payments.keys import PaymentKeys
from cohive.bridges.payments.rsa_keys import is_pair, private_key, public_key
from cohive.bridges.payments.sending import Unsigned
from cohive.trade.providers import alipay, stripe, wechat
from cohive.words.refusals import Refused

Given = Mapping[str, Any]


def connect_stripe(known: PaymentKeys, given: Given, *, at: datetime) -> PaymentKeys:  # noqa: ARG001
    """The keys with Stripe's, once it has answered them."""
    new = _merged(known, given, "stripe_")
    if not new.stripe_key.startswith(("sk_", "rk_")):
        raise Refused("A secret key begins with sk_ or rk_.", field="stripe_key")
    if not new.stripe_webhook_secret.startswith("whsec_"):
        raise Refused("A signing secret begins with whsec_.", field="stripe_webhook_secret")
    try:
        stripe(new).check()
    except EgressFailed:
        raise Refused(
            "Stripe did not answer. Nothing was changed; try again in a minute.",
            field="stripe_key",
        ) from None
    return new


def connect_wechat(known: PaymentKeys, given: Given, *, at: datetime) -> PaymentKeys:  # noqa: ARG001
    """The keys with WeChat Pay's, once it has answered them.

    The APIv3 key alone cannot be tried where WeChat Pay signs with a public key: it opens messages
    only.
    """
    new = _merged(known, given, "wechat_")
    _check_wechat(new)
    new = replace(
        new, wechat_private_key=private_key(new.wechat_private_key, field="wechat_private_key")
    )
    if new.wechat_public_key:
        new = replace(new, wechat_public_key=_theirs(new.wechat_public_key, new, "wechat"))
    try:
        wechat(new).check()
    except Unsigned:
        raise Refused(
            "WeChat Pay answered, but signed with another key than this one.",
            field="wechat_public_key",
        ) from None
    except EgressFailed:
        raise Refused(
            "WeChat Pay did not answer. Nothing was changed; try again in a minute.",
            field="wechat_merchant",
        ) from None
    return new


def _check_wechat(new: PaymentKeys) -> None:
    """Slips that can be seen without asking."""
    if not re.fullmatch(r"[0-9]{8,10}", new.wechat_merchant):
        raise Refused("A merchant number has eight to ten digits.", field="wechat_merchant")
    if not re.fullmatch(r"wx[0-9a-zA-Z]{8,30}", new.wechat_app):
        raise Refused("An app number begins with wx.", field="wechat_app")
    if not re.fullmatch(r"[0-9A-Fa-f]{8,64}", new.wechat_serial):
        raise Refused("A serial number has digits and letters A to F.", field="wechat_serial")
    if not re.fullmatch(r"[!-~]{32}", new.wechat_api_key):
        raise Refused("The APIv3 key has exactly 32 signs.", field="wechat_api_key")
    if bool(new.wechat_public_key) != bool(new.wechat_public_key_id):
        raise Refused(
            "WeChat Pay’s public key and its number come together.", field="wechat_public_key"
        )


def connect_alipay(known: PaymentKeys, given: Given, *, at: datetime) -> PaymentKeys:
    """The keys with Alipay's, once it has answered them."""
    new = _merged(known, given, "alipay_")
    if not re.fullmatch(r"[0-9]{16}", new.alipay_app):
        raise Refused("An app number has sixteen digits.", field="alipay_app")
    new = replace(
        new, alipay_private_key=private_key(new.alipay_private_key, field="alipay_private_key")
    )
    new = replace(new, alipay_public_key=_theirs(new.alipay_public_key, new, "alipay"))
    try:
        alipay(new).check(at=at)
    except Unsigned:
        raise Refused(
            "Alipay answered, but signed with another key than this one.",
            field="alipay_public_key",
        ) from None
    except EgressFailed:
        raise Refused(
            "Alipay did not answer. Nothing was changed; try again in a minute.",
            field="alipay_app",
        ) from None
    return new


def connect_bank(known: PaymentKeys, given: Given, *, at: datetime) -> PaymentKeys:  # noqa: ARG001
    """The keys with the bank account that transfers go to."""
    return replace(
        known,
        bank_holder=given["bank_holder"].strip(),
        bank_iban=checked_iban(given["bank_iban"]),
        bank_bic=checked_bic(given["bank_bic"]),
        days_held=given["days_held"],
    )


CONNECTING: dict[str, Callable[..., PaymentKeys]] = {
    "stripe": connect_stripe,
    "wechat": connect_wechat,
    "alipay": connect_alipay,
    "bank": connect_bank,
}


def without(known: PaymentKeys, name: str) -> PaymentKeys:
    """The keys without those of one provider."""
    mine = [field.name for field in fields(PaymentKeys) if field.name.startswith(f"{name}_")]
    cleared: dict[str, Any] = dict.fromkeys(mine, "")
    return replace(known, **cleared)


def _merged(known: PaymentKeys, given: Given, prefix: str) -> PaymentKeys:
    """What is there, and over it what was written."""
    written: dict[str, Any] = {
        name: value.strip()
        for name, value in given.items()
        if name.startswith(prefix) and value.strip()
    }
    return replace(known, **written)


def _theirs(text: str, new: PaymentKeys, name: str) -> str:
    """The provider's public key, which must not be our own."""
    field = f"{name}_public_key"
    found = public_key(text, field=field)
    if is_pair(getattr(new, f"{name}_private_key"), found):
        raise Refused("This is the public half of your own key. Copy the provider’s.", field=field)
    return found
