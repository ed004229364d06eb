"""What stands in the database after the crashes: counts, as `key=value` words."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from uuid import UUID

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    from cohive.create.queries import product_by_slug
    from cohive.journal.jobs import run_due
    from cohive.trade.queries import on_hand, orders, sold_units, web_location
    from tests.crash.shop import AT, PIECES

    while run_due(at=AT + timedelta(hours=2)):
        pass
    promised = [UUID(line) for line in sys.stdin.read().split()]
    kept = orders(promised)
    paid = [key for key in promised if key in kept and kept[key].paid_at is not None]
    found = product_by_slug("card")
    assert found is not None
    left = on_hand([found.variants[0].id], web_location())
    sold = sum(sold_units(found.id).values())
    print(f"lost={len(promised) - len(paid)}")
    print(f"received={PIECES} sold_and_left={sold + sum(left.values())}")


if __name__ == "__main__":
    main()
