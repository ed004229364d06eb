"""A real mail server on loopback that writes down each mail it took."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller


class Taking:
    """The server's handler: `answers` may refuse addresses; `seconds` is how long a mail takes."""

    def __init__(self, *, seconds: float = 0.0, is_pipelining: bool = False) -> None:
        self.taken: Counter[str] = Counter()
        self.contents: dict[str, bytes] = {}
        self.answers: dict[str, str] = {}
        self.connections = 0
        self.seconds = seconds
        self.is_pipelining = is_pipelining
        self.keeps = True
        self.reached = threading.Condition()

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        del server, envelope
        session.host_name = hostname
        self.connections += 1
        return [*responses[:-1], *(["250-PIPELINING"] if self.is_pipelining else []), responses[-1]]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: list[str]
    ) -> str:
        del server, session, rcpt_options
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        del server, session
        if self.seconds:
            await asyncio.sleep(self.seconds)
        with self.reached:
            for address in envelope.rcpt_tos:
                self.taken[address] += 1
                if self.keeps:
                    self.contents[address] = envelope.content
            self.reached.notify_all()
        return "250 2.0.0 taken"

    def wait_for(self, count: int, seconds: float = 60) -> None:
        """Wait until so many mails were taken."""
        with self.reached:
            assert self.reached.wait_for(lambda: self.taken.total() >= count, seconds)


@contextmanager
def serving(taking: Taking) -> Iterator[int]:
    """Serve on a free port of loopback; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    controller = Controller(taking, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
