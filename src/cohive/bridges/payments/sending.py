"""How calls to a payment provider leave this place: by the one door for outgoing requests.

Every provider takes a `Send`, which is `egress.fetch` but for a test that stands in its place, and
a base address. An address of this machine is taken at its one port: there a test's provider runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from cohive.bridges.egress import Answer, EgressFailed, Limits

__all__ = ["LIMITS", "Send", "Unsigned", "loopback_port"]

LIMITS = Limits(seconds=15.0, body_bytes=4 * 1024 * 1024)
"""What one call to a provider may cost."""


class Unsigned(EgressFailed):
    """An answer came that the provider did not sign: whatever it says is not believed."""


class Send(Protocol):
    """The shape of `egress.fetch`, so that a test can stand in for the network."""

    def __call__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes,
        limits: Limits,
        allow_loopback_port: int | None,
    ) -> Answer:
        """Send one request."""
        ...


def loopback_port(base: str) -> int | None:
    """The port of a base address on this machine; None for every other address."""
    parts = urlsplit(base)
    return parts.port if parts.hostname in ("localhost", "127.0.0.1") else None
