"""Many want one place at once, and one gift: `membership_rush HOME TRIALS`. Prints one JSON line.

In every trial fifty members order a tier with one place at the same moment; then the one who got it
pays, while four messages of its payment come at once; then eight redeem one code together; then a
gift is redeemed and given back at the same moment, again and again. Each tier is above the one
before and costs more, so who gets two pays the difference.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from uuid import UUID, uuid4

import django

MEMBERS, MESSAGES, REDEEMERS, RACES = 50, 4, 8, 6


def main() -> None:
    os.environ["COHIVE_HOME"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    rush(int(sys.argv[2]))


def rush(trials: int) -> None:
    from cohive.bond import operations as bond
    from cohive.bond import queries as people
    from cohive.house.schema import bring_up_to_date
    from cohive.journal.verification import verify
    from cohive.trade import operations, queries
    from cohive.trade.models import MembershipSale
    from cohive.words.refusals import Refused
    from tests.trade.conftest import open_shop, payment_event
    from tests.trade.memberships import DECK, ENGINE_ROOM, given, made
    from tests.trade.rush import AT, at_once

    bring_up_to_date()
    cast = open_shop(AT)
    members = [
        bond.join(email=f"member-{n}@example.org", name=f"Member {n}", at=AT)
        for n in range(MEMBERS)
    ]
    ordered, effects, holders, faults = [], [], [], []
    sentences: set[str] = set()

    def order(tier: UUID, member: UUID) -> UUID:
        return operations.order_membership(tier=tier, by=member, at=AT, key=uuid4().hex)

    for trial in range(trials):
        terms = replace(DECK, name=f"Deck {trial}", name_other="", places=1)
        tier = made(cast, AT, terms, 20_000 + 1_000 * trial)
        answers = at_once([lambda m=m, t=tier: order(t, m) for m in members])  # type: ignore[misc]
        got = [one for one in answers if isinstance(one, UUID)]
        faults += [one for one in answers if not isinstance(one, UUID | Refused)]
        sentences |= {str(one) for one in answers if isinstance(one, Refused)}
        ordered.append(len(got))
        event = payment_event(got[0], AT)
        said = at_once(
            [lambda e=event: operations.confirm_payment(event=e, at=AT) for _ in range(MESSAGES)]  # type: ignore[misc]
        )
        faults += [one for one in said if isinstance(one, Exception)]
        effects.append(sorted(str(one) for one in said))
        holders.append(len(people.tier_holders(tier, at=AT)))

    gift = made(cast, AT, ENGINE_ROOM)
    code = queries.membership_of_order(given(gift, cast.kit, AT)).gift.code  # type: ignore[union-attr]
    redeemed = at_once(
        [lambda m=m: operations.redeem_gift(code=code, by=m, at=AT) for m in members[:REDEEMERS]]  # type: ignore[misc]
    )
    faults += [one for one in redeemed if not isinstance(one, UUID | Refused)]
    stern, both = made(cast, AT, replace(DECK, name="Stern", name_other="")), []
    for _ in range(RACES):
        other = given(stern, cast.kit, AT)
        word = queries.membership_of_order(other).gift.code  # type: ignore[union-attr]
        said = at_once(
            [
                lambda w=word: operations.redeem_gift(code=w, by=members[1], at=AT),  # type: ignore[misc]
                lambda o=other: operations.give_membership_back(order=o, by=cast.kit, at=AT),  # type: ignore[misc]
            ]
        )
        faults += [one for one in said if not isinstance(one, UUID | Refused)]
        both.append(sum(isinstance(one, UUID) for one in said))
    # the same member by many forms at once has one order to pay
    twice = made(cast, AT, replace(DECK, name="Bow", name_other=""))
    same = at_once([lambda: order(twice, members[0]) for _ in range(MESSAGES)])
    faults += [one for one in same if not isinstance(one, UUID | Refused)]
    sys.stdout.write(
        json.dumps(
            {
                "ordered": ordered,
                "sentences": sorted(sentences),
                "effects": effects,
                "holders": holders,
                "redeemed": sum(isinstance(one, UUID) for one in redeemed),
                "periods": len(people.tier_holders(gift, at=AT)),
                "both": both,
                "open": MembershipSale.objects.filter(tier=twice, is_open=True).count(),
                "faults": [repr(fault) for fault in faults],
                "verify": [found.fault for found in verify() if found.fault],
            }
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
