"""`cohive serve`: web pages and background work together, stopped cleanly by Ctrl-C.

Two children: granian (one worker, many blocking threads: SQLite has one writer anyway) and
`cohive work`. When either ends, the other is stopped too and its status is ours.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from argparse import Namespace
from types import FrameType

from django.conf import settings

from cohive.house.command import demo, say
from cohive.house.command.copied import look_where_it_lives
from cohive.house.command.migrate import prepare
from cohive.house.pages import doors
from cohive.house.settings.home import DEMO_ENDED, DEMO_MARKER

STOP_SECONDS = 5.0
START_SECONDS = 30.0
THREADS = 16
ASKED_TO_END = (0, -signal.SIGTERM, -signal.SIGKILL, 128 + signal.SIGTERM)


def run(arguments: Namespace) -> int:
    """Prepare, start both children, print where to go, wait."""
    address = settings.ADDRESS
    if not _is_free(arguments.host, arguments.port):
        say(f"Port {arguments.port} is taken. Stop what runs there, or choose another: --port 8001")
        return 2
    if arguments.demo:
        demo.ensure()
    prepare()
    look_where_it_lives()
    children = [
        subprocess.Popen(command, start_new_session=True)  # noqa: S603 - ours
        for command in (
            _web(arguments),
            [sys.executable, "-m", "cohive.house.command.child", "work"],
        )
    ]
    _on_signals(children)
    try:
        if _answers(arguments.host, arguments.port, children):
            _print_doors(address)
        _until_one_ends(children)
    finally:
        ends = _stop(children)
    if _demo_ended():
        shutil.rmtree(settings.HOME)
        say("The demo place is gone. Begin your own: cohive init, then cohive serve.")
    return 0 if all(end in ASKED_TO_END for end in ends) else 1


def _web(arguments: Namespace) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", arguments.host, "--port", str(arguments.port)),
        *("--workers", "1", "--blocking-threads", str(THREADS)),
        *("--log-level", "error", "--no-ws", "cohive.house.wsgi:application"),
    ]


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _on_signals(children: list[subprocess.Popen[bytes]]) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        for child in children:
            _ask(child, signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


def _ask(child: subprocess.Popen[bytes], number: int) -> None:
    if child.poll() is None:
        os.killpg(child.pid, number)


def _answers(host: str, port: int, children: list[subprocess.Popen[bytes]]) -> bool:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and all(child.poll() is None for child in children):
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) == 0:
                return True
        time.sleep(0.1)
    return False


def _print_doors(address: str) -> None:
    sys.stdout.write(f"\n  {address}\n\n")
    for door in doors.for_terminal(address):
        sys.stdout.write(f"  {door.label:<36} {door.url}\n")
    sys.stdout.write("\n  Ctrl-C stops the place.\n")
    sys.stdout.flush()


def _demo_ended() -> bool:
    """Whether somebody ended the demo on its page."""
    marker = settings.HOME / DEMO_MARKER
    if not settings.DEMO or not marker.exists():
        return False
    return marker.read_text(encoding="ascii") == DEMO_ENDED


def _until_one_ends(children: list[subprocess.Popen[bytes]]) -> None:
    """Wait for Ctrl-C, for a child that ends by itself, or for the end of the demo."""
    while all(child.poll() is None for child in children) and not _demo_ended():
        time.sleep(0.2)


def _stop(children: list[subprocess.Popen[bytes]]) -> list[int]:
    """Stop what still runs: politely, and after five seconds for good; return how each ended."""
    for child in children:
        _ask(child, signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    while time.monotonic() < until and any(child.poll() is None for child in children):
        time.sleep(0.05)
    for child in children:
        _ask(child, signal.SIGKILL)
    return [child.wait() for child in children]
