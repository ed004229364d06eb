"""A merchant's account at WeChat Pay: what is known of it without its SDK."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["WechatAccount"]


@dataclass(frozen=True)
class WechatAccount:
    """A merchant's account and keys, as `rsa_keys` writes them.

    Without a public key of WeChat Pay its platform certificates are fetched, opened with the API
    key, and used instead: merchants of before late 2024 have those.
    """

    merchant: str
    app: str
    serial: str
    private_key: str = field(repr=False)
    api_key: str = field(repr=False)
    public_key: str = ""
    public_key_id: str = ""
