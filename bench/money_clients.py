"""Many clients at once over HTTP, from processes of their own: what `bench.money` loads with.

Plain sockets kept open, each thread sending one form after the other; nothing of the measured
program is imported here.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from urllib.parse import urlencode

__all__ = ["Answer", "Load", "figures", "load"]

PROCESSES = 2
TOKEN = "a" * 32
"""Any word of the right length is a token against forged requests, if cookie and form agree."""


@dataclass(frozen=True)
class Load:
    """`attempts` posts of `form` to `path` by `clients` threads; {n} in a value counts them."""

    port: int
    path: str
    form: tuple[tuple[str, str], ...]
    clients: int
    attempts: int
    starts_at: float


@dataclass(frozen=True)
class Answer:
    """When it was sent, how long it took (seconds), and its status."""

    sent_at: float
    seconds: float
    status: int


def load(one: Load) -> list[Answer]:
    """Run it, spread over a few processes."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(_share, [one] * PROCESSES, range(PROCESSES)))
    return sorted((a for part in parts for a in part), key=lambda answer: answer.sent_at)


def figures(answers: Sequence[Answer]) -> tuple[float, float, Counter[int]]:
    """(answers a second, 99th percentile in milliseconds, statuses)."""
    span = max(a.sent_at + a.seconds for a in answers) - min(a.sent_at for a in answers)
    times = sorted(a.seconds for a in answers)
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    return len(answers) / span, p99 * 1000, Counter(a.status for a in answers)


def _share(one: Load, part: int) -> list[Answer]:
    found: list[Answer] = []
    mine = [c for c in range(one.clients) if c % PROCESSES == part]
    threads = [threading.Thread(target=_client, args=(one, client, found)) for client in mine]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _client(one: Load, client: int, found: list[Answer]) -> None:
    numbers = range(client, one.attempts, one.clients)
    requests = [_request(one, number) for number in numbers]
    connection = socket.create_connection(("127.0.0.1", one.port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    time.sleep(max(0.0, one.starts_at - time.time()))
    for request in requests:
        began = time.time()
        connection.sendall(request)
        status = _read(connection)
        found.append(Answer(began, time.time() - began, status))
    connection.close()


def _request(one: Load, number: int) -> bytes:
    fields = [(name, value.replace("{n}", str(number))) for name, value in one.form]
    body = urlencode([*fields, ("csrfmiddlewaretoken", TOKEN)]).encode()
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    head = (
        f"POST {one.path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n"
        f"X-Forwarded-For: {address}\r\nOrigin: https://localhost\r\nCookie: csrftoken={TOKEN}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _read(connection: socket.socket) -> int:
    """One whole answer; its status."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    lengths = [line.split(":")[1] for line in lines if line.startswith("content-length:")]
    length = int(lengths[0]) if lengths else 0
    while len(body) < length:
        body += connection.recv(65536)
    return int(lines[0].split()[1])
