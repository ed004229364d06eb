"""WeChat Pay (API v3) behind the interface of `bridges.payments.provider`, through its SDK.

`wechatpayv3` signs requests, checks the signature of answers and messages, and opens what they
carry encrypted; it never opens a connection of its own: `calls` sends by the one door for outgoing
requests. `reading` turns WeChat's objects into this place's words, `fake` is a WeChat Pay of our
own with generated keys, which tests reach over HTTP.

The SDK is slow to load and large: `calls` is imported where a provider is built, not from here.
"""

from cohive.bridges.payments.wechat.account import WechatAccount
from cohive.bridges.payments.wechat.provider import WechatProvider

__all__ = ["WechatAccount", "WechatProvider"]
