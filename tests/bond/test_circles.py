"""Circles: opening, joining, leaving, keeping."""

from datetime import datetime
from uuid import UUID

import pytest

from cohive.bond import operations, queries
from cohive.bond.models import Membership
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.bond.conftest import Cast

pytestmark = pytest.mark.django_db


def test_who_opens_a_circle_keeps_it(cast: Cast, circle: UUID) -> None:
    view = queries.circle_by_slug("tide-print")
    assert view is not None
    assert (view.agent, view.members) == (circle, 3)
    assert queries.circle_members(circle)[0].agent == cast.mei
    assert queries.is_member(cast.noor, circle)
    kinds = list(Act.objects.filter(circle=circle).order_by("id").values_list("kind", flat=True))
    assert kinds == ["bond.circle.created"] + ["bond.circle.joined"] * 3


def test_a_second_circle_of_the_name_or_without_purpose_is_refused(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    for name, purpose, field in (("tide & PRINT", "x", "name"), ("Ink", " ", "purpose")):
        with pytest.raises(Refused) as refusal:
            operations.create_circle(name=name, purpose=purpose, by=cast.noor, at=now)
        assert refusal.value.field == field


def test_a_circle_called_new_does_not_hide_the_form(cast: Cast, now: datetime) -> None:
    agent = operations.create_circle(name="New", purpose="x", by=cast.noor, at=now)
    view = queries.circle(agent)
    assert view is not None
    assert view.slug == "new-2"


def test_joining_twice_is_one_act_and_leaving_is_one(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    operations.join_circle(circle=circle, by=cast.noor, at=now)
    assert Act.objects.filter(kind="bond.circle.joined", actor=cast.noor).count() == 1
    operations.leave_circle(circle=circle, by=cast.noor, at=now)
    operations.leave_circle(circle=circle, by=cast.noor, at=now)
    assert not queries.is_member(cast.noor, circle)
    assert Act.objects.filter(kind="bond.circle.left", actor=cast.noor).count() == 1


def test_when_the_keeper_leaves_the_longest_member_keeps(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    operations.leave_circle(circle=circle, by=cast.mei, at=now)
    assert Membership.objects.get(circle=circle, keeps=True).member_id == cast.noor


def test_only_the_keeper_changes_a_circle(cast: Cast, circle: UUID, now: datetime) -> None:
    with pytest.raises(Forbidden):
        operations.change_circle(circle=circle, name="Mine", purpose="x", by=cast.noor, at=now)
    operations.change_circle(circle=circle, name="Tides", purpose="Water.", by=cast.mei, at=now)
    view = queries.circle(circle)
    assert view is not None
    assert (view.name, view.slug) == ("Tides", "tide-print")
    assert Act.objects.filter(kind="bond.circle.changed").count() == 1


def test_a_stranger_and_an_unknown_circle_are_missing(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    unclaimed = operations.make_unclaimed(name="Armin", key="armin@one", by=cast.ruben, at=now)
    with pytest.raises(Missing):
        operations.join_circle(circle=circle, by=unclaimed, at=now)
    with pytest.raises(Missing):
        operations.join_circle(circle=UUID(int=3), by=cast.noor, at=now)
