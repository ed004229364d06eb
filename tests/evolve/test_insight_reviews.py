"""The figures with and without accounts that a review concerns."""

from __future__ import annotations

import pytest

from cohive.bond import operations as bond
from cohive.evolve import operations, queries
from cohive.evolve.models.insight import Snapshot
from cohive.guard import operations as guard
from cohive.guard import queries as reviews
from tests.evolve.conftest import DAY

WHY = "They came together within one minute."


@pytest.fixture
def doubted(talked, now):
    """A review of two members that a steward marked; three can judge."""
    others = talked.members[5:7]
    for one in others:
        bond.grant_role(to=one, role="steward", by=talked.steward, at=now - 2 * DAY)
    review, _ = guard.open_review(
        members=frozenset(talked.members[:2]),
        targets={talked.circle: "circle"},
        witnesses=("lockstep", "target"),
        evidence={},
        by=talked.place.agent,
        at=now - 2 * DAY,
    )
    guard.mark(review=review, reason=WHY, by=talked.steward, at=now - DAY)
    return review


def page(as_member, crew):
    return as_member(crew.steward).get("/desk/insight/").content.decode()


def test_while_a_review_is_open_the_figures_are_stated_both_ways(talked, doubted, as_member, now):
    operations.take_snapshots(at=now)
    data = queries.newest(90).data
    found = data["reviewed"]
    assert (found["confirmed"], found["unjudged"]) == (0, 2)
    assert data["horizontality"]["n"] == 13
    assert found["without"]["horizontality"]["n"] == 11
    assert (
        sum(data["ladder"]["counts"].values()) - sum(found["without"]["ladder"]["counts"].values())
        == 2
    )
    assert "places" not in found["without"]["ladder"]
    for one in talked.members[:2]:
        assert str(one) not in str(found)
    shown = page(as_member, talked)
    assert "Without them" in shown
    assert "2 accounts are under reviews" in shown
    assert "left out of all figures" not in shown


def test_accounts_of_a_confirmed_review_are_left_out_of_the_figures(
    talked, doubted, as_member, now
):
    for steward in (talked.steward, talked.members[5]):
        guard.confirm(review=doubted, reason=WHY, by=steward, at=now)
    operations.take_snapshots(at=now)
    data = queries.newest(90).data
    assert data["reviewed"] == {"confirmed": 2, "unjudged": 0, "without": None}
    assert data["horizontality"]["n"] == 11
    shown = page(as_member, talked)
    assert "2 accounts are left out of all figures" in shown
    assert "/reviews/" in shown
    assert "Without them" not in shown


def test_a_group_that_was_only_watched_or_cleared_is_counted(talked, doubted, as_member, now):
    for steward in (talked.steward, talked.members[5]):
        guard.release(review=doubted, reason=WHY, apology="We are sorry.", by=steward, at=now)
    assert reviews.doubted() == reviews.Doubted(frozenset(), frozenset())
    operations.take_snapshots(at=now)
    assert queries.newest(90).data["horizontality"]["n"] == 13
    assert "stand here both ways" not in page(as_member, talked)


def test_an_older_snapshot_without_the_counts_is_shown_as_it_was(talked, as_member, now):
    operations.take_snapshots(at=now)
    row = Snapshot.objects.get(days=90)
    del row.data["reviewed"]
    row.save()
    assert "stand here both ways" not in page(as_member, talked)
