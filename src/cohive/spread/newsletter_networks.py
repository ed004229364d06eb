"""Which block of the network somebody asks from: counted for an hour, never kept."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network

from django.http import HttpRequest

IPV4_PREFIX, IPV6_PREFIX = 24, 64


def network_of(request: HttpRequest) -> str:
    """The /24 or /64 of who asks; '' when it is not known."""
    try:
        address = ip_address(str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return ""
    prefix = IPV4_PREFIX if isinstance(address, IPv4Address) else IPV6_PREFIX
    return str(ip_network((address, prefix), strict=False))
