"""Two crowds that once looked like an army: everybody who scored the five entries there were, and
fans of one maker who are all still there when the log ends.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cohive.engine.collusion.blocks import block_of, index_of
from cohive.engine.collusion.cases import Witness
from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.detection import detect
from cohive.engine.collusion.events import Circumstances, Events, events_of, firsts_of
from cohive.engine.collusion.evidence import Evidence, Kind
from cohive.engine.collusion.innocence import checks_of
from cohive.engine.collusion.recounting import Ledger, recompute
from cohive.engine.collusion.weighing import log10_tails, log10_tails_by, shuffled
from cohive.engine.collusion.witnesses import group_witnesses

DAY = 86400.0
ROUNDS, VOTERS, ENTRIES, CLUB = 4, 150, 30, 24
Row = tuple[str, str, float]


def sitting(
    draw: np.random.Generator, name: str, month: int, entries: int, scored: int
) -> list[Row]:
    """One voter sits down once in the ten days of a month's challenge."""
    second = (30 * month + float(draw.uniform(0, 10))) * DAY
    chosen = draw.choice(entries, min(scored, entries), replace=False).tolist()
    return [(name, f"{month}-{entry}", second + 60.0 * at) for at, entry in enumerate(chosen)]


def log_of(rows: list[Row]) -> Events:
    """The log of some rows."""
    users, items, seconds = zip(*rows, strict=True)
    return events_of(users, items, seconds=seconds)


def followers(seed: int, *, own: int, rounds: tuple[int, ...] = (0, 1, 2, 3)) -> Events:
    """Voters of four months, and beside them some who also score one maker in some of these."""
    draw = np.random.default_rng(seed)
    rows: list[Row] = []
    for month in range(ROUNDS):
        for voter in range(VOTERS):
            if draw.random() < 0.8:
                rows += sitting(draw, f"member-{voter}", month, ENTRIES, 5)
    for fan in range(CLUB):
        for month in range(ROUNDS):
            if own and draw.random() < 0.8:
                rows += sitting(draw, f"fan-{fan}", month, ENTRIES, own)
            if month in rounds and draw.random() < 0.9:
                second = (30 * month + float(draw.uniform(0, 10))) * DAY
                rows.append((f"fan-{fan}", f"{month}-star", second))
    return log_of(rows)


def is_explained(events: Events) -> bool:
    """Whether the fans, looked at as one group over a month, are taken for a fan club."""
    configuration = Configuration()
    firsts = firsts_of(events, configuration.blocks_for(events.size))
    index = index_of(firsts, len(events.items))
    fans = np.flatnonzero([name.startswith("fan") for name in events.users])
    block = block_of(index, fans, max(configuration.windows_seconds), configuration)
    assert block is not None
    checks = checks_of(block, index, events, configuration)
    return next(check.explains for check in checks if check.name == "fan_club")


@pytest.mark.parametrize("seed", range(3))
def test_fans_who_are_all_still_there_are_explained_as_everybody_is_still_there(seed):
    assert is_explained(followers(seed, own=6))


@pytest.mark.parametrize("seed", range(3))
def test_who_does_little_else_is_not_explained_by_being_there(seed):
    """The same acts for the same maker over the same months, and hardly a life of their own."""
    assert not is_explained(followers(seed, own=1))


@pytest.mark.parametrize("seed", range(3))
def test_who_leaves_together_while_everybody_else_stays_is_not_explained(seed):
    """A contract of three months: in the fourth nobody of them is seen, and all others are."""
    made = followers(seed, own=6)
    fan = np.array([name.startswith("fan") for name in made.users])
    seconds = np.asarray(made.seconds)
    kept = ~(fan[made.user] & (seconds > 85 * DAY))
    rows = [
        (made.users[user], made.items[item], float(second))
        for user, item, second in zip(made.user[kept], made.item[kept], seconds[kept], strict=True)
    ]
    assert not is_explained(log_of(rows))


