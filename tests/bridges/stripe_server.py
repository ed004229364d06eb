"""Our own Stripe behind HTTP on this machine: the same memory, reached through the real door."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cohive.bridges.egress import EgressFailed, Limits
from cohive.bridges.payments.stripe import StripeCalls
from cohive.bridges.payments.stripe.fake import KEY, FakeStripe


@contextmanager
def served(fake: FakeStripe) -> Iterator[StripeCalls]:
    """Calls that reach the fake over a socket; a lost answer is a connection that breaks off."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            try:
                answer = fake(
                    self.command,
                    f"http://{self.headers['host']}{self.path}",
                    headers={name.lower(): value for name, value in self.headers.items()},
                    body=body,
                    limits=Limits(),
                    allow_loopback_port=None,
                )
            except EgressFailed:
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = _answer  # noqa: N815 - the names the server calls

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield StripeCalls(KEY, base=f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
