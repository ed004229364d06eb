"""How a place stands: every measure of one window together, computed once from one frame.

The page "Community or fan club?" and the report of a study show the same figures; so they are put
together here. Each keeps its own n, range and what it cannot tell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import polars as pl

from cohive.engine.capital import (
    Bonding,
    RoleMix,
    Spreading,
    bonding_practice,
    role_mix,
    spreading_practice,
)
from cohive.engine.concentration import Concentration, concentration
from cohive.engine.frames import Frame
from cohive.engine.insight_circles import Broker, CircleHealth, brokers, circle_health
from cohive.engine.insight_months import Month, months_of
from cohive.engine.instants import earlier, just_after
from cohive.engine.needs import Signs, need_signs
from cohive.engine.ties import (
    CoreAgainstChance,
    Hierarchy,
    Horizontality,
    Ladder,
    Network,
    addressed,
    core_against_chance,
    either_way,
    hierarchy,
    horizontality,
    ladder,
    network_from,
    staff_of,
)
from cohive.engine.vitality import (
    TALK_KINDS,
    Cohort,
    Flow,
    Newcomers,
    Renewal,
    Responses,
    Survival,
    Vacancy,
    cohorts,
    flow,
    newcomers,
    renewal,
    responses,
    stays,
    succession,
)
from cohive.words.sentences import Sentence

__all__ = ["Broker", "CircleHealth", "Insight", "Month", "insight"]

DAYS: Final = 90
HIERARCHY_TIMES: Final = 2.0
STEPS_MAX: Final = 200
PURCHASES: Final = frozenset({"order", "purchase", "distribution", "payout", "credit"})


@dataclass(frozen=True)
class Insight:
    """How a place stands at one instant.

    Attributes
    ----------
    at : datetime | None
        The end of the window; None in a frame without times.
    days : int
        Its length.
    people : int
        Members who acted in it.
    horizontality : Horizontality
        Community or fan club.
    before : float | None
        The index of the window before.
    months : tuple[Month, ...]
        Member to member, at most twelve months, the oldest first.
    core : CoreAgainstChance | None
        Whether there is more of a core than chance brings; None below ten people with ties.
    needs : Signs
        Signs of what people need in what they did.
    hierarchy : Hierarchy
        Over ties that happened twice or more.
    attention, making, money, talking : Concentration | None
        In few hands or many: acts received, things made, minor units received, things said, by
        members; None where there are none. Of talk whoever acted and said nothing counts as 0.
    ladder : Ladder
        Who stands where; its window is its own.
    circles : tuple[CircleHealth, ...]
        By id.
    brokers : tuple[Broker, ...]
        At most five members, the least constrained of those between most.
    cohorts : tuple[Cohort, ...]
        Who stays, over the whole frame.
    stays : Survival
        How long members stay, in days, over the whole frame, in at most 200 steps.
    flow : Flow
        Who came and left between the window before and this one.
    newcomers : Newcomers
        What becomes of them, over the whole frame.
    renewal : Renewal
        The core, quarter by quarter, over the whole frame.
    talk : Responses
        How soon things are answered in the window.
    practice : Bonding
        How people bond in the window.
    spreading : Spreading
        What travels on in the window.
    roles : RoleMix
        The mix of roles in the window.
    vacancies : tuple[Vacancy, ...]
        Work that rests on one person.
    cannot_tell : tuple[Sentence, ...]
        What no figure here says.
    """

    at: datetime | None
    days: int
    people: int
    horizontality: Horizontality
    before: float | None
    months: tuple[Month, ...]
    core: CoreAgainstChance | None
    needs: Signs
    hierarchy: Hierarchy
    attention: Concentration | None
    making: Concentration | None
    money: Concentration | None
    talking: Concentration | None
    ladder: Ladder
    circles: tuple[CircleHealth, ...]
    brokers: tuple[Broker, ...]
    cohorts: tuple[Cohort, ...]
    stays: Survival
    flow: Flow
    newcomers: Newcomers
    renewal: Renewal
    talk: Responses
    practice: Bonding
    spreading: Spreading
    roles: RoleMix
    vacancies: tuple[Vacancy, ...]
    cannot_tell: tuple[Sentence, ...]


def insight(
    frame: Frame,
    *,
    seed: int,
    at: datetime | None = None,
    days: int = DAYS,
    not_people: Collection[str] = (),
    brand: Collection[str] = (),
    without: Collection[str] = (),
    received: Mapping[str, int] | None = None,
    received_before: Mapping[str, int] | None = None,
    resamples: int | None = None,
) -> Insight:
    """Compute how a place stands.

    Parameters
    ----------
    frame : Frame
        The acts of one source.
    seed : int
        Draws every interval and sample.
    at : datetime, optional
        Aware; the end of the window. Default: just after the last act. Acts without a time count
        only in a frame that has no time at all.
    days : int, default 90
        The length of the window.
    not_people : Collection[str], default ()
        Actors that stand for no person or for many.
    brand : Collection[str], default ()
        Who stands for the brand.
    without : Collection[str], default ()
        People left out, such as accounts under review.
    received : Mapping[str, int], optional
        Minor units that sales of the window brought to each, the brand's own too.
    received_before : Mapping[str, int], optional
        The same of the window before, so that both are measured by the same parts.
    resamples : int, optional
        How often the network is drawn again.

    Returns
    -------
    Insight
        Everything together.
    """
    acts = addressed(frame, not_people=not_people, brand=brand)
    acts = acts.filter(~pl.col("actor").is_in(list(without)))
    received, received_before = _of_others(received, without), _of_others(received_before, without)
    staff = staff_of(frame) | set(brand)
    last = acts["at"].max()
    end = at or (just_after(last) if isinstance(last, datetime) else None)
    start = earlier(end, timedelta(days=days)) if end else None
    known = acts if end is None else acts.filter(pl.col("at") < end)
    here = known if start is None else known.filter(pl.col("at") >= start)
    network = network_from(here, staff=staff, without=without)
    made = _made(here)
    members = known.filter(~pl.col("is_staff"))
    return Insight(
        at=end,
        days=days,
        people=here.filter(~pl.col("is_staff"))["actor"].n_unique(),
        horizontality=horizontality(
            network, seed=seed, made=made, received=received, resamples=resamples
        ),
        before=_before(known, staff, without, start, days, seed, received_before),
        months=()
        if end is None
        else months_of(known, staff=staff, without=without, end=end, seed=seed),
        core=core_against_chance(either_way(network), seed=seed),
        needs=need_signs(here),
        hierarchy=hierarchy(network, times_min=HIERARCHY_TIMES),
        attention=_attention(network, seed),
        making=_held({who: made[who] for who in made if who not in staff}, seed),
        money=_held(
            {who: (received or {})[who] for who in received or () if who not in staff}, seed
        ),
        talking=_talking(here, seed),
        ladder=ladder(frame, at=end, not_people={*not_people, *without}),
        circles=circle_health(here, known, start),
        brokers=brokers(network, seed),
        cohorts=cohorts(members),
        stays=stays(members).thinned(STEPS_MAX),
        flow=flow(members, at=end, days=days) if end else Flow(0, 0, 0, 0, 0, None, None),
        newcomers=newcomers(known),
        renewal=renewal(known),
        talk=responses(here),
        practice=bonding_practice(here),
        spreading=spreading_practice(here),
        roles=role_mix(here),
        vacancies=succession(_work(known, brand), at=end) if end else (),
        cannot_tell=(
            Sentence("What people who only read or look think: that leaves no act."),
            Sentence(
                "Why anything changed: two things at the same time may have nothing in common."
            ),
        ),
    )


def _of_others(
    received: Mapping[str, int] | None, without: Collection[str]
) -> Mapping[str, int] | None:
    if received is None:
        return None
    return {who: minor for who, minor in received.items() if who not in without}


def _work(known: pl.DataFrame, brand: Collection[str]) -> pl.DataFrame:
    """What people do that others could do: nothing of the firm itself, no purchases."""
    return known.filter(
        ~pl.col("actor").is_in(list(brand)) & ~pl.col("object_kind").is_in(list(PURCHASES))
    )


def _made(here: pl.DataFrame) -> dict[str, float]:
    """How many things each made that are neither talk nor a purchase, the brand's own too."""
    made = here.filter(
        (pl.col("verb") == "Create") & ~pl.col("object_kind").is_in([*TALK_KINDS, *PURCHASES])
    )
    counted = made.group_by("actor").agg(pl.len().cast(pl.Float64).alias("things"))
    return dict(counted.sort("actor").iter_rows())


