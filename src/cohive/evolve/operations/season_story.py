"""What a season's report tells beside the figures: counts, money, circles, and the season before.

All of it is counted when the season is frozen. Nobody's id stands in it; circles stand by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from cohive.bond import queries as members
from cohive.evolve.models.changes import CircleChange
from cohive.evolve.models.insight import Snapshot
from cohive.evolve.models.seasons import Season
from cohive.evolve.operations.season_life import asked_of, hands_of
from cohive.evolve.queries.insight import SEASON_DAYS
from cohive.evolve.queries.intentions import circle_sizes
from cohive.journal import queries as journal
from cohive.settle import queries as money

__all__ = ["circles_of", "season_before", "told_of", "trend_of"]

PAYEES_MIN: Final = 3
"""Below this many members paid, a sum would say what one of them got."""
TREND_DAYS, TREND_MAX = 30, 14
NEAR: Final = timedelta(days=15)
"""How far the figures of the season before may end from where this one begins."""
CIRCLES_MAX: Final = 40
NEW: Final = timedelta(days=14)
"""A circle younger than this is new, not asleep."""
COUNTED: Final[Mapping[str, str]] = {
    "came": "bond.member.joined",
    "left": "bond.member.left",
    "threads": "bond.thread.started",
    "replies": "bond.post.replied",
    "promises": "bond.commitment.done",
    "ideas": "create.idea.made",
    "challenges": "create.challenge.opened",
    "works": "create.work.submitted",
    "scores": "create.work.scored",
    "votes": "create.ballot.voted",
    "products": "create.product.on_sale",
    "orders": "trade.order.paid",
}
"""What is counted, by the kind of act that says it happened."""


def told_of(
    since: datetime, until: datetime, *, currency: str, firm: UUID, without: Collection[UUID] = ()
) -> dict[str, Any]:
    """Counts (how often, by how many people) without these accounts, and money of a stretch.

    What sales brought is of the books, and nobody is left out of those.
    """
    kinds = tuple(COUNTED.values())
    found = journal.counts_of_kinds(kinds, since=since, until=until, without=without)
    received = _received(currency, firm, since, until)
    lines = money.waterfall_of_period(currency, since=since, until=until)
    return {
        "counts": {name: list(found.get(kind, (0, 0))) for name, kind in COUNTED.items()},
        "received": received,
        "lines": lines if received["members_minor"] is not None else [],
    }


def _received(currency: str, firm: UUID, since: datetime, until: datetime) -> dict[str, int | None]:
    """Minor units that sales brought to members together, and to the house."""
    found = money.received_by_payee(currency, firm=firm, since=since, until=until)
    own = found.pop(firm, 0)
    paid = [minor for minor in found.values() if minor > 0]
    is_told = len(paid) >= PAYEES_MIN
    return {
        "members": len(paid),
        "members_minor": sum(paid) if is_told else None,
        "house_minor": own,
    }


def trend_of(since: datetime, until: datetime) -> list[dict[str, Any]]:
    """The main figure of the thirty days to several days of the season, with its range.

    At most fourteen, evenly among those that were taken, the last always.
    """
    rows = Snapshot.objects.filter(
        days=TREND_DAYS, index_permille__isnull=False, at__gte=since, at__lte=until
    )
    found = list(rows.order_by("at").values_list("at", "data"))
    step = max(1, -(-len(found) // TREND_MAX))
    points = []
    for at, data in found[::-1][::step][::-1]:
        h = data["horizontality"]
        if h["low"] is not None:
            points.append(
                {"at": at.isoformat(), **{key: h[key] for key in ("index", "low", "high")}}
            )
    return points


def circles_of(
    since: datetime, until: datetime, *, without: Collection[UUID] = ()
) -> list[dict[str, Any]]:
    """How each circle fared: its name, people active before and in the season, what became of it.

    became: born, split, merged, asleep, unused (then too), or "" where the counts say what.
    members and meant: who belongs to it, and for how many at most it is meant (None: nobody said).
    """
    span = until - since
    before = journal.actors_by_circle(since=since - span, until=since, without=without)
    now = journal.actors_by_circle(since=since, until=until, without=without)
    parted, sizes = _changed(since, until), circle_sizes()
    found = []
    for circle in members.circles(limit=CIRCLES_MAX):
        if circle.created_at >= until:
            continue
        then, here = before.get(circle.agent, 0), now.get(circle.agent, 0)
        became = parted.get(circle.agent, "")
        if circle.created_at >= since:
            became = became or "born"
        elif not here:
            became = became or ("asleep" if then else "unused")
        told = {"name": circle.name, "then": then, "now": here, "became": became}
        found.append(
            told
            | {
                "members": circle.members,
                "meant": sizes.get(circle.agent),
                "is_new": until - circle.created_at < NEW,
            }
        )
    return found


def _changed(since: datetime, until: datetime) -> dict[UUID, str]:
    rows = CircleChange.objects.filter(
        done_at__gte=since, done_at__lt=until, undone_at__isnull=True
    ).values_list("kind", "circle")
    words = {"split": "split", "merge": "merged"}
    return {circle: words[kind] for kind, circle in rows}


def season_before(
    since: datetime, *, currency: str, firm: UUID, without: Collection[UUID] = ()
) -> dict[str, Any] | None:
    """The ninety days before, counted in the same way; None where the place was not there.

    `open_days` says for how many of them it was. The figures are those of the report that ended
    about then, else those taken about then, else None.
    """
    start = since - timedelta(days=SEASON_DAYS)
    founded = _founded()
    if founded is None or founded >= since:
        return None
    title, figures = _figures_about(since)
    return {
        "title": title,
        "open_days": min(SEASON_DAYS, (since - founded).days),
        "people": None if figures is None else figures["people"],
        "horizontality": None if figures is None else _ranged(figures["horizontality"]),
        "answered": None if figures is None else figures["talk"]["answered_part"],
        "hands": {} if figures is None else hands_of(figures),
        "gaps": None if figures is None else asked_of(figures),
        **told_of(start, since, currency=currency, firm=firm, without=without),
    }


def _founded() -> datetime | None:
    never = datetime.fromtimestamp(0, tz=UTC)
    found = journal.acts_of_kinds(("bond.place.founded",), since=never)
    return next((act.at for act in found), None)


def _figures_about(day: datetime) -> tuple[str, Mapping[str, Any] | None]:
    frozen = Season.objects.filter(ends_at__gte=day - NEAR, ends_at__lte=day + NEAR)
    season = _nearest(frozen, day, "ends_at")
    if season is not None:
        return season.title, season.data
    rows = Snapshot.objects.filter(days=SEASON_DAYS, at__gte=day - NEAR, at__lte=day + NEAR)
    taken = _nearest(rows, day, "at")
    return "", None if taken is None else taken.data


def _nearest(rows: Iterable[Any], day: datetime, name: str) -> Any:
    return min(rows, key=lambda row: abs(getattr(row, name) - day), default=None)


def _ranged(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{key: found[key] for key in ("index", "low", "high")},
        "parts": [
            {key: part[key] for key in ("name", "value", "low", "high")} for part in found["parts"]
        ],
    }
