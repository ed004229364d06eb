"""A real IMAP server and a real SMTP server on this machine, for tests."""

from __future__ import annotations

import imaplib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from importlib.util import find_spec
from typing import Any

import pytest

BEGIN = "import sys; from pymap.main import main; sys.exit(main())"
USER, PASSWORD = "demouser", "demopass"


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def imap_server() -> Iterator[int]:
    """pymap on this port while the block runs; without pymap the test is skipped."""
    if find_spec("pymap") is None:
        missing = "needs pymap as the IMAP server: it stands in requirements/dev.txt"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    port = free_port()
    words = [sys.executable, "-c", BEGIN, "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    words += ["--no-service", "admin", "--no-service", "managesieve", "dict", "--demo-data"]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(10)


class Kept:
    """What a mail server was given."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(envelope.content)
        return self.answer


@contextmanager
def smtp_server() -> Iterator[tuple[int, Kept]]:
    """aiosmtpd on this port, and what it was given, while the block runs."""
    aiosmtpd = pytest.importorskip(
        "aiosmtpd.controller", reason="needs aiosmtpd as the mail server"
    )
    kept, port = Kept(), free_port()
    controller = aiosmtpd.Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, kept
    finally:
        controller.stop()


def put_mail(port: int, **named: Any) -> str:
    """Lay a mail into the mailbox at this port; return its Message-ID."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = named.get("sender", "Lotte Smit <lotte@home.example>")
    mail["To"] = named.get("to", "hi@ferry.example")
    mail["Subject"] = named.get("subject", "My shirt")
    mail["Message-ID"] = named.get("name", f"<{time.monotonic_ns()}@home.example>")
    for header, value in named.get("headers", {}).items():
        mail[header] = value
    mail.set_content(named.get("text", "The collar is loose."))
    server = imaplib.IMAP4("127.0.0.1", port)
    server.login(USER, PASSWORD)
    assert server.append("INBOX", "", None, bytes(mail))[0] == "OK"
    server.logout()
    return str(mail["Message-ID"])
