"""Stripe behind the interface of `bridges.payments.provider`, over HTTP and without its library.

Ten calls are used. `calls` sends them through the one door for outgoing requests, `reading` turns
Stripe's objects into this place's words, `webhooks` checks signatures, `provider` and `payouts`
are what the rooms talk to, and `fake` is a Stripe of our own that tests use.
"""

from cohive.bridges.payments.stripe.calls import STRIPE, StripeCalls
from cohive.bridges.payments.stripe.payouts import StripePayouts
from cohive.bridges.payments.stripe.provider import StripeProvider

__all__ = ["STRIPE", "StripeCalls", "StripePayouts", "StripeProvider"]
