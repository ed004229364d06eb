"""Two ways of asking: drawn by a seed, read once at the end, never before."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.bond.models import Notice
from cohive.engine.experiments import arm_of, detectable, difference, read
from cohive.evolve.models.experiments import Experiment, ExperimentMember
from cohive.evolve.operations.experiment_readings import read_ended
from cohive.evolve.operations.experiments import (
    join_experiments,
    leave_experiments,
    start_experiment,
    stop_experiment,
)
from cohive.evolve.queries.experiments import experiments, is_left_out
from cohive.evolve.queries.ways import way_of_member
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Refused
from tests.browser import axe_violations, faults_of, new_page, sideways, visit

DAY = timedelta(days=1)
SEED = "tide"


@pytest.fixture
def many(crew, now):
    """Thirty more members."""
    return [
        bond.join(email=f"n{number}@example.org", name=f"New {number:02d}", at=now - 9 * DAY)
        for number in range(30)
    ]


def started(crew, now, **other):
    given = {
        "question": "Does a question bring more than a call?",
        "text_first": "Come and start a thread.",
        "text_second": "What did you see at the harbour?",
        "outcome": "bond.thread.started",
        "days": 7,
        "seed": SEED,
    }
    return start_experiment(by=crew.steward, at=now, **{**given, **other})


def test_newcombes_own_example():
    """56 of 70 against 48 of 80: 0.20, from 0.0524 to 0.3339 (method 10)."""
    found = difference(48, 80, 56, 70)
    assert found.middle == pytest.approx(0.2)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_a_difference_turns_its_sign_with_its_halves(one, two, data):
    a, b = data.draw(st.integers(0, one)), data.draw(st.integers(0, two))
    there, back = difference(a, one, b, two), difference(b, two, a, one)
    assert there.low == pytest.approx(-back.high)
    assert -1 <= there.low <= there.middle <= there.high <= 1
    assert read(a, one, b, two).is_told == (there.low > 0 or there.high < 0)


@given(st.text(max_size=20), st.integers(0, 10**9))
def test_anybody_can_draw_again_who_was_asked_which_way(seed, number):
    digest = hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()
    assert arm_of(seed, str(number)) == int(digest, 16) % 2


def test_the_draw_is_even_and_differs_between_seeds():
    people = [str(number) for number in range(4_000)]
    first = [arm_of("a", one) for one in people]
    second = [arm_of("b", one) for one in people]
    assert abs(sum(first) - 2_000) < 130
    assert abs(sum(x == y for x, y in zip(first, second, strict=True)) - 2_000) < 130


@pytest.mark.parametrize("sizes", [(0, 1), (1, 0)])
def test_an_empty_half_is_refused(sizes):
    with pytest.raises(Refused):
        detectable(*sizes)
    with pytest.raises(Refused):
        read(0, sizes[0], 0, sizes[1])
    with pytest.raises(Refused):
        difference(2, 1, 0, 1)


def test_everybody_is_asked_one_way_by_the_seed(crew, many, now):
    experiment = started(crew, now)
    notices = Notice.objects.filter(subject_id=experiment)
    assert notices.count() == 42
    for notice in notices:
        second = arm_of(SEED, str(notice.to_id))
        assert notice.values["text"].startswith("What" if second else "Come")
    assert not notices.filter(to=crew.steward).exists()
    page = members.notices(many[0])[0].text
    assert page in ("Come and start a thread.", "What did you see at the harbour?")
    assert Act.objects.filter(kind="evolve.experiment.started").count() == 1


def test_nothing_is_counted_before_the_end_and_once_then(crew, many, now):
    experiment = started(crew, now)
    second = [one for one in many if arm_of(SEED, str(one))]
    for member in second[:6]:
        bond.join_circle(circle=crew.circle, by=member, at=now + DAY)
        bond.start_thread(
            circle=crew.circle, title="Harbour", text="A seal.", by=member, at=now + DAY
        )
    assert read_ended(at=now + 6 * DAY) == 0
    [found] = experiments()
    assert found.reading is None
    assert found.hits is None
    assert found.seed == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.filter(id=experiment).update(first_hits=1, second_hits=1)
    late = second[6]
    bond.join_circle(circle=crew.circle, by=late, at=now + 8 * DAY)
    bond.start_thread(circle=crew.circle, title="L", text="Late.", by=late, at=now + 8 * DAY)
    assert read_ended(at=now + 9 * DAY) == 1
    assert read_ended(at=now + 10 * DAY) == 0
    [found] = experiments()
    assert found.hits == (0, 6)
    assert found.seed == SEED
    assert found.reading.is_told == (found.reading.difference.low > 0)
    assert not ExperimentMember.objects.exists()
    assert Act.objects.filter(kind="evolve.experiment.read").count() == 1


def test_what_is_stopped_early_says_nothing(crew, many, now):
    experiment = started(crew, now)
    stop_experiment(experiment=experiment, by=crew.steward, at=now + DAY)
    assert read_ended(at=now + 9 * DAY) == 0
    [found] = experiments()
    assert (found.state, found.hits, found.reading) == ("stopped", None, None)
    second = started(crew, now + 2 * DAY)
    with pytest.raises(Refused, match="read, not stopped"):
        stop_experiment(experiment=second, by=crew.steward, at=now + 20 * DAY)


CHINESE = {"text_first_zh": "来开一个话题。", "text_second_zh": "你在港口看见了什么？"}


def test_each_reads_it_in_her_language(crew, many, now):
    bond.set_tongue(by=many[0], at=now, language="zh-hans")
    experiment = started(crew, now, **CHINESE)
    own = Notice.objects.get(subject_id=experiment, to=many[0]).values["text"]
    assert own in CHINESE.values()
    other = Notice.objects.get(subject_id=experiment, to=many[1]).values["text"]
    assert other in ("Come and start a thread.", "What did you see at the harbour?")


def test_a_way_in_one_language_only_is_not_compared_with_one_in_two(crew, many, now):
    with pytest.raises(Refused, match="same languages") as refused:
        started(crew, now, text_first_zh="来开一个话题。")
    assert refused.value.field == "text_second"


@pytest.mark.parametrize(("page", "path"), [("front", "/"), ("make", "/challenges/")])
def test_each_half_is_shown_its_own_at_the_top_of_a_page(crew, many, as_member, now, page, path):
    experiment = started(crew, now, shown_on=page, outcome="create.work.submitted", **CHINESE)
    assert not Notice.objects.filter(subject_id=experiment).exists()
    texts = ("Come and start a thread.", "What did you see at the harbour?")
    for member in many[:4]:
        second = arm_of(SEED, str(member))
        with time_machine.travel(now + DAY, tick=False):
            shown = as_member(member).get(path).content.decode()
            again = as_member(member).get(path).content.decode()
        assert texts[second] in shown
        assert texts[1 - second] not in shown
        assert texts[second] in again  # whoever comes back reads the same
    with time_machine.travel(now + DAY, tick=False):
        for browser in (Client(), as_member(crew.steward)):
            page_of_others = browser.get(path).content.decode()
            assert not any(text in page_of_others for text in texts)
    with time_machine.travel(now + 8 * DAY, tick=False):
        over = as_member(many[0]).get(path).content.decode()
    assert not any(text in over for text in texts)


def test_who_left_experiments_is_shown_nothing(crew, many, now):
    started(crew, now, shown_on="shop", outcome="trade.order.paid")
    way = way_of_member(many[0], at=now)
    assert way is not None
    assert way.shown_on == "shop"
    leave_experiments(by=many[0], at=now)
    assert way_of_member(many[0], at=now) is None


def test_the_database_refuses_a_way_that_says_nothing(crew, many, now):
    experiment = started(crew, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.filter(id=experiment).update(text_first="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.filter(id=experiment).update(shown_on="mars")


def test_who_wants_to_be_left_out_is_in_neither_half(crew, many, now):
    leave_experiments(by=many[0], at=now)
    started(crew, now)
    leave_experiments(by=many[1], at=now)
    assert not ExperimentMember.objects.filter(member__in=many[:2]).exists()
    assert is_left_out(many[0])
    assert members.everything_of(many[0])["experiments"]["left_out"]
    join_experiments(by=many[0], at=now)
    assert not is_left_out(many[0])
    bond.delete_account(by=many[2], at=now)
    assert not ExperimentMember.objects.filter(member=many[2]).exists()


def test_too_few_people_are_not_tried_on(crew, now):
    with pytest.raises(Refused, match="at least 10 people"):
        started(crew, now)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("question", " "),
        ("text_first", ""),
        ("text_second", "Come and start a thread."),
        ("text_second", "x" * 251),
        ("outcome", "trade.order.placed"),
        ("days", 0),
        ("shown_on", "mars"),
        ("text_second", ""),
    ],
)
def test_what_cannot_be_tried_is_refused_at_its_field(crew, many, now, field, value):
    with pytest.raises(Refused) as refused:
        started(crew, now, **{field: value})
    assert refused.value.field == field


def test_one_runs_at_a_time_and_only_a_steward_starts(crew, many, now):
    started(crew, now)
    with pytest.raises(Refused, match="One is running"):
        started(crew, now)
    with pytest.raises(Forbidden):
        stop_experiment(experiment=Experiment.objects.get().id, by=many[0], at=now)


def test_it_goes_the_whole_way_by_its_page(crew, many, as_member, now):
    steward, member = as_member(crew.steward), as_member(many[0])
    assert Client().get("/changes/experiments/").status_code == 302
    assert "Nothing was tried yet" in steward.get("/changes/experiments/").content.decode()
    form = {
        "question": "Which?",
        "text_first": "Come.",
        "text_second": "What?",
        "outcome": "bond.thread.started",
        "days": "x",
    }
    assert member.post("/changes/experiments/start/", form).status_code == 403
    assert steward.post("/changes/experiments/start/", form).status_code == 422
    steward.post("/changes/experiments/start/", {**form, "days": "7"})
    page = member.get("/changes/experiments/").content.decode()
    assert "not counted before its end" in page
    assert "Come." not in page
    row = Experiment.objects.get()
    read_ended(at=row.ends_at)
    page = member.get("/changes/experiments/").content.decode()
    assert "They cannot be told apart" in page
    assert row.seed in page
    member.post("/changes/experiments/you/")
    assert "You are left out." in member.get("/changes/experiments/").content.decode()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_its_page_is_for_everybody(crew, many, now, as_member, chromium, width):
    started(crew, now)
    read_ended(at=now + 8 * DAY)
    started(crew, now + 9 * DAY)
    page = new_page(chromium, width=width)
    visit(page, as_member(crew.steward), "/changes/experiments/")
    assert axe_violations(page) == []
    assert sideways(page) <= 0
    assert faults_of(page) == []


def test_who_runs_it_reads_both_ways_and_a_member_reads_neither(crew, many, as_member, now):
    with time_machine.travel(now, tick=False):
        started(crew, now)
        ways = ("Come and start a thread.", "What did you see at the harbour?")
        for reader, is_told in ((crew.steward, True), (many[0], False)):
            page = as_member(reader).get("/changes/experiments/").content.decode()
            assert [way in page for way in ways] == [is_told, is_told]
