"""Freezing a season's figures into a report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as members
from cohive.evolve.events_seasons import SeasonFrozen
from cohive.evolve.models.insight import Snapshot
from cohive.evolve.models.seasons import Season
from cohive.evolve.operations.season_life import beside_told
from cohive.evolve.operations.season_story import (
    circles_of,
    season_before,
    told_of,
    trend_of,
)
from cohive.evolve.queries.happenings import happenings
from cohive.evolve.queries.insight import SEASON_DAYS
from cohive.guard import queries as guard
from cohive.journal.operations import record
from cohive.words.ids import new_id
from cohive.words.refusals import Refused

TITLE_MAX = 80
WITHOUT_PEOPLE = (
    "people", "horizontality", "before", "months", "attention", "making", "money", "talk", "stays",
    "flow", "newcomers", "cannot_tell",
)  # fmt: skip
NEWER = ("talking", "core", "needs")
"""Without people too; figures that were taken before these were counted lack them."""


@transaction.atomic
def freeze_season(*, title: str, by: UUID, at: datetime) -> UUID:
    """Freeze the newest figures of the last ninety days under a title, for good.

    Returns the report's id. Refused without figures, without a title, with a title that is taken,
    and when nothing happened since the report before.
    """
    title = " ".join(title.split())
    if not title:
        raise Refused("Give the season a title, such as Autumn 2026.", field="title")
    if len(title) > TITLE_MAX:
        raise Refused("A title has at most 80 characters.", field="title")
    place = members.place()
    taken = Snapshot.objects.filter(days=SEASON_DAYS).order_by("-at").first()
    if place is None or taken is None:
        raise Refused("There are no figures yet that could be frozen.")
    if Season.objects.filter(title=title).exists():
        raise Refused("A report has this title already. Choose another.", field="title")
    if Season.objects.filter(sealed_until=taken.sealed_until).exists():
        raise Refused("These figures are frozen already; nothing was counted since.")
    since = taken.at - timedelta(days=taken.days)
    left = guard.doubted().confirmed
    if (taken.data.get("reviewed") or {}).get("confirmed", 0) != len(left):
        raise Refused("A review was judged since. The figures are counted anew; try again then.")
    season = Season.objects.create(
        id=new_id(),
        title=title,
        starts_at=since,
        ends_at=taken.at,
        frozen_at=max(at, taken.at),
        sealed_until=taken.sealed_until,
        currency=place.currency,
        data={
            **_without_people(taken.data),
            **told_of(since, taken.at, currency=place.currency, firm=place.agent, without=left),
            "trend": trend_of(since, taken.at),
            "circle_list": circles_of(since, taken.at, without=left),
            "then": season_before(since, currency=place.currency, firm=place.agent, without=left),
            "left_out": len(left),
            "happened": [
                {"kind": one.kind, "at": one.at.isoformat()}
                for one in happenings(since=since, until=taken.at)
            ],
        },
    )
    event = SeasonFrozen(season=season.id)
    record(event, by=by, at=at, object_kind="season", object=season.id)
    return season.id


def _without_people(data: Mapping[str, Any]) -> dict[str, Any]:
    """The figures in which no person stands; of the ladder, only how many are on each rung."""
    ladder = data["ladder"]
    return {
        **{name: data[name] for name in WITHOUT_PEOPLE},
        **{name: data[name] for name in NEWER if name in data},
        **beside_told(data),
        "ladder": {name: ladder[name] for name in ("n", "rule", "counts", "moves", "cannot_tell")},
        "roles": {"cannot_tell": data["roles"]["cannot_tell"]},
        "renewal": {"turns": []},
    }
