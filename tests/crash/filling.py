"""A shop whose disk fills up, again and again: `filling HOME POINTS [LIMIT]`; says what it saw.

Orders are placed over HTTP by Django's client, with the real settings. At each point the disk is
full after some random amount more. LIMIT is `pages` (SQLite may take no more pages) or `disk` (a
file fills what the folder's small disk has left).
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

ADDRESS = {
    "email": "lotte@home.example",
    "name": "Lotte Smit",
    "street": "Lange Haven 74",
    "postcode": "3111 CH",
    "town": "Schiedam",
    "country": "NL",
}
TRIES_MAX = 4000
SPARE_BYTES_MAX = 120_000
PAGES_MAX = 1_073_741_823


def main() -> None:
    home, points, limit = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    os.environ.pop("DATABASE_URL", None)
    os.environ["COHIVE_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    print(json.dumps(fill(Path(home), points, limit)))


def fill(home: Path, points: int, limit: str) -> dict[str, Any]:
    from django.test import Client

    from cohive.create.queries import product_by_slug

    found = product_by_slug("card")
    assert found is not None
    variant = str(found.variants[0].id)
    seen: dict[str, Any] = {"full": 0, "read": 0, "recovered": 0, "said": "", "acknowledged": []}
    draw = random.Random(20261122)  # noqa: S311 - a repeatable choice, no secret
    for _ in range(points):
        room = {"pages": Pages, "disk": Disk}[limit](home, draw)
        answer = order_until_full(Client(SERVER_NAME="localhost"), variant, seen)
        seen["full"] += answer.status_code == 507
        seen["said"] = answer.content.decode()
        seen["read"] += Client(SERVER_NAME="localhost").get("/shop/").status_code == 200
        room.give_back()
        again = order(Client(SERVER_NAME="localhost"), variant, seen)
        seen["recovered"] += again.status_code == 302
    return seen


def order_until_full(client: Any, variant: str, seen: dict[str, Any]) -> Any:
    for _ in range(TRIES_MAX):
        answer = order(client, variant, seen)
        if answer.status_code != 302:
            return answer
    raise AssertionError("the disk never filled up")


def order(client: Any, variant: str, seen: dict[str, Any]) -> Any:
    key = str(uuid4())
    answer = client.post(
        f"/checkout/?variant={variant}&quantity=1",
        {**ADDRESS, "key": key},
        REMOTE_ADDR=f"2001:db8:{key[:4]}:{key[4:8]}::1",  # one address may not order so often
    )
    if answer.status_code == 302:
        seen["acknowledged"].append(key)
    return answer


class Pages:
    """The database may grow by a few pages only."""

    def __init__(self, _: Path, draw: random.Random) -> None:
        self.more = draw.randrange(6)
        self._limit_all()

    def give_back(self) -> None:
        self.more = PAGES_MAX
        self._limit_all()

    def _limit_all(self) -> None:
        """Of this thread's connection, and of the one that writes for all."""
        from cohive.journal.writer import write

        write(self._limit)
        self._limit()

    def _limit(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            (count,) = cursor.fetchone()
            cursor.execute(f"PRAGMA max_page_count={min(count + self.more, PAGES_MAX)}")


class Disk:
    """The folder's own small disk has a few bytes left."""

    def __init__(self, home: Path, draw: random.Random) -> None:
        self.ballast = home / "ballast"
        status = os.statvfs(home)
        free = status.f_bavail * status.f_frsize
        self.ballast.write_bytes(bytes(max(free - draw.randrange(SPARE_BYTES_MAX), 0)))

    def give_back(self) -> None:
        self.ballast.unlink()


if __name__ == "__main__":
    main()