def test_nobody_acts_twice_on_a_target_when_a_log_is_drawn_anew():
    """Where all score five of eight, drawing with repeats would lose a quarter of the acts."""
    draw = np.random.default_rng(1)
    rows = [row for voter in range(60) for row in sitting(draw, f"v{voter}", 0, 8, 5)]
    firsts = firsts_of(log_of(rows), 2)
    drawn = shuffled(firsts, seed=3)
    assert drawn.item.size >= 0.99 * firsts.item.size
    pairs = set(zip(drawn.user.tolist(), drawn.item.tolist(), strict=True))
    assert len(pairs) == drawn.item.size
    assert not np.array_equal(drawn.user, firsts.user)


@pytest.mark.parametrize("seed", range(4))
def test_who_scored_all_there_was_is_no_group(seed):
    """In the first challenge five entries came in; who sat down on a day scored them all."""
    draw = np.random.default_rng(seed)
    rows = [
        row
        for month in range(3)
        for voter in range(90)
        if draw.random() < 0.6
        for row in sitting(draw, f"v{voter}", month, ENTRIES if month else 5, 5)
    ]
    found = detect(log_of(rows), seed=seed)
    assert [case for case in found.cases if case.reported] == []


def test_a_shift_is_compared_with_what_chance_does_in_an_hour():
    """Crowds of whole days, which chance makes every time, say nothing of it."""
    hour, days = 3600.0, 72 * 3600.0
    chance = np.array([1.0, 1.2, 1.1, 6.0, 6.5, 7.0, 6.2])
    kinds = np.array([hour, hour, hour, days, days, days, days])
    ours = np.array([7.8, 7.8])
    logs = log10_tails_by(ours, np.array([hour, days]), chance, kinds, 60)
    reported = -2.0  # one in a hundred
    assert logs[0] < reported - 0.5
    assert logs[1] > reported
    mixed = log10_tails(ours, chance, 60)
    assert mixed[0] > logs[0]


def shift_among(people: int) -> Events:
    """Nine accounts on the same six things within minutes, others on what they like."""
    draw = np.random.default_rng(5)
    rows = [
        (f"member-{at}", f"thing-{thing}", (400 + float(draw.uniform(0, 30))) * DAY)
        for at in range(people)
        for thing in draw.choice(80, 4, replace=False).tolist()
    ]
    rows += [
        (f"shift-{at}", f"job-{job}", (410 + job) * DAY + float(draw.uniform(0, 600)))
        for at in range(9)
        for job in range(6)
    ]
    return log_of(rows)


def coming_of(events: Events) -> tuple[float, tuple[Evidence, ...]]:
    """What the witness of coming says of the shift: log10 p, and its items, which recompute."""
    configuration = Configuration()
    configuration = replace(configuration, blocks=configuration.blocks_for(events.size))
    ledger = Ledger(events, configuration)
    index = index_of(ledger.firsts, len(events.items))
    shift = np.flatnonzero([name.startswith("shift") for name in events.users])
    block = block_of(index, shift, 3600.0, configuration)
    assert block is not None
    heard = [
        (logs, item)
        for witness, logs, item in group_witnesses(block, ledger, configuration)
        if witness is Witness.COHORT
    ]
    assert all(recompute(item, ledger) == item for _, item in heard)
    return min(logs for logs, _ in heard), tuple(item for _, item in heard)


@pytest.mark.parametrize("by_one", [True, False])
def test_who_let_them_in_is_a_witness(by_one):
    made = shift_among(200)
    inviter = [
        7 if by_one and name.startswith("shift") else at % 40 for at, name in enumerate(made.users)
    ]
    joined = np.random.default_rng(0).uniform(0, 365, len(made.users)) * DAY
    known = Circumstances(joined_seconds=joined, invited_by=np.array(inviter))
    logs, items = coming_of(replace(made, circumstances=known))
    item = next(item for item in items if item.kind is Kind.INVITED)
    assert (item.seen == 9) is by_one
    assert (logs <= -2) is by_one


def test_a_window_that_was_searched_for_counts_as_searched():
    """Of accounts that came evenly over a year some always stand close: no witness."""
    made = shift_among(200)
    heard = 0
    for seed in range(100):
        joined = np.random.default_rng(seed).uniform(0, 365, len(made.users)) * DAY
        logs, _ = coming_of(replace(made, circumstances=Circumstances(joined_seconds=joined)))
        heard += logs <= -2
    assert heard <= 4  # of a hundred at one percent; uncounted, it is many more
