"""Twenty seeds: H tells the fan club from the community each time."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction

from cohive.house.simulation.months import run
from cohive.house.simulation.plan import Plan
from cohive.house.simulation.reading import Reading, read

pytestmark = [pytest.mark.django_db, pytest.mark.night]
SEEDS = range(20)
MEMBERS, MONTHS = 60, 4


def reading_of(regime: str, seed: int, now: datetime) -> Reading:
    """The figures of one run, which is then taken back."""
    with transaction.atomic():
        world = run(Plan(MEMBERS, MONTHS, regime, seed), ends_at=now, tell=lambda _: None)
        found = read(world, at=now)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_index_tells_a_fan_club_from_a_community(seed, now):
    fan, community = reading_of("fan", seed, now), reading_of("community", seed, now)
    assert fan.index is not None
    assert community.index is not None
    assert fan.high is not None
    assert community.low is not None
    assert fan.high < community.low
