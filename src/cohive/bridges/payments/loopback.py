"""A provider or network of our own on a port of this machine: tests speak over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import rsa

__all__ = ["Answering", "Reply", "generated", "served"]


@dataclass(frozen=True)
class Reply:
    """What a provider of ours answers."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Answering(Protocol):
    """A provider of ours: one request in, one answer out."""

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Reply | None:
        """Answer; `target` is path and query, headers have lower-case names. None hangs up."""
        ...


@lru_cache(maxsize=8)
def generated(whose: str) -> rsa.RSAPrivateKey:  # noqa: ARG001 - one key for each name
    """A fresh RSA key for this run: making one takes a while, so each is made once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@contextmanager
def served(provider: Answering) -> Iterator[str]:
    """Serve it while the block runs; gives the base address, such as http://127.0.0.1:40321."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._do()

        def do_POST(self) -> None:
            self._do()

        def _do(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = provider.answer(self.command, self.path, headers, self.rfile.read(length))
            if reply is None:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(reply.body)))
            # who asked may be gone by now: some tests see to it
            with suppress(BrokenPipeError, ConnectionResetError):
                self.end_headers()
                self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing: a test says itself what it wants to see."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
