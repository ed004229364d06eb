"""How people bond and what travels on over the whole of a source, and the groups its ties make."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from cohive.engine.capital import spreading_practice
from cohive.engine.capital.practice import RECOGNISES
from cohive.engine.fission import Communities, communities_of
from cohive.engine.frames import Frame
from cohive.engine.insight_practice import PassedOn, Rate, bonding_rates, spreading_rates
from cohive.engine.ties import addressed, either_way, network_of
from cohive.house.study.travel import PUBLISHED

__all__ = ["Practised", "groups_of", "practised"]

GROUPED_MIN: Final = 10
GROUPED_MAX: Final = 20_000
OF_THE_BRAND: Final = frozenset({"brand_answered", "by_members", "brand_answers",
                                 "passed_by_members"})  # fmt: skip


@dataclass(frozen=True)
class Practised:
    """Rates by name, as `engine.insight_practice` calls them; those alone that can leave a trace.

    people: members who acted. has_staff: whether the source marks anybody as the brand's own.
    recognises: whether it holds likes, acceptances or credits at all.
    """

    people: int
    has_staff: bool
    recognises: bool
    rates: Mapping[str, Rate]


def practised(frame: Frame, *, seed: int, not_people: Collection[str] = ()) -> Practised:
    """Compute the rates of a whole frame.

    What the brand does is left out where the source marks nobody as its own, and recognition where
    no act is of that kind. How often a thing was shown, no history says; how far it went is another
    section's.
    """
    acts = addressed(frame, not_people=not_people)
    has_staff = bool(acts["is_staff"].any())
    recognises = bool(acts["verb"].is_in(list(RECOGNISES)).any())
    travelled = spreading_practice(acts.filter(~pl.col("object_kind").is_in(PUBLISHED)))
    passed = PassedOn(
        made=travelled.passed_on,
        by_members=round(travelled.by_members.middle * travelled.passed_on),
        further=0,
        shown=None,
        of_shown=0,
    )
    rates = (*bonding_rates(acts, seed=seed), *spreading_rates(passed)[:1])
    return Practised(
        people=acts.filter(~pl.col("is_staff"))["actor"].n_unique(),
        has_staff=has_staff,
        recognises=recognises,
        rates={
            rate.name: rate
            for rate in rates
            if rate.n
            and (has_staff or rate.name not in OF_THE_BRAND)
            and (recognises or rate.name != "recognition")
        },
    )


def groups_of(frame: Frame, *, seed: int, not_people: Collection[str] = ()) -> Communities | None:
    """The groups that ties make, each tie counted once; None below ten people and above 20,000.

    The brand's own are left out: they are tied to everybody.
    """
    network = network_of(frame, not_people=not_people)
    links = either_way(network)[~network.is_staff][:, ~network.is_staff]
    tied = links.sum(axis=1) > 0
    links = links[tied][:, tied]
    if not GROUPED_MIN <= links.shape[0] <= GROUPED_MAX:
        return None
    return communities_of(links, seed=seed)
