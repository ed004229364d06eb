"""A mailbox at its own server: read from where one stopped, changed in nothing.

Messages are fetched with PEEK, so whoever reads the mailbox elsewhere finds them as they were. A
place is a UID under a UIDVALIDITY (RFC 3501): when the server gives another validity, its old
numbers mean nothing and everything since the day of connecting is looked at again; the Message-ID
keeps what is known from coming twice.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cohive.bridges.addresses import is_loopback, is_public, parse_address
from cohive.bridges.egress import EgressFailed, system_resolver
from cohive.words.refusals import Refused

__all__ = ["Box", "Found", "MailboxFailed", "check_mailbox", "read_mailbox"]

SECONDS = 15.0
BYTES_MAX = 25 * 1024 * 1024
A_TURN = 50
TURN_BYTES_MAX = 50 * 1024 * 1024
"""Held in memory at once; what is beyond comes with the next turn."""
IMPLICIT_TLS = 993
_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class MailboxFailed(Exception):  # noqa: N818 - the server failed, not this program
    """The mailbox could not be read: a sentence. May be tried again."""


@dataclass(frozen=True)
class Box:
    """Where a mailbox is. `is_trusted`: named by whoever owns the machine, so any address goes."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    is_trusted: bool = False


@dataclass(frozen=True)
class Found:
    """Mails in the order of their UIDs, and the mark up to which they were read."""

    mails: tuple[tuple[int, bytes], ...]
    epoch: int
    position: int


def check_mailbox(box: Box) -> None:
    """Sign in and open the folder; MailboxFailed or Refused say why not."""
    with _opened(box):
        pass


def read_mailbox(box: Box, *, epoch: int, position: int, since: datetime) -> Found:
    """The next mails, at most fifty and some 50 MiB; one of more than 25 MiB is left there."""
    with _opened(box) as (server, validity):
        start = position if validity == epoch else 0
        day = f"{since.day:02d}-{_MONTHS[since.month - 1]}-{since.year}"
        wanted = _ok(server.uid("SEARCH", f"UID {start + 1}:* SINCE {day}"))
        uids = sorted({int(word) for word in b" ".join(wanted).split()})
        new = [uid for uid in uids if uid > start][:A_TURN]
        mails: list[tuple[int, bytes]] = []
        held, last = 0, start
        for uid in new:
            if held >= TURN_BYTES_MAX:
                break
            raw, last = _fetch(server, uid), uid
            held += len(raw)
            mails += [(uid, raw)] if raw else []
        return Found(tuple(mails), validity, last)


def _fetch(server: imaplib.IMAP4, uid: int) -> bytes:
    sizes = b" ".join(_flat(_ok(server.uid("FETCH", str(uid), "(RFC822.SIZE)"))))
    size = _SIZE.search(sizes)
    if size and int(size[1]) > BYTES_MAX:
        return b""
    parts = _ok(server.uid("FETCH", str(uid), "(BODY.PEEK[])"))
    return next((part[1] for part in parts if isinstance(part, tuple)), b"")


def _flat(parts: list[Any]) -> Iterator[bytes]:
    for part in parts:
        yield part[0] if isinstance(part, tuple) else part


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server told: bytes, or pairs of bytes for what came in one piece."""
    kind, parts = answer
    if kind != "OK":
        raise MailboxFailed("The mail server did not do what was asked.")
    return [part for part in parts if part is not None]


@contextmanager
def _opened(box: Box) -> Iterator[tuple[imaplib.IMAP4, int]]:
    """The folder, opened for reading only, with its UIDVALIDITY."""
    try:
        server = _connected(box)
        try:
            server.login(box.user, box.password)
        except imaplib.IMAP4.error as fault:
            server.shutdown()
            raise MailboxFailed(
                "The mail server did not take this name and password. Many ask for an app password."
            ) from fault
        try:
            _ok(server.select(f'"{box.folder}"', readonly=True))
            told = server.response("UIDVALIDITY")[1]
            yield server, int(told[0]) if told and told[0] else 0
        finally:
            server.logout()
    except (OSError, imaplib.IMAP4.error, EgressFailed) as fault:
        raise MailboxFailed("The mail server could not be reached, or broke off.") from fault


def _connected(box: Box) -> imaplib.IMAP4:
    """With TLS everywhere but on this machine."""
    address, is_here = _address(box)
    if is_here:
        return _Plain(address, box.port, timeout=SECONDS)
    context = ssl.create_default_context()
    if box.port == IMPLICIT_TLS:
        return _Secure(box.host, box.port, address=address, context=context)
    server = _Plain(address, box.port, timeout=SECONDS)
    server.host = box.host  # the name its certificate must bear
    server.starttls(context)
    return server


def _address(box: Box) -> tuple[str, bool]:
    """(the one address that is connected to, whether it is this machine): public, or trusted."""
    if not box.host or len(box.host) > 253 or not 0 < box.port < 65536:
        raise Refused("Write the name of the mail server, such as imap.example.org.", field="host")
    try:
        found = system_resolver(box.host, box.port)
    except (OSError, UnicodeError) as fault:
        raise MailboxFailed("There is no server of this name.") from fault
    for text in found:
        address = parse_address(text)
        if address is None:
            continue
        if is_loopback(address) or box.is_trusted or is_public(address):
            return text, is_loopback(address)
    raise Refused("This server’s address is not public.", field="host")


class _Plain(imaplib.IMAP4):
    """Without implicit TLS, with a limit of time."""


class _Secure(imaplib.IMAP4_SSL):
    """Connects to the checked address, and shows the name to the certificate."""

    def __init__(self, host: str, port: int, *, address: str, context: ssl.SSLContext) -> None:
        self._checked = address
        super().__init__(host, port, ssl_context=context, timeout=SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self._checked, self.port), timeout)
        secured: socket.socket = self.ssl_context.wrap_socket(plain, server_hostname=self.host)
        return secured
