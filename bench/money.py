"""Money, fast: posting in batches, durable orders over HTTP, and a drop everybody wants.

Run: python -m bench.money [--entries 20000] [--orders 4000] [--attempts 10000] [--only ...]
                           [--peers PYTHON]

(a) distributions with twenty payees, six legs each, posted in one commit with all checks and
    seals, on SQLite and, where it is installed, on PostgreSQL; beside posting them one by one, and
    beside django-hordak and django-ledger, which stand in a virtual environment of their own
    (`--peers peers/bin/python`, after `peers/bin/pip install django-hordak django-ledger psycopg`).
(b) orders over HTTP from 16 clients, SQLite with synchronous=FULL: the whole checkout with stock,
    contact, act and seal, beside plain Django that inserts one row.
(c) a drop: 10,000 attempts of as many people from 64 clients on 100 pieces.

Each part has a place of its own in a temporary folder. Beside the rate of the wall stands the rate
of the processor's seconds: of the posting process (PostgreSQL's own work is not in it), or of the
server and all its threads.
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
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from bench.money_clients import Answer, Load, figures, load
from tools.postgresql import cluster

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
PEERS = {
    "SQLite": [("ledger", "django-ledger")],  # django-hordak has no triggers for it
    "PostgreSQL": [("hordak", "django-hordak"), ("ledger", "django-ledger")],
}


def main() -> None:
    words = argparse.ArgumentParser(description="How fast money moves, beside peers.")
    words.add_argument("--entries", type=int, default=20_000)
    words.add_argument("--orders", type=int, default=4_000)
    words.add_argument("--attempts", type=int, default=10_000)
    words.add_argument("--peers", help="a Python that has django-hordak and django-ledger")
    words.add_argument("--peer-entries", type=int, default=1_000)
    words.add_argument("--only", choices=("ledger", "orders", "drop"))
    given = words.parse_args()
    print(
        f"{'':44}{'a second':>10}{'x peer':>8}{'a CPU s':>9}{'x peer':>8}{'p99 ms':>9}  what came"
    )
    if given.only in (None, "ledger"):
        ledger(given.entries, given.peers, given.peer_entries)
    if given.only in (None, "orders"):
        orders(given.orders)
    if given.only in (None, "drop"):
        drop(given.attempts)


class Rate(NamedTuple):
    """How many a second of the wall and of the processor."""

    wall: float
    cpu: float


ALONE = Rate(0.0, 0.0)


def row(name: str, rate: Rate, peer: Rate = ALONE, p99: float = 0.0, what: object = "") -> None:
    said = ""
    for one, other, width in zip(rate, peer, (10, 9), strict=True):
        ratio = f"{one / other:.2f}" if other else ""
        said += f"{one:>{width}.0f}{ratio:>8}" if one else " " * (width + 8)
    latency = f"{p99:.0f}" if p99 else ""
    print(f"{name:44}{said}{latency:>9}  {what}", flush=True)


def told(module: str, *arguments: str, **environment: str) -> list[str]:
    """The last line a module of ours printed, in words."""
    return _last_line([sys.executable, "-m", module, *arguments], environment)


def _last_line(command: list[str], environment: dict[str, str]) -> list[str]:
    done = subprocess.run(  # noqa: S603 - ourselves
        command,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()[-1].split()


def ledger(entries: int, peers: str | None, peer_entries: int) -> None:
    """Part (a)."""
    _ledger("SQLite", entries, peers, peer_entries, {"DATABASE_URL": ""})
    try:
        with cluster() as url:
            _ledger("PostgreSQL", entries, peers, peer_entries, {"DATABASE_URL": url})
    except LookupError as fault:
        print("(a) PostgreSQL is left out:", fault)


def _ledger(
    database: str, entries: int, peers: str | None, peer_entries: int, environment: dict[str, str]
) -> None:
    with tempfile.TemporaryDirectory(prefix="cohive-bench-") as home:
        answer = told("bench.money_place", "ledger", str(entries), COHIVE_HOME=home, **environment)
    one, one_cpu, many, many_cpu, check, check_cpu = map(float, answer)
    row(f"(a) {database}: one by one, a commit each", Rate(one, one_cpu))
    batch = Rate(many, many_cpu)
    row("    in one commit", batch, Rate(one, one_cpu), what=f"{entries} entries of six legs")
    if peers is None:
        print("    django-hordak and django-ledger are left out: --peers names no Python")
    else:
        for what, name in PEERS[database]:
            script = str(Path(__file__).parent / "money_peers.py")
            rates = _last_line([peers, script, what, str(peer_entries)], environment)
            peer = Rate(*map(float, rates))
            row(f"    {name}, in one commit", peer, what=f"{peer_entries} entries of six legs")
            row(f"    ours beside {name}", batch, peer)
    row("    verify of the chain and the books, rows", Rate(check, check_cpu))


@contextmanager
def serving(application: str, **environment: str) -> Iterator[tuple[int, int]]:
    """granian as `cohive serve` starts it, on a free port; (the port, its group of processes)."""
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
        yield port, child.pid
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def spent(group: int) -> float:
    """Seconds of the processor a group of processes used so far (Linux)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = stat.read_text().rpartition(")")[2].split()
            if int(words[2]) == group:
                ticks += int(words[11]) + int(words[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def loaded(one: Load, group: int) -> tuple[list[Answer], float]:
    """The answers, and what they cost the server in seconds of the processor."""
    before = spent(group)
    answers = load(one)
    return answers, spent(group) - before


def orders(count: int) -> None:
    """Part (b)."""
    warm = 2 * CLIENTS
    with tempfile.TemporaryDirectory(prefix="cohive-bench-") as home:
        plain = str(Path(home) / "plain.sqlite3")
        with serving("bench.money_plain:application", COHIVE_BENCH_PLAIN=plain) as (port, group):
            form = (("name", "{n}"),)
            load(Load(port, "/", form, CLIENTS, warm, time.time() + 1))
            answers, cost = loaded(Load(port, "/", form, CLIENTS, count, time.time() + 1), group)
        rate, p99, statuses = figures(answers)
        peer = Rate(rate, count / cost)
        row("(b) plain Django, one row each", peer, p99=p99, what=dict(statuses))
        place = {"COHIVE_HOME": str(Path(home) / "place"), "COHIVE_ADDRESS": "https://localhost"}
        [variant] = told("bench.money_place", "shop", str(count + warm), **place)
        with serving("cohive.house.wsgi:application", **place) as (port, group):
            path = f"/checkout/?variant={variant}&quantity=1"
            before = tuple((n, v.replace("bench-", "warm-")) for n, v in ADDRESS)
            load(Load(port, path, before, CLIENTS, warm, time.time() + 1))
            order = Load(port, path, ADDRESS, CLIENTS, count, time.time() + 1)
            answers, cost = loaded(order, group)
        rate, p99, statuses = figures(answers)
        mine = Rate(rate, count / cost)
        row("    an order with stock, contact, act, seal", mine, peer, p99, dict(statuses))
        print("    ", *told("bench.money_place", "count", **place))


def drop(attempts: int) -> None:
    """Part (c)."""
    with tempfile.TemporaryDirectory(prefix="cohive-bench-") as home:
        place = {"COHIVE_HOME": home, "COHIVE_ADDRESS": "https://localhost"}
        variant, warm, opens_at = told("bench.money_place", "drop", str(PIECES), **place)
        with serving("cohive.house.wsgi:application", **place) as (port, group):
            path = f"/drops/%s/buy/?variant={variant}&quantity=1"
            before = tuple((n, v.replace("{n}", "w{n}")) for n, v in ADDRESS)
            load(Load(port, path % warm, before, CROWD, CROWD, time.time() + 1))
            starts_at = max(time.time(), float(opens_at)) + 1
            rush = Load(port, path % "rush", ADDRESS, CROWD, attempts, starts_at)
            answers, cost = loaded(rush, group)
        rate, p99, statuses = figures(answers)
        sold = [a for a in answers if a.status == 302]
        began = min(a.sent_at for a in answers)
        while_stock = len(sold) / (max(a.sent_at + a.seconds for a in sold) - began)
        row("(c) a drop: orders while stock lasts", Rate(while_stock, 0), what=f"{len(sold)} sold")
        tries = Rate(rate, attempts / cost)
        row("    a drop: all attempts", tries, p99=p99, what=dict(statuses))
        print("    ", *told("bench.money_place", "count", **place))


if __name__ == "__main__":
    main()
