"""A simulated place: the same seed is the same journal, and the place is a real one."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from cohive.house.simulation.months import run
from cohive.house.simulation.plan import Plan, checked
from cohive.house.simulation.reading import read
from cohive.house.simulation.truth import canonical_lines, document, write
from cohive.journal.verification import verify
from cohive.words.refusals import Refused

pytestmark = pytest.mark.django_db


def lines_of(plan: Plan, ends_at: datetime) -> list[str]:
    """The journal of one run, which is then taken back."""
    with transaction.atomic():
        world = run(plan, ends_at=ends_at, tell=lambda _: None)
        found = list(canonical_lines(world.began_at))
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("regime", ["fan", "army"])
def test_the_same_seed_gives_the_same_journal(regime, now):
    plan = Plan(14, 1, regime, 5)
    first = lines_of(plan, now)
    again = lines_of(plan, now + timedelta(days=40, seconds=7))
    assert len(first) > 60
    assert again == first


def test_another_seed_gives_another_journal(now):
    assert lines_of(Plan(12, 1, "community", 1), now) != lines_of(Plan(12, 1, "community", 2), now)


@pytest.mark.parametrize("regime", ["fan", "community", "army"])
def test_a_simulated_place_is_whole_and_says_what_was_planted(regime, now, client, tmp_path):
    world = run(Plan(24, 2, regime, 3), ends_at=now, tell=lambda _: None)
    assert [finding for finding in verify() if finding.fault] == []
    assert client.get("/").status_code == 200
    content = document(world, read(world, at=now))
    assert json.loads(write(tmp_path, content).read_text()) == content
    truth = content["truth"]
    assert truth["regime"] == ("fan" if regime == "fan" else "community")
    assert sum(len(people) for people in truth["circles"].values()) == 24
    assert bool(truth["army"]["accounts"]) == (regime == "army")
    if regime == "army":
        scored = {user for user, item, _, _ in world.scores if item in truth["army"]["targets"]}
        assert set(truth["army"]["accounts"]) <= scored
        assert truth["innocent"]["launch_crowd"]["accounts"]
        assert truth["innocent"]["fan_club"]["accounts"]


@pytest.mark.parametrize(
    ("members", "months", "seed", "field"),
    [(11, 12, 0, "members"), (5001, 12, 0, "members"), (50, 61, 0, "months"), (50, 0, 0, "months")],
)
def test_what_cannot_be_simulated_is_refused_where_it_was_said(members, months, seed, field):
    with pytest.raises(Refused) as refused:
        checked(members=members, months=months, regime="fan", seed=seed)
    assert refused.value.field == field
