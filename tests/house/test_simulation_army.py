"""Five seeds: the detector finds the paid crowd of a simulated place, and leaves the others alone.

The threshold is that of docs/engine/collusion.md, "A simulated place".
"""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction

from cohive.house.simulation.months import run
from cohive.house.simulation.plan import Plan
from cohive.house.simulation.reading import Reading, read

pytestmark = [pytest.mark.django_db, pytest.mark.night]
SEEDS = range(5)
MEMBERS, MONTHS = 120, 4
SEEDS_FOUND_MIN = 4
RECALL_MIN = 7 / 8


def reading_of(seed: int, now: datetime) -> Reading:
    """What is found in one whole place, which is then taken back."""
    with transaction.atomic():
        world = run(Plan(MEMBERS, MONTHS, "army", seed), ends_at=now, tell=lambda _: None)
        found = read(world, at=now)
        transaction.set_rollback(True)
    return found


def test_the_army_is_found_in_four_of_five_places_and_no_innocent_crowd_in_any(now):
    found = {seed: reading_of(seed, now) for seed in SEEDS}
    caught = [seed for seed, one in found.items() if (one.recall or 0) >= RECALL_MIN]
    assert len(caught) >= SEEDS_FOUND_MIN, found
    assert [seed for seed, one in found.items() if one.innocent_flagged] == [], found
    flagged = sum(one.flagged for one in found.values())
    paid = sum(round((one.precision or 0) * one.flagged) for one in found.values())
    assert paid == flagged, found
