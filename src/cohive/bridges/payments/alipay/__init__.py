"""Alipay behind the interface of `bridges.payments.provider`, through its SDK.

`python-alipay-sdk` signs with RSA2 and checks the signature of answers and messages; it never opens
a connection of its own: `calls` sends by the one door for outgoing requests. `reading` turns
Alipay's objects into this place's words, `fake` is an Alipay of our own with generated keys, which
tests reach over HTTP.

The SDK is slow to load and large: `calls` is imported where a provider is built, not from here.
"""

from cohive.bridges.payments.alipay.account import AlipayAccount
from cohive.bridges.payments.alipay.provider import AlipayProvider

__all__ = ["AlipayAccount", "AlipayProvider"]
