"""Trying two ways of asking or showing: drawn by a seed; `experiment_readings` reads it once."""

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
    ExperimentsJoined,
    ExperimentsLeft,
    ExperimentStarted,
    ExperimentStopped,
)
from cohive.evolve.models.experiments import (
    EXPERIMENT_STATES,
    OPENED,
    Experiment,
    ExperimentMember,
    LeftOut,
)
from cohive.evolve.things import thing
from cohive.evolve.wording import Wording, checked
from cohive.journal.operations import record
from cohive.journal.queries import people_among
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
    about_kind: str = "",
    about: UUID | None = None,
    seed: str = "",
) -> UUID:
    """Ask everybody with one of two texts; a steward's to do. Return the experiment's id.

    A text is in English, in Chinese or in both; each reads hers in her language. It stands among
    her notices, at the top of the page `shown_on` (front, make or shop), or on the card of one
    thing, `about`, wherever that is shown. Members who work for the place and those who want to be
    left out are in neither half; visitors are drawn as they come, where it counts who opens the
    thing. It is read `days` later and not before. `seed` is drawn when none is given.

    Raises Refused at question, text_first, text_second, shown_on, about, outcome or days, and
    where a half would have fewer than ten people and no visitors come to it.
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
    _fits(first, second, days=days)
    _stands(outcome=outcome, shown_on=shown_on, about_kind=about_kind, about=about)
    if Experiment.objects.filter(state="running").exists():
        raise Refused("One is running already. Two at a time would disturb each other.")
    drawn = seed or secrets.token_hex(16)
    arms = {member: arm_of(drawn, str(member)) for member in _members()}
    sizes = _halves(arms, least=0 if outcome == OPENED else PEOPLE_MIN)
    row = Experiment.objects.create(
        question=asked,
        text_first=first.english,
        text_second=second.english,
        text_first_zh=first.chinese,
        text_second_zh=second.chinese,
        shown_on=shown_on,
        about_kind=about_kind,
        about=about,
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
    if not shown_on and not about_kind:
        _ask(row, arms, (first, second), at=at)
    record(ExperimentStarted(row.id, *sizes), by=by, at=at, object_kind="experiment", object=row.id)
    return row.id


def _fits(first: Wording, second: Wording, *, days: int) -> None:
    """Refuse what cannot be tried; both ways in the same languages, or language would be tried."""
    if (bool(first.english), bool(first.chinese)) != (bool(second.english), bool(second.chinese)):
        raise Refused("Write both ways in the same languages.", field="text_second")
    if first.english == second.english and first.chinese == second.chinese:
        raise Refused("Write two different texts.", field="text_second")
    if not DAYS_MIN <= days <= DAYS_MAX:
        raise Refused(
            "It lasts from %(least)s to %(most)s days.",
            field="days",
            least=DAYS_MIN,
            most=DAYS_MAX,
        )


def _stands(*, outcome: str, shown_on: str, about_kind: str, about: UUID | None) -> None:
    """Refuse a place where nothing can stand, and what cannot count there."""
    if outcome not in Experiment.OUTCOMES:
        raise Refused("Choose what counts.", field="outcome")
    if shown_on not in Experiment.PAGES or (about_kind and shown_on):
        raise Refused("Choose where it stands.", field="shown_on")
    if bool(about_kind) != (about is not None):
        raise Refused("Choose a thing that everybody can see.", field="about")
    if about is not None and thing(about_kind, about) is None:
        raise Refused("Choose a thing that everybody can see.", field="about")
    if outcome == OPENED and not about_kind:
        raise Refused("Only a thing on a card can be opened.", field="outcome")


def _halves(arms: Mapping[UUID, int], *, least: int) -> tuple[int, int]:
    """How many are in each half; refused where one has too few."""
    sizes = (sum(not arm for arm in arms.values()), sum(arms.values()))
    if min(sizes) < least:
        raise Refused(
            "It takes at least %(least)s people in each half; here are %(first)s and %(second)s.",
            least=least,
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


@transaction.atomic
def stop_experiment(*, experiment: UUID, by: UUID, at: datetime) -> None:
    """Stop it before its end; then it says nothing at all. A steward's to do."""
    if "steward" not in bond.roles_of(by):
        raise Forbidden("Only a steward tries two ways of asking.")
    row = locked(experiment)
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


def locked(experiment: UUID) -> Experiment:
    """The experiment, held until the transaction ends."""
    row = Experiment.objects.select_for_update().filter(id=experiment).first()
    if row is None:
        raise Missing("There is no such experiment.")
    return row
