"""Whether a mail proves that it is from the address it says it is from (RFC 8601).

Anybody can write any address into a mail. The place's own mail server checks the signature of the
sender's domain and writes what it found on top of the mail, under its own name. Only the topmost
such header counts, only under the name a steward wrote down, and only for the very domain of the
one sender: whatever stands below may have been written by whoever sent the mail.
"""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.utils import getaddresses

__all__ = ["proves_sender"]

HEADER_CHARACTERS_MAX = 8_000
_RESULT = re.compile(r"\s*(dmarc|dkim)\s*=\s*pass\b", re.IGNORECASE)
_PROPERTY = re.compile(r"\bheader\.(from|d)\s*=\s*([^\s;]+)", re.IGNORECASE)
_MEANT = {"dmarc": "from", "dkim": "d"}


def proves_sender(mail: EmailMessage, server: str) -> bool:
    """Whether the topmost result is of `server` and says that the sender's domain signed it.

    False without a server, with more than one sender, and for whatever cannot be read.
    """
    domain = _domain(mail)
    found = _headers(mail, "authentication-results")
    if not server or not domain or not found:
        return False
    parts = _parts(found[0][:HEADER_CHARACTERS_MAX])
    named = parts[0].split()
    if not named or named[0].casefold() != server.strip().casefold():
        return False
    return any(_passes(part, domain) for part in parts[1:])


def _passes(part: str, domain: str) -> bool:
    """Whether one result says pass for this very domain."""
    result = _RESULT.match(part)
    if result is None:
        return False
    wanted = _MEANT[result[1].casefold()]
    said = {
        value.casefold().rstrip(".")
        for name, value in _PROPERTY.findall(part)
        if name.casefold() == wanted
    }
    return said == {domain}


def _domain(mail: EmailMessage) -> str:
    """The domain of the one address it says it is from; '' where there is none or more."""
    senders = _headers(mail, "from")
    if len(senders) != 1:
        return ""
    found = [address for _name, address in getaddresses([senders[0]]) if address]
    if len(found) != 1 or found[0].count("@") != 1:
        return ""
    return found[0].rpartition("@")[2].strip().casefold()


def _headers(mail: EmailMessage, name: str) -> list[str]:
    try:
        return [" ".join(str(value).split()) for value in mail.get_all(name, [])]
    except (ValueError, IndexError, TypeError, AttributeError):  # the parser meets broken headers
        return []


def _parts(text: str) -> list[str]:
    """The pieces between semicolons, comments and quoted strings taken out: both can hold what a
    stranger wrote."""
    depth, quoted, escaped = 0, False, False
    kept: list[str] = []
    for sign in text:
        if escaped:
            escaped = False
        elif sign == "\\" and (quoted or depth):
            escaped = True
        elif quoted:
            quoted = sign != '"'
        elif sign == '"' and not depth:
            quoted = True
            kept.append("?")  # something quoted stood here: it is no plain domain
        elif sign == "(":
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(sign)
    return "".join(kept).split(";")
