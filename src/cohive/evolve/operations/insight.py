"""Taking the figures, and choosing who sees them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import polars as pl
from django.db import transaction

from cohive.bond import queries as members
from cohive.engine.capital import own_ties
from cohive.engine.frames import frame_of
from cohive.engine.insight import insight
from cohive.engine.ties import addressed, staff_of
from cohive.evolve.events_insight import (
    BrokerWithdrew,
    FiguresHidden,
    FiguresShown,
    NamesAgreed,
    NamesWithdrew,
)
from cohive.evolve.models.insight import OwnTies, PublicFigures, ShownBroker, Snapshot
from cohive.evolve.operations.left_out import acts_of_others, beside_reviews, names_of
from cohive.evolve.operations.portrait import beside_the_acts
from cohive.evolve.operations.practised import of_the_window
from cohive.evolve.queries.insight import SEASON_DAYS
from cohive.evolve.written import written
from cohive.guard import queries as guard
from cohive.journal.operations import record
from cohive.journal.queries import act_rows, people_among, sealed_until
from cohive.settle import queries as money
from cohive.words.refusals import Missing, Refused

SEED = 0
"""Of every interval, so that the same journal gives the same figures."""
ACTS_MIN = 20
ROWS_AT_ONCE = 500


def take_snapshots(*, at: datetime) -> int:
    """Compute the figures of every window from the journal; a job of every night.

    Returns how many were taken; none where nothing happened since, or too little ever. A count is
    a measurement: no act is written.
    """
    number = sealed_until()
    missing = [
        days
        for days in Snapshot.WINDOWS
        if not Snapshot.objects.filter(days=days, sealed_until=number).exists()
    ]
    place = members.place()
    if not missing or place is None:
        return 0
    frame = frame_of(act_rows(staff=members.staff()))
    if len(frame) < ACTS_MIN:
        return 0
    named = {key for name in ("actor", "target") for key in frame.acts[name].unique() if key}
    agents = frozenset(UUID(key) for key in named)
    outside = frozenset(str(agent) for agent in agents - people_among(agents))
    acts = addressed(frame, not_people=outside, brand={str(place.agent)})
    staff = staff_of(frame) | {str(place.agent)}
    doubted = guard.doubted()
    judged = doubted.confirmed
    left = names_of(judged)
    counted = acts_of_others(acts, left)
    beside = beside_the_acts(acts=counted, at=at, seed=SEED, without=judged)
    taken = []
    for days in missing:
        since = at - timedelta(days=days)
        look = partial(
            insight,
            frame,
            seed=SEED,
            at=at,
            days=days,
            not_people=outside,
            brand={str(place.agent)},
            received=_received(place, since=since, until=at),
            received_before=_received(place, since=since - timedelta(days=days), until=since),
        )
        found = look(without=left)
        taken.append(
            Snapshot(
                at=at,
                days=days,
                sealed_until=number,
                index_permille=_permille(found.horizontality.index),
                low_permille=_permille(found.horizontality.low),
                high_permille=_permille(found.horizontality.high),
                people=found.horizontality.n,
                data=written(found)
                | beside
                | of_the_window(
                    acts=counted, staff=staff, at=at, days=days, seed=SEED, without=judged
                )
                | beside_reviews(look, doubted),
            )
        )
    Snapshot.objects.bulk_create(taken, ignore_conflicts=True)
    _keep_own_ties(counted, brand={str(place.agent)}, at=at)
    return len(taken)


@transaction.atomic
def _keep_own_ties(acts: pl.DataFrame, *, brand: set[str], at: datetime) -> None:
    """Each member's own ties of the season, in place of those of the night before."""
    since = at - timedelta(days=SEASON_DAYS)
    found = own_ties(acts.filter((pl.col("at") >= since) & (pl.col("at") < at)), at=at, brand=brand)
    OwnTies.objects.all().delete()
    OwnTies.objects.bulk_create(
        [OwnTies(member_id=UUID(one.person), at=at, data=written(one)) for one in found],
        batch_size=ROWS_AT_ONCE,
    )


def _received(place: members.PlaceView, *, since: datetime, until: datetime) -> dict[str, int]:
    """What sales of a stretch brought to each, in the place's currency."""
    found = money.received_by_payee(place.currency, firm=place.agent, since=since, until=until)
    return {str(agent): minor for agent, minor in found.items() if minor > 0}


def _permille(index: float | None) -> int | None:
    return None if index is None else round(index * 1_000)


@transaction.atomic
def agree_to_be_shown(*, by: UUID, at: datetime) -> None:
    """A member lets stewards see her by name in the figures; she saw them first.

    Who had agreed only to be named among those who connect circles agrees to the rest with it.
    """
    if not people_among([by]):
        raise Missing("There is no such member.")
    found, is_new = ShownBroker.objects.get_or_create(
        member_id=by, defaults={"agreed_at": at, "is_whole": True}
    )
    if is_new or not found.is_whole:
        ShownBroker.objects.filter(member_id=by).update(agreed_at=at, is_whole=True)
        record(NamesAgreed(), by=by, at=at, object_kind="member", object=by)


@transaction.atomic
def withdraw_from_being_shown(*, by: UUID, at: datetime) -> None:
    """She is named no more, from the next page on."""
    found = ShownBroker.objects.filter(member_id=by).first()
    if found is not None:
        found.delete()
        withdrew = NamesWithdrew() if found.is_whole else BrokerWithdrew()
        record(withdrew, by=by, at=at, object_kind="member", object=by)


@transaction.atomic
def show_figures(*, by: UUID, at: datetime) -> None:
    """Put the main figure on the front page."""
    place = members.place()
    if place is None or not Snapshot.objects.filter(index_permille__isnull=False).exists():
        raise Refused("There is no figure yet that could be shown.")
    _, is_new = PublicFigures.objects.get_or_create(
        id=PublicFigures.THE_ONE, defaults={"since": at}
    )
    if is_new:
        record(FiguresShown(), by=by, at=at, object_kind="place", object=place.agent)


@transaction.atomic
def hide_figures(*, by: UUID, at: datetime) -> None:
    """Take it from there."""
    place = members.place()
    gone, _ = PublicFigures.objects.all().delete()
    if gone and place is not None:
        record(FiguresHidden(), by=by, at=at, object_kind="place", object=place.agent)
