"""Addresses of the federation: which host stands behind one, and what may be one at all.

Whoever may speak is decided by hosts alone (an activity, its actor, the actor's key and the object
must share one), so there is one function that says what the host of an address is.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from cohive.bridges.payments.sending import loopback_port

__all__ = ["LENGTH_MAX", "Ports", "Unfit", "address", "host_of", "path_of"]

Ports = Collection[int]

LENGTH_MAX = 500
"""Characters of an address that is kept; Mastodon's have about a hundred."""

_SIGNS = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9.-]+(:[0-9]{1,5})?")


class Unfit(Exception):  # noqa: N818 - the far end sent something unfit, nothing broke here
    """A document or activity that is not believed or not understood; its text says why."""


def address(value: object, *, ports_here: Ports = ()) -> str:
    """The value as an https address of printable ASCII; Unfit for anything else.

    `ports_here` is the one exception: http on this machine at these ports, where a test's two
    servers run.
    """
    if not isinstance(value, str) or not 0 < len(value) <= LENGTH_MAX:
        raise Unfit("an address is missing or too long")
    if not _SIGNS.fullmatch(value) or "\\" in value:
        raise Unfit("an address holds a sign that no address has")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise Unfit("not an address") from None
    is_here = parts.scheme == "http" and port is not None and loopback_port(value) in ports_here
    if not is_here and (parts.scheme != "https" or port not in (None, 443)):
        raise Unfit("only https addresses with their usual port are followed")
    if "@" in parts.netloc or not _HOST.fullmatch(parts.netloc.lower()):
        raise Unfit("an address names no plain host")
    return value


def host_of(checked: str) -> str:
    """The host of a checked address in lower case; with its port where it is not the usual one."""
    parts = urlsplit(checked)
    host = (parts.hostname or "").rstrip(".")
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"


def path_of(checked: str) -> str:
    """Path and query of an address, as they are sent and signed."""
    parts = urlsplit(checked)
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path
