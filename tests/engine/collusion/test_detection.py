"""The whole detector: finds what is staged, explains what is innocent, says what it lacked."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import numpy as np
import pytest

from cohive.engine.collusion.attacks import ATTACKS, stage
from cohive.engine.collusion.cases import Action, Witness
from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.detection import detect
from cohive.engine.collusion.events import Circumstances, Events, events_of
from cohive.engine.collusion.recounting import Ledger, recompute


@pytest.fixture(scope="module")
def staged():
    return stage(seed=0, people=1500)


@pytest.fixture(scope="module")
def found(staged):
    return detect(staged.events)


def kind_of(case, staged):
    place = {name: at for at, name in enumerate(staged.events.users)}
    kinds = [staged.kinds[place[name]] for name in case.members]
    return max(set(kinds), key=kinds.count)


def test_armies_are_flagged_and_crowds_and_choirs_are_not(staged, found):
    flagged = {kind_of(case, staged) for case in found.cases if case.flagged}
    assert {"shifts", "sleepers", "shadow"} <= flagged
    assert not flagged & {"launch", "choir"}


def test_a_choir_is_explained_and_nothing_is_to_be_done(staged, found):
    choirs = [case for case in found.cases if kind_of(case, staged) == "choir" and case.reported]
    assert choirs
    for case in choirs:
        assert case.explained
        assert case.action is Action.NONE


def test_every_flagged_account_carries_evidence_that_counts_out_again(staged, found):
    ledger = Ledger(staged.events, Configuration())
    flagged = [case for case in found.cases if case.flagged]
    assert flagged
    for case in flagged:
        assert set(case.by_account) == set(case.members)
        assert len(case.witnesses) >= 2
        for items in (case.evidence, *case.by_account.values()):
            assert len(items) >= 2
            for item in items:
                again = recompute(item, ledger)
                assert (again.seen, again.crowd) == (item.seen, item.crowd)
                assert again.expected == pytest.approx(item.expected)
                assert item.seen > 0
                str(item.sentence)


def test_evidence_that_was_made_up_does_not_count_out(staged, found):
    item = found.cases[0].evidence[0]
    lie = replace(item, seen=item.seen + 3, expected=0.0)
    assert recompute(lie, staged.events) == recompute(item, staged.events)
    assert recompute(lie, staged.events) != lie


def test_labels_stand_at_the_top(staged, found):
    labels = staged.labels
    order = np.argsort(-np.array(found.scores), kind="stable")[: labels.sum()]
    assert labels[order].mean() > 0.6


def test_the_same_seed_says_the_same_and_the_order_of_the_log_does_not_matter(staged, found):
    events = staged.events
    turn = np.random.default_rng(0).permutation(events.size)
    turned = replace(
        events,
        user=events.user[turn],
        item=events.item[turn],
        seconds=events.seconds[turn],
        texts=tuple(events.texts[at] for at in turn.tolist()),
    )
    again = detect(turned)
    assert again.scores == pytest.approx(found.scores, abs=1e-6)
    assert [case.members for case in again.cases] == [case.members for case in found.cases]


def test_without_times_common_targets_are_looked_at_and_it_says_so(staged):
    found = detect(replace(staged.events, seconds=None, texts=None))
    assert any(str(sentence).startswith("No times") for sentence in found.lacks)
    assert any(str(sentence).startswith("No texts") for sentence in found.lacks)
    assert all(case.begin is None for case in found.cases)
    assert found.cases


def test_an_act_without_a_time_coincides_with_nothing():
    users = [f"u{at}" for at in range(10)] * 3
    items = [f"i{at // 10}" for at in range(30)]
    found = detect(events_of(users, items, seconds=[nan] * 30))
    assert found.cases == ()
    assert len(found.scores) == 10


@pytest.mark.parametrize("size", [0, 1, 2])
def test_next_to_nothing_is_nothing(size):
    events = events_of(["u", "v"][:size], ["i", "i"][:size], seconds=[1.0, 2.0][:size])
    found = detect(events)
    assert found.cases == ()
    assert len(found.scores) == size


def test_a_declared_team_is_explained(staged):
    events = staged.events
    teams = np.array([0 if kind == "shifts" else -1 for kind in staged.kinds])
    told = detect(replace(events, circumstances=Circumstances(teams=teams)))
    cases = [case for case in told.cases if kind_of(case, staged) == "shifts" and case.reported]
    assert cases
    assert all(case.explained for case in cases)


def test_a_ledger_that_pays_one_makes_a_hold_possible(staged):
    events = staged.events
    paid = np.array(
        [0 if name.startswith("shifts") else at for at, name in enumerate(events.items, 1)]
    )
    told = detect(replace(events, circumstances=Circumstances(beneficiary=paid)))
    case = next(case for case in told.cases if kind_of(case, staged) == "shifts")
    assert Witness.RING in case.witnesses
    assert case.action is Action.HOLD


def shouted(events: Events, kinds) -> Events:
    """Ratings: armies praise their targets, everybody else likes things about alike."""
    draw = np.random.default_rng(1)
    army = np.array([kind in ATTACKS for kind in kinds])[events.user]
    return replace(
        events, ratings=np.where(army, 1.0, np.clip(draw.normal(0.3, 0.3, events.size), -1, 1))
    )


def test_with_ratings_and_texts_all_witnesses_speak(staged):
    found = detect(shouted(staged.events, staged.kinds))
    assert set(found.looked_at) == {
        Witness.LOCKSTEP,
        Witness.SOLICITATION,
        Witness.TEXT,
        Witness.DISAGREEMENT,
    }
    assert len(found.scores) == len(staged.events.users)
    copied = [
        names
        for kind, names in zip(staged.kinds, found.witnesses, strict=True)
        if kind == "templates"
    ]
    assert sum(Witness.TEXT in names for names in copied) > 0.8 * len(copied)
