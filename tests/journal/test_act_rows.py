"""The live journal as rows of a frame: every act, one query, nothing that is not in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from cohive.engine.frames import frame_of
from cohive.engine.ties import addressed as addressed_of
from cohive.journal.events import Flow, event
from cohive.journal.operations import create_agent, record
from cohive.journal.queries import act_rows, addressed
from cohive.words.money import Money
from cohive.words.verbs import Action, Verb

pytestmark = pytest.mark.django_db


@event("journal.test.sold", verb=Verb.ACCEPT, sentence="%(actor)s sold something.")
@dataclass(frozen=True)
class Sold:
    thing: UUID


@event("journal.test.made", verb=Verb.CREATE, sentence="%(actor)s made something.")
@dataclass(frozen=True)
class Made:
    thing: UUID


def sold(by: UUID, at: datetime, *amounts: Money, **extra: UUID) -> UUID:
    thing = uuid4()
    flows = [
        Flow(Action.TRANSFER, by, by, "test", thing, quantity=1, amount=amount)
        for amount in amounts
    ]
    with transaction.atomic():
        record(Sold(thing), by=by, at=at, object_kind="test", object=thing, flows=flows, **extra)
    return thing


def test_every_act_is_a_row_with_what_moved_and_whose_it_was(now, django_assert_num_queries):
    mei, firm, robot, boss = (
        create_agent(kind=kind, at=now) for kind in ("person", "firm", "software", "person")
    )
    first = sold(mei, now, Money(300, "EUR"), Money(17, "EUR"), target=boss, circle=firm)
    second = sold(firm, now + timedelta(hours=1), Money(1, "EUR"), Money(1, "CNY"), parent=first)
    third = sold(robot, now + timedelta(hours=2))
    fourth = sold(boss, now - timedelta(hours=1))
    with django_assert_num_queries(1):
        rows = {row.object: row for row in act_rows(staff=frozenset({boss}))}
    assert list(rows) == [str(fourth), str(first), str(second), str(third)]
    assert [row.role for row in rows.values()] == ["staff", "member", "staff", "bot"]
    assert (rows[str(first)].amount, rows[str(first)].currency) == (317, "EUR")
    assert rows[str(first)].target == str(boss)
    assert rows[str(first)].circle == str(firm)
    assert (rows[str(second)].amount, rows[str(second)].currency) == (None, None)
    assert rows[str(second)].parent == str(first)
    assert rows[str(third)].amount is None
    assert {row.verb for row in rows.values()} == {"Accept"}
    frame = frame_of(rows.values())
    assert len(frame) == 4
    assert frame.acts["at"].to_list()[1] == now
    assert frame.acts["text"].null_count() == 4


def test_what_went_into_a_thing_follows_its_act_as_rows_that_name_it(now):
    mei, anton = (create_agent(kind="person", at=now) for _ in range(2))
    song, verse, remix = uuid4(), uuid4(), uuid4()
    with transaction.atomic():
        record(
            Sold(remix),
            by=anton,
            at=now,
            object_kind="work",
            object=remix,
            flows=[
                Flow(Action.USE, mei, anton, "work", song),
                Flow(Action.CITE, mei, anton, "work", verse, amount=None),
                Flow(Action.TRANSFER, anton, mei, "work", remix, amount=Money(5, "EUR")),
            ],
        )
    act, first, second = act_rows()
    assert (act.verb, act.parent, act.amount) == ("Accept", None, 5)
    assert {first.parent, second.parent} == {str(song), str(verse)}
    for row in (first, second):
        assert (row.verb, row.object, row.target) == ("Add", str(remix), str(mei))
        assert (row.at, row.actor, row.amount) == (now, str(anton), None)
    assert len(frame_of([act, first, second])) == 3


def test_whom_an_act_addresses_is_read_as_the_engine_reads_it(now, django_assert_num_queries):
    """Named, or maker of what is answered, or who gave what went in; of one circle, one stretch."""
    one, two, three = (create_agent(kind="person", at=now) for _ in range(3))
    here, there = (create_agent(kind="circle", at=now) for _ in range(2))
    song = uuid4()
    with transaction.atomic():
        record(Made(song), by=two, at=now, object_kind="work", object=song, circle=here)
    day = timedelta(days=1)
    sold(one, now + day, circle=here, parent=song)
    sold(one, now + day, circle=here, parent=song, target=three)
    sold(one, now + day, circle=here, parent=uuid4())
    sold(one, now + day, circle=there, parent=song)
    sold(three, now + 9 * day, circle=here, target=one)
    remix = uuid4()
    with transaction.atomic():
        flows = [
            Flow(Action.CITE, two, three, "work", song),
            Flow(Action.USE, one, three, "work", remix),  # itself: no input
        ]
        record(
            Sold(remix), by=three, at=now + 2 * day, object_kind="work", object=remix,
            circle=here, flows=flows,
        )  # fmt: skip
    with django_assert_num_queries(2):
        found = list(addressed(circles=[here], since=now, until=now + 9 * day))
    told = [(str(actor), str(to)) for _, _, actor, to in found]
    assert sorted(told) == sorted(
        [(str(one), str(two)), (str(one), str(three)), (str(three), str(two))]
    )
    every = addressed_of(frame_of(act_rows())).drop_nulls("to").select("actor", "to").rows()
    assert sorted((str(a), str(to)) for _, _, a, to in addressed()) == sorted(every)
    assert {actor for _, _, actor, _ in addressed(actors=[three])} == {three}
