"""The victim: sells as fast as it can and writes down what it promised, until it is killed.

`buyers HOME open` makes the shop; `buyers HOME sell SEED` sells. Every line it prints is an order
it has acknowledged, written only after the commit. `buyers HOME herd` makes a new victim for each
seed it reads, by a fork, so that nobody waits for Django again; it says `pid N` and, when that one
is gone, `dead`.
"""

from __future__ import annotations

import os
import sys
import threading
from datetime import timedelta

import django


def main() -> None:
    home, task = sys.argv[1], sys.argv[2]
    os.environ["COHIVE_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    if task == "open":
        open_it()
    elif task == "herd":
        herd()
    else:
        sell(int(sys.argv[3]))


def open_it() -> None:
    from tests.crash.shop import open_web_shop

    print(open_web_shop())


def herd() -> None:
    from cohive.journal import jobs  # noqa: F401 - loaded once, before the forks
    from cohive.trade import operations  # noqa: F401 - the same
    from tests.crash import shop  # noqa: F401 - the same

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sell(int(line))
        os.write(1, f"pid {child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"dead\n")


def sell(seed: int) -> None:
    from cohive.bond.queries import stewards
    from cohive.create.queries import product_by_slug
    from cohive.trade.queries import web_location

    steward = stewards()[0]
    found = product_by_slug("card")
    assert found is not None
    variant, shelf = found.variants[0].id, web_location()
    assert shelf is not None
    for number in range(3):
        threading.Thread(
            target=seller, args=(steward, variant, shelf, f"{seed}-{number}"), daemon=True
        ).start()
    work()


def seller(steward, variant, shelf, name: str) -> None:  # type: ignore[no-untyped-def]
    from cohive.trade import operations as trade
    from tests.crash.shop import AT

    count = 0
    while True:
        count += 1
        order = trade.record_sale_here(
            lines=[(variant, 1 + count % 2)],
            location=shelf,
            paid="cash",
            by=steward,
            at=AT + timedelta(seconds=count),
            key=f"{name}-{count}",
        )
        os.write(1, f"{order}\n".encode())


def work() -> None:
    from cohive.journal.jobs import run_due
    from tests.crash.shop import AT

    while True:
        run_due(at=AT + timedelta(hours=1))


if __name__ == "__main__":
    main()
