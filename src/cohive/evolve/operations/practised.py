"""What stands beside the main figures of a night: bonding, spreading, voices, the network.

Each window beside the one before it, where that can be compared.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import polars as pl

from cohive.create import queries as create
from cohive.engine.capital import own_mixes
from cohive.engine.insight_practice import PassedOn, bonding_rates, spreading_rates
from cohive.engine.insight_voices import measures, voices
from cohive.engine.ties import centralisation, network_from
from cohive.evolve.queries.insight import SEASON_DAYS
from cohive.evolve.written import written
from cohive.guard.queries import declared_by
from cohive.spread import queries as spread
from cohive.trade.queries import purchases

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def of_the_window(
    *,
    acts: pl.DataFrame,
    staff: Collection[str],
    at: datetime,
    days: int,
    seed: int,
    without: Collection[UUID] = (),
) -> dict[str, Any]:
    """Figures of one window as JSON; `acts` as `engine.ties.addressed` gives them.

    without: whose links are left out; their acts are no more among `acts`. own_roles: each member's
    own mix of roles, which her own page alone shows.
    """
    start, span = at - timedelta(days=days), timedelta(days=days)
    here = _within(acts, start, at)
    return {
        "practised": {
            "now": _rates(here, staff, start, at, seed, without),
            "before": _rates(
                _within(acts, start - span, start), staff, start - span, start, seed, without
            ),
        },
        # one window is enough for her own page
        "own_roles": written(own_mixes(here)) if days == SEASON_DAYS else [],
        **_network(acts, here, staff, start, at, seed, without),
    }


def _within(acts: pl.DataFrame, since: datetime, until: datetime) -> pl.DataFrame:
    return acts.filter((pl.col("at") >= since) & (pl.col("at") < until))


def _rates(
    acts: pl.DataFrame,
    staff: Collection[str],
    since: datetime,
    until: datetime,
    seed: int,
    without: Collection[UUID],
) -> dict[str, Any]:
    """The rates of one stretch, and how many members were active in it."""
    shown = create.times_shown(since=since, until=until)
    made = spread.passed_on(since=since, until=until)
    links = [one for one in made if one.owner not in without]
    passed = PassedOn(
        made=len(links),
        by_members=sum(str(one.owner) not in staff for one in links),
        further=sum(one.is_further for one in links),
        shown=sum(shown.values()) if shown else None,
        of_shown=sum(one.target in shown for one in links),
    )
    return {
        "people": acts.filter(~pl.col("is_staff"))["actor"].n_unique(),
        "rates": written(
            {
                rate.name: rate
                for rate in (*bonding_rates(acts, seed=seed), *spreading_rates(passed))
            }
        ),
    }


def _network(
    acts: pl.DataFrame,
    here: pl.DataFrame,
    staff: Collection[str],
    since: datetime,
    until: datetime,
    seed: int,
    without: Collection[UUID],
) -> dict[str, Any]:
    """Voices and measures, both of one network of the window."""
    network = network_from(here, staff=staff)
    central = centralisation(network, seed=seed)
    reached = {
        str(one.owner): (one.visitors, one.buyers)
        for one in spread.reach(since=since, until=until)
        if str(one.owner) not in staff and one.owner not in without
    }
    declared = declared_by({UUID(person) for person in reached})
    found = voices(
        acts,
        network,
        central,
        at=until,
        since=since,
        reached=reached,
        bought={str(one.buyer) for one in purchases(since=EVER) if one.at < until},
        declared={str(one.person) for one in declared},
    )
    return {
        "voices": written(found),
        "measures": written(measures(here, network, central, at=until)),
    }
