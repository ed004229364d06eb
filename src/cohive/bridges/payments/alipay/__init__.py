"""Alipay behind the interface of `bridges.payments.provider`, through its SDK.

`python-alipay-sdk` signs with RSA2 and checks the signature of answers and messages; it never opens
a connection of its own: `calls` sends by the one door for outgoing requests. `reading` turns
Alipay's objects into this place's words, `fake` is an Alipay of our own with generated keys, which
tests reach over HTTP.
"""

from cohive.bridges.payments.alipay.calls import ALIPAY, AlipayAccount, AlipayCalls
from cohive.bridges.payments.alipay.provider import AlipayProvider

__all__ = ["ALIPAY", "AlipayAccount", "AlipayCalls", "AlipayProvider"]
