"""Keys of payment providers from the environment: they win over what a steward wrote."""

from __future__ import annotations

import os


def payment_keys() -> dict[str, str]:
    """What is named, by the names of `bridges.payments.keys.PaymentKeys`."""
    return {
        "stripe_key": os.environ.get("COHIVE_STRIPE_KEY", ""),
        "stripe_webhook_secret": os.environ.get("COHIVE_STRIPE_WEBHOOK_SECRET", ""),
        "bank_holder": os.environ.get("COHIVE_BANK_HOLDER", ""),
        "bank_iban": os.environ.get("COHIVE_BANK_IBAN", ""),
        "bank_bic": os.environ.get("COHIVE_BANK_BIC", ""),
    }
