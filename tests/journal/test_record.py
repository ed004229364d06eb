"""Acts: written with their state, sealed in order, chained, heard once by each listener."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from cohive.journal import chain, conditions, jobs, listeners, queries, seals, triggers
from cohive.journal.events import ActRecord, Flow, event, kinds, rebuild
from cohive.journal.models import Act, Delivery, EconomicEvent, Job, Seal
from cohive.journal.operations import create_agent, record
from cohive.words.money import Money
from cohive.words.verbs import Action, Verb

pytestmark = pytest.mark.django_db


@event("journal.test.made", verb=Verb.CREATE, sentence="%(actor)s made something.")
@dataclass(frozen=True)
class Made:
    thing: UUID
    units: int = 1
    helper: UUID | None = None
    friends: tuple[UUID, ...] = ()


def write(by: UUID, at: datetime, **extra) -> UUID:
    with transaction.atomic():
        thing = uuid4()
        return record(Made(thing), by=by, at=at, object_kind="test", object=thing, **extra)


@pytest.fixture
def mei(now: datetime) -> UUID:
    return create_agent(kind="person", at=now)


@pytest.fixture
def ear():
    """A listener that keeps what it heard, and can be made deaf."""
    heard: list[ActRecord] = []
    fault: list[Exception] = []

    def handler(act: ActRecord) -> None:
        if fault:
            raise fault[0]
        heard.append(act)

    listeners.listen("journal.test", ["journal.test.made"], handler)
    yield heard, fault
    del listeners._listeners["journal.test"]


def test_an_act_keeps_its_event_and_its_economic_events(mei, now):
    firm = create_agent(kind="firm", at=now)
    flow = Flow(Action.WORK, mei, firm, "product", uuid4(), "design", 2, "hours", Money(317, "EUR"))
    act = write(mei, now, flows=[flow])
    kept = Act.objects.get(id=act)
    assert rebuild(kept.kind, kept.payload).thing == kept.object_id
    assert kept.verb == "Create"
    moved = EconomicEvent.objects.get(act=act)
    assert (moved.action, moved.stage, moved.amount_minor) == ("work", "design", 317)


def test_an_event_comes_back_with_its_types(mei):
    one, two = uuid4(), uuid4()
    made = Made(one, 3, two, (one, two))
    payload = {"thing": str(one), "units": 3, "helper": str(two), "friends": [str(one), str(two)]}
    assert rebuild("journal.test.made", payload) == made
    assert kinds["journal.test.made"].sentence == "%(actor)s made something."


def test_floats_do_not_belong_in_the_journal(mei, now):
    with pytest.raises(TypeError, match="float"), transaction.atomic():
        record(Made(uuid4(), units=0.5), by=mei, at=now, object_kind="t", object=uuid4())  # type: ignore[arg-type]


def test_rows_are_sealed_without_gaps_and_the_chain_holds(mei, now):
    for _ in range(3):
        write(mei, now)
    seals.seal_pending()
    assert list(Seal.objects.order_by("n").values_list("n", flat=True)) == [1, 2, 3]
    assert chain.broken_link() == ""


def test_a_changed_row_is_named(mei, now):
    act = write(mei, now)
    write(mei, now)
    seals.seal_pending()
    triggers.drop_all()
    Act.objects.filter(id=act).update(verb="Delete")
    triggers.create_all()
    assert chain.broken_link() == f"seal 1: act {act} was changed"


def test_a_row_slipped_in_without_a_seal_is_named(mei, now):
    write(mei, now)
    seals.seal_pending()
    stray = Act.objects.create(
        kind="journal.test.made",
        verb="Create",
        actor_id=mei,
        object_kind="t",
        object_id=uuid4(),
        at=now,
        recorded_at=now,
    )
    assert chain.broken_link() == f"act {stray.id} was written without a seal"


def test_the_triggers_stand_and_their_absence_is_noticed(db):
    assert triggers.fault() == ""
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON journal_act"
        cursor.execute(f"DROP TRIGGER journal_act_refuses_update{on}")
    assert triggers.fault() == "the trigger journal_act_refuses_update is missing"


def test_a_listener_hears_each_act_once_and_in_order(mei, now, ear, hear):
    heard, _ = ear
    first, second = write(mei, now), write(mei, now)
    hear()
    hear()
    assert [act.id for act in heard] == [first, second]
    assert [act.n for act in heard] == [1, 2]
    assert heard[0].event.thing == heard[0].object


def test_a_failing_listener_is_tried_again_and_holds_up_nobody(mei, now, ear, hear):
    heard, fault = ear
    fault.append(RuntimeError("the printer burns"))
    first = write(mei, now)
    hear()
    failed = Delivery.objects.get(act=first)
    assert "the printer burns" in failed.error
    assert failed.done_at is None
    fault.clear()
    second = write(mei, now)
    hear()
    assert [act.id for act in heard] == [second]
    hear(now + timedelta(minutes=1))
    assert [act.id for act in heard] == [second, first]
    hear(now + timedelta(hours=1))
    assert len(heard) == 2


def test_a_job_runs_when_it_is_due_and_once(now, hear):
    ran = []
    jobs.register("journal.test", lambda *, at, word: ran.append((word, at)))
    later = now + timedelta(hours=1)
    jobs.schedule("journal.test", key="a", run_at=later, arguments={"word": "tide"})
    jobs.schedule("journal.test", key="a", run_at=later, arguments={"word": "ebb"})
    hear()
    assert ran == []
    hear(later)
    hear(later)
    assert ran == [("ebb", later)]
    assert not Job.objects.filter(name="journal.test").exists()


def test_a_failing_job_waits_and_is_kept(now, hear):
    def burn(*, at: datetime) -> None:
        raise RuntimeError("fire")

    jobs.register("journal.burning", burn)
    jobs.schedule("journal.burning", key="", run_at=now)
    hear()
    job = Job.objects.get(name="journal.burning")
    assert job.run_at is not None
    assert job.run_at > now
    assert "fire" in job.error


def test_conditions_are_answered_by_whoever_knows(now):
    subject = uuid4()
    answer = lambda thing: ["It is raining."] if thing == subject else []  # noqa: E731
    conditions.answer("journal.test.may", answer)
    assert conditions.obstacles("journal.test.may", subject) == ["It is raining."]
    assert conditions.obstacles("journal.test.may", uuid4()) == []


def test_feeds_are_newest_first(mei, now):
    first, second = write(mei, now), write(mei, now)
    assert [act.id for act in queries.latest_acts()] == [second, first]
    assert [act.id for act in queries.latest_acts(before=second)] == [first]
    assert [act.id for act in queries.acts_of_actor(mei)] == [second, first]
    thing = Act.objects.get(id=first).object_id
    assert [act.id for act in queries.acts_of_object(thing)] == [first]
