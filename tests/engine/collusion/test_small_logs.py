"""A place of some hundred people: a shift that fills its own hours is found, a quiet place is not
accused.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.detection import detect
from cohive.engine.collusion.events import Events, events_of
from cohive.engine.collusion.recounting import Ledger, recompute

DAY = 86400.0
MONTHS, VOTERS, ENTRIES, SCORED = 3, 35, 22, 5
SHIFT, SITTINGS = 8, 4


def place(seed: int, *, attacked: bool) -> Events:
    """Three challenges with ten days of scores and twenty of none; in the last a shift of eight
    sits down on four days, each time for two entries, within nine minutes.
    """
    draw = np.random.default_rng(seed)
    rows = []
    for month in range(MONTHS):
        for voter in range(VOTERS):
            sits = (30 * month + draw.uniform(0, 10)) * DAY
            for entry in draw.choice(ENTRIES, SCORED, replace=False).tolist():
                sits += float(draw.uniform(20, 180))
                rows.append((f"member-{voter}", f"{month}-{entry}", sits))
    for sitting in range(SITTINGS if attacked else 0):
        sits = (30 * (MONTHS - 1) + 1 + 2 * sitting) * DAY + float(draw.uniform(0, 0.5)) * DAY
        for account in range(SHIFT):
            for entry in (2 * sitting, 2 * sitting + 1):
                second = sits + float(draw.uniform(0, 540))
                rows.append((f"paid-{account}", f"{MONTHS - 1}-paid-{entry}", second))
    users, items, seconds = zip(*rows, strict=True)
    return events_of(users, items, seconds=seconds)


@pytest.mark.parametrize("seed", range(4))
def test_a_shift_that_fills_its_own_hours_is_found_in_a_small_log(seed):
    events = place(seed, attacked=True)
    assert events.size < 600
    flagged = [case for case in detect(events, seed=seed).cases if case.flagged]
    assert len(flagged) == 1
    assert set(flagged[0].members) == {f"paid-{account}" for account in range(SHIFT)}
    for item in flagged[0].evidence:
        again = recompute(item, events)
        assert (again.seen, again.crowd) == (item.seen, item.crowd)
        assert again.expected == pytest.approx(item.expected)


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_accused_in_a_small_log_without_a_shift(seed):
    found = detect(place(seed, attacked=False), seed=seed)
    assert [case for case in found.cases if case.reported] == []


def test_spans_as_small_as_a_sitting_would_hide_it():
    """Where a sitting is a span, chance has nothing else to choose from."""
    events = place(0, attacked=True)
    fine = replace(Configuration(), blocks=128, block_events_min=1)
    assert [case for case in detect(events, fine).cases if case.flagged] == []


def test_evidence_is_counted_in_as_many_spans_as_it_was_found_in():
    events = place(1, attacked=True)
    case = next(case for case in detect(events).cases if case.flagged)
    spans = Configuration().blocks_for(events.size)
    assert {item.blocks for item in case.evidence} == {spans}
    ledger = Ledger(events, Configuration(blocks=spans))
    assert all(recompute(item, ledger) == item for item in case.evidence)
