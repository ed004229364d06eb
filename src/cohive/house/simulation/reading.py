"""What the engine says of a simulated place, read as the live pages read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from cohive.bond import queries as bond
from cohive.engine.collusion.detection import detect
from cohive.engine.collusion.events import Circumstances, events_of
from cohive.engine.frames import frame_of
from cohive.engine.insight import insight
from cohive.engine.ties import Horizontality
from cohive.house.simulation.plan import MONTH_DAYS
from cohive.house.simulation.world import World
from cohive.journal.queries import act_rows, people_among
from cohive.settle import queries as money

__all__ = ["Reading", "read"]

WINDOW_DAYS = 90


@dataclass(frozen=True)
class Reading:
    """The figures of one place.

    Attributes
    ----------
    days : int
        The length of the window at the end, ninety days or the whole place where it is younger.
    index, low, high : float | None
        H with its 95 % interval.
    member_to_member, value_to_members : float | None
        Two of its parts: acts among members, and what sales brought to members.
    flagged, explained : int
        Accounts in groups to look at; accounts in groups with an innocent reason.
    precision, recall : float | None
        Of the flagged accounts the paid ones, of the paid accounts the flagged; None where there
        are none to divide by.
    innocent_flagged : int
        Accounts of the launch crowd and the fan club that were flagged.
    """

    days: int
    index: float | None
    low: float | None
    high: float | None
    member_to_member: float | None
    value_to_members: float | None
    flagged: int
    explained: int
    precision: float | None
    recall: float | None
    innocent_flagged: int

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def read(world: World, *, at: datetime) -> Reading:
    """Take the figures at the end, and judge every account by the scores it gave."""
    days = min(WINDOW_DAYS, world.plan.months * MONTH_DAYS)
    index = _insight(world, at=at, days=days)
    parts = {part.name: part.value for part in index.parts}
    flagged, explained = _detected(world)
    army = set(world.truth.get("army", []))
    innocent = {*world.truth.get("launch_crowd", []), *world.truth.get("fan_club", [])}
    caught = len(flagged & army)
    return Reading(
        days=days,
        index=index.index,
        low=index.low,
        high=index.high,
        member_to_member=parts["member_to_member"],
        value_to_members=parts["value_to_members"],
        flagged=len(flagged),
        explained=len(explained),
        precision=caught / len(flagged) if flagged else None,
        recall=caught / len(army) if army else None,
        innocent_flagged=len(flagged & innocent),
    )


def _insight(world: World, *, at: datetime, days: int) -> Horizontality:
    """H of the last days, with the firm and its money as `evolve` takes them."""
    frame = frame_of(act_rows(staff=bond.staff()))
    named = {key for name in ("actor", "target") for key in frame.acts[name].unique() if key}
    agents = frozenset(UUID(key) for key in named)
    firm = world.place.agent
    received = money.received_by_payee(
        world.place.currency, firm=firm, since=at - timedelta(days=days), until=at
    )
    found = insight(
        frame,
        seed=0,
        at=at,
        days=days,
        not_people=frozenset(str(agent) for agent in agents - people_among(agents)),
        brand={str(firm)},
        received={str(agent): minor for agent, minor in received.items() if minor > 0},
    )
    return found.horizontality


def _detected(world: World) -> tuple[set[str], set[str]]:
    """Who stands in a group to look at, and who in one with an innocent reason."""
    if not world.scores:
        return set(), set()
    users, items, seconds, ratings = zip(*world.scores, strict=True)
    log = events_of(users, items, seconds=seconds, ratings=[value / 2.5 - 1 for value in ratings])
    joined = {person.key: person.joined_at.timestamp() for person in world.everybody}
    announced = {key: at.timestamp() for key, at in world.announced.items()}
    circumstances = Circumstances(
        joined_seconds=np.array([joined[user] for user in log.users]),
        announced_seconds=np.array([announced.get(item, np.nan) for item in log.items]),
    )
    found = detect(replace(log, circumstances=circumstances), seed=world.plan.seed)
    flagged = {name for case in found.cases if case.flagged for name in case.members}
    explained = {name for case in found.cases if case.explained for name in case.members}
    return flagged, explained - flagged
