"""Trying two ways of asking or showing: drawn by a seed, read once, at an end said before."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from cohive.bond import operations as telling
from cohive.bond import queries as bond
from cohive.engine.experiments import PEOPLE_MIN, arm_of
from cohive.evolve.events_experiments import (
    ExperimentRead,
    ExperimentsJoined,
    ExperimentsLeft,
    ExperimentStarted,
    ExperimentStopped,
)
from cohive.evolve.models.experiments import (
    EXPERIMENT_STATES,
    Experiment,
    ExperimentMember,
    LeftOut,
)
from cohive.evolve.wording import Wording, checked
from cohive.journal.operations import record
from cohive.journal.queries import actors_of_kind, people_among
from cohive.words.refusals import Forbidden, Missing, Refused

DAYS_MIN, DAYS_MAX = 1, 60
QUESTION_LENGTH_MAX, TEXT_LENGTH_MAX = 200, 250
WHERE = {
    "bond.post.replied": "bond:circles",
    "bond.thread.started": "bond:circles",
    "bond.circle.joined": "bond:circles",
    "bond.proposal.made": "bond:offers",
    "create.work.submitted": "create:challenges",
    "create.work.scored": "create:challenges",
    "trade.order.paid": "trade:shop",
}
"""Where one does what is asked, for each kind of act that counts."""
TEXT = "%(text)s"


@transaction.atomic
def start_experiment(
    *,
    question: str,
    text_first: str,
    text_second: str,
    outcome: str,
    days: int,
    by: UUID,
    at: datetime,
    text_first_zh: str = "",
    text_second_zh: str = "",
    shown_on: str = "",
    seed: str = "",
) -> UUID:
    """Ask every member with one of two texts; a steward's to do. Return the experiment's id.

    A text is in English, in Chinese or in both; each member reads hers in her language. It stands
    among her notices, or at the top of the page `shown_on`: front, make or shop. Members who work
    for the place and those who want to be left out are in neither half. It is read `days` later
    and not before. `seed` is drawn when none is given.

    Raises Refused at question, text_first, text_second, shown_on, outcome or days, and where a
    half would have fewer than ten people.
    """
    if "steward" not in bond.roles_of(by):
        raise Forbidden("Only a steward tries two ways of asking.")
    asked = _text(question, "question", QUESTION_LENGTH_MAX)
    first = checked(
        Wording(text_first, text_first_zh), field="text_first", length_max=TEXT_LENGTH_MAX
    )
    second = checked(
        Wording(text_second, text_second_zh), field="text_second", length_max=TEXT_LENGTH_MAX
    )
    _fits(first, second, outcome=outcome, days=days, shown_on=shown_on)
    if Experiment.objects.filter(state="running").exists():
        raise Refused("One is running already. Two at a time would disturb each other.")
    drawn = seed or secrets.token_hex(16)
    arms = {member: arm_of(drawn, str(member)) for member in _members()}
    sizes = _halves(arms)
    row = Experiment.objects.create(
        question=asked,
        text_first=first.english,
        text_second=second.english,
        text_first_zh=first.chinese,
        text_second_zh=second.chinese,
        shown_on=shown_on,
        outcome=outcome,
        seed=drawn,
        state=EXPERIMENT_STATES.start,
        started_by_id=by,
        started_at=at,
        ends_at=at + timedelta(days=days),
        first_size=sizes[0],
        second_size=sizes[1],
    )
    _draw(row, arms)
    if not shown_on:
        _ask(row, arms, (first, second), at=at)
    record(ExperimentStarted(row.id, *sizes), by=by, at=at, object_kind="experiment", object=row.id)
    return row.id


def _fits(first: Wording, second: Wording, *, outcome: str, days: int, shown_on: str) -> None:
    """Refuse what cannot be tried; both ways in the same languages, or language would be tried."""
    if (bool(first.english), bool(first.chinese)) != (bool(second.english), bool(second.chinese)):
        raise Refused("Write both ways in the same languages.", field="text_second")
    if first.english == second.english and first.chinese == second.chinese:
        raise Refused("Write two different texts.", field="text_second")
    if outcome not in Experiment.OUTCOMES:
        raise Refused("Choose what counts.", field="outcome")
    if shown_on not in Experiment.PAGES:
        raise Refused("Choose where it stands.", field="shown_on")
    if not DAYS_MIN <= days <= DAYS_MAX:
        raise Refused(
            "It lasts from %(least)s to %(most)s days.",
            field="days",
            least=DAYS_MIN,
            most=DAYS_MAX,
        )


def _halves(arms: Mapping[UUID, int]) -> tuple[int, int]:
    """How many are in each half; refused where one has too few."""
    sizes = (sum(not arm for arm in arms.values()), sum(arms.values()))
    if min(sizes) < PEOPLE_MIN:
        raise Refused(
            "It takes at least %(least)s people in each half; here are %(first)s and %(second)s.",
            least=PEOPLE_MIN,
            first=sizes[0],
            second=sizes[1],
        )
    return sizes


def _members() -> list[UUID]:
    """Active members who do not work for the place and want to be asked."""
    left_out = set(LeftOut.objects.values_list("member_id", flat=True))
    return sorted(bond.active_members() - bond.staff() - left_out)


def _draw(row: Experiment, arms: Mapping[UUID, int]) -> None:
    ExperimentMember.objects.bulk_create(
        ExperimentMember(experiment=row, member_id=member, is_second=bool(arm))
        for member, arm in arms.items()
    )


def _ask(
    row: Experiment, arms: Mapping[UUID, int], ways: tuple[Wording, Wording], *, at: datetime
) -> None:
    """Among the notices of each, in her language."""
    for member, arm in arms.items():
        telling.notify(
            to=member,
            kind="experiment",
            sentence=TEXT,
            values={"text": ways[arm].spoken(bond.language_of(member))[0]},
            url=reverse(WHERE[row.outcome]),
            at=at,
            subject=row.id,
            key=f"experiment:{row.id}",
        )


def _text(text: str, field: str, most: int) -> str:
    words = " ".join(text.split())
    if not words:
        raise Refused("Write a sentence.", field=field)
    if len(words) > most:
        raise Refused("Write at most %(most)s characters.", field=field, most=most)
    return words


def read_ended(*, at: datetime) -> int:
    """Read the experiments whose time is over, and forget who was in them; a job of every hour.

    What counts is done from the start on and before the end. Return how many were read.
    """
    place = bond.place()
    due = Experiment.objects.filter(state="running", ends_at__lte=at).values_list("id", flat=True)
    for key in list(due):
        with transaction.atomic():
            row = _locked(key)
            if place is not None and row.state == "running":
                _read(row, by=place.agent, at=at)
    return len(due)


def _read(row: Experiment, *, by: UUID, at: datetime) -> None:
    """Sizes are counted again: who left meanwhile is in neither half."""
    did = actors_of_kind(row.outcome, since=row.started_at, until=row.ends_at)
    halves: tuple[set[UUID], set[UUID]] = (set(), set())
    for member, is_second in row.people.values_list("member_id", "is_second"):
        halves[is_second].add(member)
    row.first_size, row.second_size = len(halves[0]), len(halves[1])
    row.first_hits, row.second_hits = len(halves[0] & did), len(halves[1] & did)
    row.state, row.ended_at = EXPERIMENT_STATES.move(row.state, "read"), at
    row.save()
    row.people.all().delete()
    record(
        ExperimentRead(
            experiment=row.id,
            first_hits=row.first_hits,
            first_size=row.first_size,
            second_hits=row.second_hits,
            second_size=row.second_size,
        ),
        by=by,
        at=at,
        object_kind="experiment",
        object=row.id,
    )


@transaction.atomic
def stop_experiment(*, experiment: UUID, by: UUID, at: datetime) -> None:
    """Stop it before its end; then it says nothing at all. A steward's to do."""
    if "steward" not in bond.roles_of(by):
        raise Forbidden("Only a steward tries two ways of asking.")
    row = _locked(experiment)
    if at >= row.ends_at:
        raise Refused("Its time is over: it is read, not stopped.")
    row.state, row.ended_at = EXPERIMENT_STATES.move(row.state, "stopped"), at
    row.save(update_fields=["state", "ended_at"])
    row.people.all().delete()
    record(ExperimentStopped(row.id), by=by, at=at, object_kind="experiment", object=row.id)


@transaction.atomic
def leave_experiments(*, by: UUID, at: datetime) -> None:
    """A member wants to be in none: from now on, and in the one that is running."""
    if not people_among([by]):
        raise Missing("There is no such member.")
    _, is_new = LeftOut.objects.get_or_create(member_id=by, defaults={"since": at})
    ExperimentMember.objects.filter(member=by).delete()
    if is_new:
        record(ExperimentsLeft(), by=by, at=at, object_kind="member", object=by)


@transaction.atomic
def join_experiments(*, by: UUID, at: datetime) -> None:
    """She may be drawn again, from the next one on."""
    gone, _ = LeftOut.objects.filter(member=by).delete()
    if gone:
        record(ExperimentsJoined(), by=by, at=at, object_kind="member", object=by)


def _locked(experiment: UUID) -> Experiment:
    row = Experiment.objects.select_for_update().filter(id=experiment).first()
    if row is None:
        raise Missing("There is no such experiment.")
    return row
