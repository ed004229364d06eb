"""Which addresses on the internet are public: the rule behind every outgoing request.

A list of forbidden addresses always misses one, and the standard library's `is_global` says yes to
loopback in NAT64 or 6to4 clothes. So the rule is the other way round: an address is unwrapped until
nothing is wrapped any more, and each address found inside must be plain global unicast.
Sources: IANA special-purpose address registries (IPv4, IPv6), RFC 4291, 6052, 3056, 4380, 5214.
"""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

__all__ = ["Address", "is_loopback", "is_public", "parse_address"]

Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_ISATAP_IDENTIFIERS = frozenset({0x0000_5EFE, 0x0200_5EFE})

_SPECIAL_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_SPECIAL_V6 = tuple(
    IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20")
)


def parse_address(text: str) -> Address | None:
    """The address a text writes in full, or None when it is a name (or a trick, such as 127.1)."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Whether this is global unicast, and so is every address wrapped inside it."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _SPECIAL_V4)
    inner = _wrapped(address)
    if inner:
        return all(is_public(part) for part in inner)
    if address.scope_id is not None or address not in _GLOBAL_UNICAST:
        return False
    return address.is_global and not any(address in network for network in _SPECIAL_V6)


def is_loopback(address: Address) -> bool:
    """Whether this is the machine itself, written plainly (127.0.0.0/8 or ::1)."""
    return address.is_loopback


def _wrapped(address: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses a transition mechanism hides in an IPv6 address; empty when none."""
    low = IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.sixtofour is not None:
        return [address.sixtofour]
    if address.teredo is not None:
        return list(address.teredo)
    if address in _NAT64 or address in _COMPATIBLE:
        return [low]
    if (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP_IDENTIFIERS:
        return [low]
    return []
