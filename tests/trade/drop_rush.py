"""A crowd at a drop, on a real database: `drop_rush HOME ROUNDS`. Prints one JSON line.

64 guests at once on 20 pieces, half through the writer; one person eight times at once; one member
entering a draw eight times; winners who order, decline and run out of time while the list is
passed on, all at once.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from functools import partial
from typing import Any

import django

from tests.trade.rush import AT, at_once

BUYERS, PIECES, SENDERS = 64, 20, 8


def main() -> None:
    os.environ["COHIVE_HOME"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    from cohive.house.schema import bring_up_to_date
    from tests.trade.conftest import open_shop

    bring_up_to_date()
    cast = open_shop(AT, shirts=50 * int(sys.argv[2]))
    rounds = [{**first_come(cast, n), **drawn(cast, n)} for n in range(int(sys.argv[2]))]

    from cohive.journal.jobs import run_due
    from cohive.journal.verification import verify

    run_due(at=AT)
    faults = [finding.fault for finding in verify() if finding.fault]
    sys.stdout.write(json.dumps({"rounds": rounds, "verify": faults}) + "\n")


def first_come(cast: Any, number: int) -> dict[str, object]:
    from cohive.journal.writer import write
    from cohive.trade.models import DropOrder
    from cohive.words.refusals import Refused
    from tests.trade.drops import HOUR, announce, buy, guest, view_of

    drop = announce(cast, AT, title=f"Rush {number}", pieces={cast.medium: PIECES})

    def one(buyer: int) -> object:
        work = partial(buy, cast, drop, AT + HOUR, key=f"{number}-{buyer}",
                       contact=guest(f"g{buyer}"))  # fmt: skip
        return write(work) if buyer % 2 else work()

    answers = at_once([partial(one, buyer) for buyer in range(BUYERS)])
    refused = [str(answer) for answer in answers if isinstance(answer, Refused)]
    faults = [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refused)]

    other = announce(cast, AT, title=f"One {number}", pieces={cast.medium: PIECES})
    same = at_once(
        [partial(buy, cast, other, AT + HOUR, key=f"{number}-same-{n}") for n in range(SENDERS)]
    )
    faults += [a for a in same if isinstance(a, Exception) and not isinstance(a, Refused)]
    return {
        "sold": DropOrder.objects.filter(drop=drop).count(),
        "left": view_of(drop).left,
        "refusals": sorted(set(refused)),
        "refused": len(refused),
        "of_one_person": DropOrder.objects.filter(drop=other).count(),
        "faults": [repr(fault) for fault in faults],
    }


def drawn(cast: Any, number: int) -> dict[str, object]:
    from cohive.journal.writer import write
    from cohive.trade import operations, queries
    from cohive.trade.models import DropEntry, DropOffer, Order
    from cohive.words.refusals import Refused
    from tests.trade.conftest import LOTTE
    from tests.trade.drops import HOUR, announce_draw, join, view_of

    pieces = 4
    drop = announce_draw(cast, AT, title=f"Draw {number}", pieces={cast.medium: pieces})
    people = [join(f"m{number}-{n}", AT) for n in range(12)]
    enter = partial(operations.enter_draw, drop=drop, variant=cast.medium, at=AT + HOUR)
    numbers = at_once([partial(write, partial(enter, by=people[0])) for _ in range(SENDERS)])
    answers = [*numbers, *at_once([partial(enter, by=member) for member in people])]
    draws = at_once([partial(operations.draw_drop, drop=drop, by=cast.firm, at=AT + 2 * HOUR)] * 4)
    over = AT + 2 * HOUR + timedelta(hours=24)
    line = list(DropEntry.objects.filter(drop=drop).order_by("rank"))

    def order(entry: Any) -> object:
        return operations.order_from_offer(
            drop=drop, contact=LOTTE, by=entry.member_id, at=over - HOUR, key=f"o{entry.id}"
        )

    work: list[Any] = [partial(order, entry) for entry in line[:2]] * 2
    work += [partial(operations.decline_offer, drop=drop, by=line[2].member_id, at=over - HOUR)] * 2
    work += [partial(operations.pass_on, drop=drop, at=over)] * 4
    came = at_once(work)
    found = [*answers, *draws, *came]
    faults = [a for a in found if isinstance(a, Exception) and not isinstance(a, Refused)]
    live = DropOffer.objects.filter(entry__drop=drop, lapsed_at__isnull=True)
    placed = Order.objects.filter(location__drop=drop, state="placed").count()
    return {
        "numbers": len(set(map(str, numbers))),
        "entries": DropEntry.objects.filter(drop=drop).count(),
        "draws": sum(answer is None for answer in draws),
        "promised": live.count() + view_of(drop).left,
        "orders_are_offers": placed == live.filter(order__isnull=False).count(),
        "twice": len({place.number for place in queries.line_of(drop)})
        - len(queries.line_of(drop)),
        "draw_faults": [repr(fault) for fault in faults],
    }


if __name__ == "__main__":
    main()
