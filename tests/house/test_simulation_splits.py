"""A circle that grows too large parts and its daughter lives; a fan club does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from cohive.bond import queries as bond
from cohive.create.models.challenges import Challenge
from cohive.evolve.models.changes import CircleChange, SplitFinding
from cohive.house.simulation import plan as plans
from cohive.house.simulation.months import run
from cohive.house.simulation.parting import splits_of
from cohive.house.simulation.plan import HABITS, Plan
from cohive.house.simulation.truth import digest
from cohive.house.simulation.world import World
from cohive.journal.models import Act
from cohive.journal.verification import verify

pytestmark = [pytest.mark.django_db, pytest.mark.night]
PLAN = Plan(100, 5, "community", 1)
QUICK: dict[str, Any] = {
    "crowding": 0.95,
    "crowded": 20,
    "parting": 3.0,
    "drift": 0.02,
    "works": 0.02,
}
"""Faster than a place is, so that five months are enough."""


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Everything happens sooner, and one circle in a hundred members grows."""
    monkeypatch.setattr(plans, "MEMBERS_PER_GROWING", 100)
    for regime, habits in HABITS.items():
        wanted = dict(QUICK)
        if regime == "fan":
            wanted.pop("parting")
        monkeypatch.setitem(HABITS, regime, replace(habits, **wanted))


def run_of(regime: str, now: datetime) -> World:
    """A place of this regime."""
    return run(replace(PLAN, regime=regime), ends_at=now, tell=lambda _: None)


def test_a_drifting_circle_becomes_two_and_the_daughter_lives(now):
    world = run_of("community", now)
    founded = [one for one in splits_of(world) if one["outcome"] == "founded"]
    assert [one["circle"] for one in founded] == ["circle-02"]
    assert founded[0]["was_planted"]
    change = CircleChange.objects.get(state="done")
    daughter = change.other_id
    assert world.circles[-1] == daughter
    assert len(founded[0]["members"]) >= 25
    assert bond.circle_members(daughter, limit=None)
    assert Act.objects.filter(circle=daughter, kind="bond.post.replied").exists()
    assert Challenge.objects.filter(circle=daughter).exists()
    assert [finding for finding in verify() if finding.fault] == []


def test_a_fan_club_is_looked_at_and_stays_one(now):
    world = run_of("fan", now)
    assert SplitFinding.objects.exists()
    assert splits_of(world) == []
    assert world.drifts == {}


def test_a_place_that_splits_is_the_same_for_the_same_seed(now):
    found = []
    for _ in range(2):
        with transaction.atomic():
            world = run_of("army", now)
            assert world.split
            found.append(digest(world.began_at))
            transaction.set_rollback(True)
    assert found[0] == found[1]
