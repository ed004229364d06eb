"""`cohive demo`: make the demo place, in a folder that is empty or already a demo."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.utils import timezone

from cohive.bond.queries import place
from cohive.house.command import say
from cohive.house.command.migrate import prepare
from cohive.house.demo.seed import seed
from cohive.house.settings.home import DEMO_MARKER
from cohive.words.refusals import Refused

WHOLE = "whole"


def run(_: Namespace) -> int:
    """Make it, once."""
    ensure()
    return 0


def ensure() -> None:
    """Make the demo place unless it is whole; one that was interrupted is made anew."""
    marker = settings.HOME / DEMO_MARKER
    if marker.read_text(encoding="ascii") == WHOLE:
        return
    if settings.DATABASES["default"]["ENGINE"] == "cohive.journal.sqlite":
        connection.close()
        for path in settings.HOME.glob("database.sqlite3*"):
            path.unlink()
    prepare()
    if place() is not None:
        raise Refused("This database holds a place already. Choose an empty one for the demo.")
    began = time.monotonic()
    with unhurried():
        seed(at=timezone.now(), tell=lambda line: say(f"  {line}"))
    marker.write_text(WHOLE, encoding="ascii")
    say(f"  Night Ferry is under way, after {time.monotonic() - began:.0f} s.")


@contextmanager
def unhurried() -> Iterator[None]:
    """Let SQLite flush once at the end: a demo that is interrupted is made anew anyway."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        yield
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
