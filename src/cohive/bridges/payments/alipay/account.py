"""A merchant's account at Alipay: what is known of it without its SDK."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["AlipayAccount"]


@dataclass(frozen=True)
class AlipayAccount:
    """An application of the merchant's, and its keys as `rsa_keys` writes them.

    `public_key` is Alipay's, which its pages show once the application's own was given to it.
    """

    app: str
    private_key: str = field(repr=False)
    public_key: str
