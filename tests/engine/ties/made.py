"""Networks and frames that tests of ties are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from cohive.engine.frames import Frame, frame_of
from cohive.engine.ties import Network
from cohive.words.acts import ActRow

START = datetime(2026, 1, 5, tzinfo=UTC)


def network(
    ties: Iterable[Sequence[object]], *, staff: Iterable[object] = (), alone: Iterable[object] = ()
) -> Network:
    """A network of ties (u, v) or (u, v, how often)."""
    rows = [(str(tie[0]), str(tie[1]), float(str(tie[2])) if len(tie) > 2 else 1.0) for tie in ties]
    people = sorted({one for row in rows for one in row[:2]} | {str(one) for one in alone})
    place = {person: number for number, person in enumerate(people)}
    brand = {str(one) for one in staff}
    return Network(
        people=tuple(people),
        is_staff=np.array([person in brand for person in people], dtype=np.bool_),
        source=np.array([place[row[0]] for row in rows], dtype=np.int64),
        target=np.array([place[row[1]] for row in rows], dtype=np.int64),
        weight=np.array([row[2] for row in rows]),
        week=np.full(len(rows), -1, dtype=np.int64),
    )


def act(number: int, actor: str, day: float, **cells: object) -> ActRow:
    """One act, a reply unless told otherwise, `day` days after the start."""
    row = ActRow(
        id=f"a{number:06d}",
        at=START + timedelta(days=day),
        actor=actor,
        verb="Create",
        object=f"o{number:06d}",
        object_kind="post",
    )
    return row._replace(**cells)  # type: ignore[arg-type]  # a row's cells have many types


def frame(rows: Iterable[ActRow]) -> Frame:
    """A frame of these acts."""
    return frame_of(rows)