def _before(
    known: pl.DataFrame,
    staff: Collection[str],
    without: Collection[str],
    start: datetime | None,
    days: int,
    seed: int,
    received: Mapping[str, int] | None,
) -> float | None:
    """The index of the window before, from the same parts as the window's own."""
    if start is None:
        return None
    since = earlier(start, timedelta(days=days))
    made = _made(known.filter((pl.col("at") >= since) & (pl.col("at") < start)))
    then = network_from(known, staff=staff, without=without, since=since, until=start)
    return horizontality(then, seed=seed, made=made, received=received, resamples=0).index


def _attention(network: Network, seed: int) -> Concentration | None:
    """Acts that members received, by member; those who received none count as 0."""
    got = np.bincount(network.target, weights=network.weight, minlength=len(network)).astype(
        np.float64
    )
    held = got[~network.is_staff]
    return concentration(held, seed=seed) if held.sum() > 0 else None


def _talking(here: pl.DataFrame, seed: int) -> Concentration | None:
    """Things said by each member who acted, however silently."""
    said = (pl.col("verb") == "Create") & pl.col("object_kind").is_in(list(TALK_KINDS))
    each = (
        here.filter(~pl.col("is_staff"))
        .group_by("actor")
        .agg(pl.col("times").filter(said).sum().alias("said"))
    )
    held = each.sort("actor")["said"].to_numpy().astype(np.float64)
    return concentration(held, seed=seed) if held.sum() > 0 else None


def _held(values: Mapping[str, float], seed: int) -> Concentration | None:
    held = np.array([values[who] for who in sorted(values)], dtype=np.float64)
    return concentration(held, seed=seed) if held.sum() > 0 and held.min() >= 0 else None
