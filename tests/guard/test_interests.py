"""Declared interests: in one thing or standing, withdrawn in sight, never deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cohive.guard import operations, queries
from cohive.guard.models import Interest
from cohive.journal.models import Act
from cohive.journal.operations import create_agent
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def person(now):
    return create_agent(kind="person", at=now)


@pytest.fixture
def maker(now):
    return create_agent(kind="person", at=now)


def said(basis, *, person, work, now):
    operations.say_interest(
        about_kind="score", about=work, subject=work, basis=basis, by=person, at=now
    )


def kinds() -> list[str]:
    return list(
        Act.objects.filter(kind__startswith="guard.interest")
        .order_by("id")
        .values_list("kind", flat=True)
    )


def test_an_interest_is_declared_once_and_written_as_an_act(person, now):
    work = new_id()
    said("paid", person=person, work=work, now=now)
    said("paid", person=person, work=work, now=now + DAY)
    [view] = queries.interests_of(person)
    assert (view.about_kind, view.about, view.subject) == ("score", work, work)
    assert view.shown.sentence == "is paid for this"
    assert view.shown.declared_at == now
    assert kinds() == ["guard.interest.declared"]
    act = Act.objects.get(kind="guard.interest.declared")
    assert (act.actor_id, act.object_id) == (person, view.id)
    assert act.payload["basis"] == "paid"


def test_another_basis_withdraws_the_one_before_which_stays(person, now):
    work = new_id()
    said("given", person=person, work=work, now=now)
    said("paid", person=person, work=work, now=now + DAY)
    newest, before = queries.interests_of(person)
    assert (newest.shown.basis, newest.shown.is_withdrawn) == ("paid", False)
    assert (before.shown.basis, before.shown.withdrawn_at) == ("given", now + DAY)


def test_saying_nothing_withdraws_and_both_days_are_seen(person, now):
    work = new_id()
    said("", person=person, work=work, now=now)
    assert kinds() == []
    said("paid", person=person, work=work, now=now)
    said("", person=person, work=work, now=now + DAY)
    [view] = queries.interests_of(person)
    assert (view.shown.declared_at, view.shown.withdrawn_at) == (now, now + DAY)
    assert kinds() == ["guard.interest.declared", "guard.interest.withdrawn"]
    assert queries.interest_in("score", work, person=person, at=now + DAY) == view


def test_only_who_declared_withdraws(person, maker, now):
    said("paid", person=person, work=new_id(), now=now)
    [view] = queries.interests_of(person)
    with pytest.raises(Forbidden):
        operations.withdraw_interest(interest=view.id, by=maker, at=now)
    with pytest.raises(Missing):
        operations.withdraw_interest(interest=new_id(), by=person, at=now)
    operations.withdraw_interest(interest=view.id, by=person, at=now + DAY)
    operations.withdraw_interest(interest=view.id, by=person, at=now + 2 * DAY)
    assert queries.interests_of(person)[0].shown.withdrawn_at == now + DAY


def test_a_standing_interest_holds_from_its_day_until_it_is_withdrawn(person, maker, now):
    link = new_id()

    def holds(at, subjects=(maker,)):
        return queries.interest_in("link", link, person=person, at=at, subjects=subjects)

    operations.declare_standing_interest(subject=maker, basis="employed", by=person, at=now)
    assert holds(now - DAY) is None
    assert holds(now + DAY).shown.basis == "employed"
    assert holds(now + DAY, subjects=(person,)) is None
    operations.say_interest(about_kind="link", about=link, basis="paid", by=person, at=now)
    assert holds(now + DAY).shown.basis == "paid"
    standing = queries.standing_interests(person)[0]
    operations.withdraw_interest(interest=standing.id, by=person, at=now + 2 * DAY)
    operations.say_interest(about_kind="link", about=link, basis="", by=person, at=now + 2 * DAY)
    assert holds(now + DAY).shown.basis == "employed"
    after = holds(now + 3 * DAY)
    assert (after.shown.basis, after.shown.is_withdrawn) == ("paid", True)


def test_nobody_declares_an_interest_in_herself_or_of_no_kind(person, maker, now):
    declare = operations.declare_standing_interest
    with pytest.raises(Refused, match="Of yourself"):
        declare(subject=person, basis="kin", by=person, at=now)
    with pytest.raises(Refused, match="Choose what"):
        declare(subject=maker, basis="", by=person, at=now)
    with pytest.raises(Refused, match="Choose what"):
        said("rich", person=person, work=new_id(), now=now)
    with pytest.raises(Missing):
        declare(subject=new_id(), basis="kin", by=person, at=now)
    assert kinds() == []


def test_the_database_keeps_every_interest(person, now):
    said("paid", person=person, work=new_id(), now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Interest.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.update(withdrawn_at=now - DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.update(basis="rich")
    assert Interest.objects.count() == 1


def test_interests_of_things_come_in_one_query(person, maker, now, django_assert_num_queries):
    works = [new_id(), new_id()]
    for work in works:
        said("paid", person=person, work=work, now=now)
    operations.declare_standing_interest(subject=maker, basis="kin", by=person, at=now)
    with django_assert_num_queries(1):
        found = queries.interests_about("score", works[:1])
    assert {one.about for one in found} == {works[0], maker}
    assert len(queries.declared_by([person])) == 3
