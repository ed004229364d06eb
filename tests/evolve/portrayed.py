"""Figures of a place that has lived for eight months: forty people, two circles, the firm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import numpy as np

from cohive.engine.frames import frame_of
from cohive.engine.insight import insight
from cohive.evolve.models.insight import Snapshot
from cohive.evolve.written import written
from cohive.words.acts import ActRow

DAYS = 240
NEWCOMERS = tuple(str(UUID(int=10_000 + number)) for number in range(28))
FIRM = str(UUID(int=9_999))


def rows(people: list[str], circles: list[str], now: datetime) -> Iterator[ActRow]:
    """Neighbours talk each week; some leave after a while; the firm announces and some answer."""
    draw = np.random.default_rng(7)
    number = count(1)
    everybody = [*people, *NEWCOMERS]
    begin = now - timedelta(days=DAYS)
    for place, person in enumerate(everybody):
        came = 0 if place < len(people) else int(draw.integers(0, 150))
        stays = DAYS if place % 3 else came + int(draw.integers(20, 120))
        for day in range(came, min(stays, DAYS), 5):
            near = everybody[(place + int(draw.integers(1, 6))) % len(everybody)]
            to = FIRM if draw.random() < 0.25 else near
            at = begin + timedelta(days=day, hours=int(draw.integers(0, 20)))
            circle = circles[place % len(circles)]
            yield _act(next(number), person, at, target=to, circle=circle)
            if day % 30 == 0:
                yield _act(next(number), person, begin + timedelta(days=day, hours=21),
                           object_kind="work")  # fmt: skip
    for day in range(0, DAYS, 7):
        yield _act(next(number), FIRM, begin + timedelta(days=day), role="staff",
                   target=everybody[day % len(everybody)])  # fmt: skip


def _act(number: int, actor: str, at: datetime, **cells: Any) -> ActRow:
    key = str(UUID(int=20_000 + number))
    row = ActRow(id=key, at=at, actor=actor, verb="Create", object=key, object_kind="post")
    return row._replace(**cells)


def portrayed(people: list[UUID], circles: list[UUID], now: datetime, **more: object) -> Snapshot:
    """Store the figures of the season, with `more` beside what the engine found."""
    frame = frame_of(sorted(rows([str(one) for one in people], [str(one) for one in circles], now)
                            , key=lambda row: row.at))  # fmt: skip
    found = insight(frame, seed=0, at=now, brand={FIRM}, resamples=20)
    whole = found.horizontality
    index, low, high = (
        None if one is None else round(one * 1_000) for one in (whole.index, whole.low, whole.high)
    )
    return Snapshot.objects.create(
        at=now,
        days=90,
        sealed_until=1,
        index_permille=index,
        low_permille=low,
        high_permille=high,
        people=whole.n,
        data=written(found) | more,
    )


def beside(now: datetime, ritual: UUID) -> dict[str, object]:
    """What stands beside the acts: words, nearness, needs of a survey, and one ritual."""
    adoption = [[str((now - timedelta(days=70 - 7 * week)).date()), 2 + week] for week in range(9)]
    coined = [
        {"word": word, "z": 5.0, "times": 40, "authors": 10, "first": adoption[0][0],
         "adoption": adoption}
        for word in ("ferrylight", "夜渡")
    ]  # fmt: skip
    near = {"n": 14, "by_post": [], "slope": -0.12, "low": -0.2, "high": -0.03}
    needs = [
        {"need": need, "n": 23, "importance": 4.2, "satisfaction": 3.1, "gap": 1.2,
         "score": 3.2, "low": 0.9, "high": 1.5}
        for need in ("functional", "self-expression", "social", "esteem")
    ]  # fmt: skip
    return {
        "language": {"texts": 900, "authors": 40, "coined": coined, "closeness": near,
                     "cannot_tell": []},
        "rituals": [{"ritual": str(ritual), "times": 11, "kept": 9, "newest": [],
                     "adherence": {"middle": 0.82, "low": 0.52, "high": 0.95},
                     "people_middle": 5.0, "lift": 3.2, "low": 1.1, "high": 5.4,
                     "cannot_tell": []}],
        "gaps": {"closed_at": now.isoformat(), "survey": "", "needs": needs},
    }  # fmt: skip
