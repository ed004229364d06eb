"""The figures with and without accounts that a review concerns."""

from __future__ import annotations

import pytest

from cohive.bond import operations as bond
from cohive.evolve import operations, queries
from cohive.evolve.models.insight import Snapshot
from cohive.evolve.views.season_report import paper_of
from cohive.guard import operations as guard
from cohive.guard import queries as reviews
from cohive.journal.jobs import run_due
from cohive.journal.models import Job
from cohive.spread import operations as spread
from cohive.words.refusals import Refused
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


@pytest.fixture
def judged(talked, doubted, now):
    """Two stewards confirmed the review of the first two members."""
    for steward in (talked.steward, talked.members[5]):
        guard.confirm(review=doubted, reason=WHY, by=steward, at=now)
    return doubted


def test_bonding_voices_and_the_mix_of_roles_leave_them_out(talked, judged, as_member, now):
    for one in (talked.members[0], talked.members[4]):
        spread.make_link(target_kind="circle", target=talked.circle, by=one, at=now - DAY)
    operations.take_snapshots(at=now)
    data = queries.newest(90).data
    rates = data["practised"]["now"]["rates"]
    # of twelve two are left out and two are stewards by now
    assert data["practised"]["now"]["people"] == 8
    # of the ten threads of the others the newest could not be answered for a day
    assert rates["answered"]["n"] == 9
    assert rates["passed_by_members"]["n"] == 1
    assert data["measures"]["n"] == 12  # ten members, the steward, the firm
    named = str([data["own_roles"], data["voices"], data["roles"]])
    assert not [one for one in talked.members[:2] if str(one) in named]
    shown = as_member(talked.steward).get("/desk/insight/practice/").content.decode()
    assert "2 accounts are left out" in shown


def test_their_ties_count_for_nobody_and_nothing_is_computed_of_them(
    talked, judged, as_member, now
):
    operations.take_snapshots(at=now)
    assert [queries.own_ties(one) for one in talked.members[:2]] == [None, None]
    # the third was tied to the two before her and the two after; two of these are left out
    assert queries.own_ties(talked.members[2])["contacts"] == 2
    for address in ("/ties/", "/ties/roles/"):
        told = as_member(talked.members[0]).get(address).content.decode()
        assert "left out of all figures" in told
        other = as_member(talked.members[4]).get(address).content.decode()
        assert "left out of all figures" not in other


def test_a_verdict_counts_the_public_figure_anew_at_once(talked, doubted, client, now, hear):
    hear(now)
    operations.take_snapshots(at=now)
    operations.show_figures(by=talked.steward, at=now)
    assert queries.public_figure().people == 13
    for steward in (talked.steward, talked.members[5]):
        guard.confirm(review=doubted, reason=WHY, by=steward, at=now)
    run_due(at=now + DAY, only=["evolve.take_figures"])
    found = queries.public_figure()
    assert (found.people, found.left_out) == (11, 2)
    told = client.get("/").content.decode().partition('id="standing"')[2].partition("</section>")[0]
    assert "2 accounts are left out" in told
    assert not Job.objects.filter(name="evolve.take_figures", key="after a verdict").exists()


def test_a_season_leaves_them_out_and_says_so(talked, judged, now):
    operations.take_snapshots(at=now)
    season = queries.season(operations.freeze_season(title="Autumn", by=talked.steward, at=now))
    assert season.data["left_out"] == 2
    assert season.data["counts"]["threads"] == [10, 10]
    assert {one["name"]: one["now"] for one in season.data["circle_list"]}["Tide"] == 10
    said = " ".join(
        sentence for part in paper_of(season, "Tide").sections for sentence in part.sentences
    )
    assert "2 accounts are left out" in said


def test_a_season_is_not_frozen_from_figures_older_than_a_verdict(talked, doubted, now):
    operations.take_snapshots(at=now)
    for steward in (talked.steward, talked.members[5]):
        guard.confirm(review=doubted, reason=WHY, by=steward, at=now)
    with pytest.raises(Refused, match="judged since"):
        operations.freeze_season(title="Autumn", by=talked.steward, at=now)
    assert not queries.seasons()
