"""Money, fast: posting in batches, durable orders over HTTP, and a drop everybody wants.

Run: python -m bench.money [--entries 20000] [--orders 4000] [--attempts 10000] [--only ...]

(a) distributions with twenty payees, six legs each, posted in one commit with all checks and
    seals, beside posting them one by one. For PostgreSQL:
    python tools/postgresql.py python -m bench.money --only ledger
(b) orders over HTTP from 16 clients, SQLite with synchronous=FULL: the whole checkout with stock,
    contact, act and seal, beside plain Django that inserts one row.
(c) a drop: 10,000 attempts of as many people from 64 clients on 100 pieces.

Each part has a place of its own in a temporary folder. All times are of the wall.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.money_clients import Load, figures, load

CLIENTS, CROWD, PIECES = 16, 64, 100
ADDRESS = (
    ("name", "Lotte Smit"),
    ("street", "Lange Haven 74"),
    ("postcode", "3111 CH"),
    ("town", "Schiedam"),
    ("country", "NL"),
    ("email", "lotte{n}@home.example"),
    ("key", "bench-{n}"),
)
THREADS = "16"


def main() -> None:
    words = argparse.ArgumentParser(description="How fast money moves, beside peers.")
    words.add_argument("--entries", type=int, default=20_000)
    words.add_argument("--orders", type=int, default=4_000)
    words.add_argument("--attempts", type=int, default=10_000)
    words.add_argument("--only", choices=("ledger", "orders", "drop"))
    given = words.parse_args()
    print(f"{'':44}{'a second':>10}{'x peer':>8}{'p99 ms':>9}  what came")
    if given.only in (None, "ledger"):
        ledger(given.entries)
    if given.only in (None, "orders"):
        orders(given.orders)
    if given.only in (None, "drop"):
        drop(given.attempts)


def row(name: str, rate: float, peer: float = 0.0, p99: float = 0.0, what: object = "") -> None:
    ratio, latency = f"{rate / peer:.2f}" if peer else "1", f"{p99:.0f}" if p99 else ""
    print(f"{name:44}{rate:>10.0f}{ratio:>8}{latency:>9}  {what}", flush=True)


def told(module: str, *arguments: str, **environment: str) -> list[str]:
    """The last line a module of ours printed, in words."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()[-1].split()


def ledger(entries: int) -> None:
    """Part (a)."""
    with tempfile.TemporaryDirectory(prefix="cohive-bench-") as home:
        one, many, check = map(
            float, told("bench.money_place", "ledger", str(entries), COHIVE_HOME=home)
        )
    row("(a) ledger: one by one, a commit each", one)
    row("    ledger: in one commit", many, one, what=f"{entries} entries of six legs")
    row("    verify of the chain and the books, rows", check)


@contextmanager
def serving(application: str, **environment: str) -> Iterator[int]:
    """granian as `cohive serve` starts it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    child = subprocess.Popen(  # noqa: S603 - as `cohive serve`
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi"),
            *("--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "1", "--blocking-threads", THREADS),
            *("--log-level", "error", "--no-ws", application),
        ],
        env={**os.environ, **environment},
        stderr=subprocess.DEVNULL,  # a line for each refusal
        start_new_session=True,
    )
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(1.0)
        yield port
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def orders(count: int) -> None:
    """Part (b)."""
    warm = 2 * CLIENTS
    with tempfile.TemporaryDirectory(prefix="cohive-bench-") as home:
        plain = str(Path(home) / "plain.sqlite3")
        with serving("bench.money_plain:application", COHIVE_BENCH_PLAIN=plain) as port:
            form = (("name", "{n}"),)
            load(Load(port, "/", form, CLIENTS, warm, time.time() + 1))
            answers = load(Load(port, "/", form, CLIENTS, count, time.time() + 1))
        peer, p99, statuses = figures(answers)
        row("(b) plain Django, one row each", peer, p99=p99, what=dict(statuses))
        place = {"COHIVE_HOME": str(Path(home) / "place"), "COHIVE_ADDRESS": "https://localhost"}
        [variant] = told("bench.money_place", "shop", str(count + warm), **place)
        with serving("cohive.house.wsgi:application", **place) as port:
            path = f"/checkout/?variant={variant}&quantity=1"
            before = tuple((n, v.replace("bench-", "warm-")) for n, v in ADDRESS)
            load(Load(port, path, before, CLIENTS, warm, time.time() + 1))
            answers = load(Load(port, path, ADDRESS, CLIENTS, count, time.time() + 1))
        rate, p99, statuses = figures(answers)
        row("    an order with stock, contact, act, seal", rate, peer, p99, dict(statuses))
        print("    ", *told("bench.money_place", "count", **place))


def drop(attempts: int) -> None:
    """Part (c)."""
    with tempfile.TemporaryDirectory(prefix="cohive-bench-") as home:
        place = {"COHIVE_HOME": home, "COHIVE_ADDRESS": "https://localhost"}
        variant, warm, opens_at = told("bench.money_place", "drop", str(PIECES), **place)
        with serving("cohive.house.wsgi:application", **place) as port:
            path = f"/drops/%s/buy/?variant={variant}&quantity=1"
            before = tuple((n, v.replace("{n}", "w{n}")) for n, v in ADDRESS)
            load(Load(port, path % warm, before, CROWD, CROWD, time.time() + 1))
            starts_at = max(time.time(), float(opens_at)) + 1
            answers = load(Load(port, path % "rush", ADDRESS, CROWD, attempts, starts_at))
        rate, p99, statuses = figures(answers)
        sold = [a for a in answers if a.status == 302]
        began = min(a.sent_at for a in answers)
        while_stock = len(sold) / (max(a.sent_at + a.seconds for a in sold) - began)
        row("(c) a drop: orders while stock lasts", while_stock, what=f"{len(sold)} sold")
        row("    a drop: all attempts", rate, p99=p99, what=dict(statuses))
        print("    ", *told("bench.money_place", "count", **place))


if __name__ == "__main__":
    main()
