"""A shop on a disk that fails: `failing HOME`. Sells, and prints what it promised, until it stops.

The kernel refuses to let any file grow past a limit (EFBIG), which SQLite takes for what it is: an
error of the disk in the middle of a write. SQLite may meet it at the commit or before; the log is
kept from being written back, so that it is the log that meets it.
"""

from __future__ import annotations

import os
import resource
import sys
from datetime import timedelta
from pathlib import Path

import django

ROOM_BYTES = 300_000


def main() -> None:
    home = Path(sys.argv[1])
    os.environ.pop("DATABASE_URL", None)
    os.environ["COHIVE_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA wal_autocheckpoint=0")
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, ROOM_BYTES))
    sell()


def sell() -> None:
    from cohive.bond.queries import stewards
    from cohive.create.queries import product_by_slug
    from cohive.trade import operations as trade
    from cohive.trade.queries import web_location
    from tests.crash.shop import AT

    found = product_by_slug("card")
    shelf = web_location()
    assert found is not None
    assert shelf is not None
    for count in range(10_000):
        order = trade.record_sale_here(
            lines=[(found.variants[0].id, 1)],
            location=shelf,
            paid="cash",
            by=stewards()[0],
            at=AT + timedelta(seconds=count),
            key=f"failing-{count}",
        )
        os.write(1, f"{order}\n".encode())


if __name__ == "__main__":
    main()
