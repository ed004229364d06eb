"""What the nightly look reads: acts as rows, and the circumstances around them.

Ids and instants from the journal and the doors of the rooms. Of texts only posts are read, which
everybody may read, and only to be compared with each other: nothing of them is kept. A vote in a
ballot is secret: that somebody voted there is in the journal and is read, what she chose is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from cohive.bond import queries as members
from cohive.create import queries as create
from cohive.create.queries import SCORE_MAX
from cohive.engine.collusion.events import Circumstances, Events, events_of
from cohive.guard import queries as guard
from cohive.journal.queries import acts_of_kinds
from cohive.ledger.queries import transfers
from cohive.trade import queries as trade

__all__ = ["Deed", "as_events", "deeds_since"]

SCORED, REPLIED, LINKED = "create.work.scored", "bond.post.replied", "spread.link.made"
STARTED, VOTED = "bond.thread.started", "create.ballot.voted"
JOINED = "bond.member.joined"
CALLED, MOVED = "create.challenge.opened", "create.challenge.moved"
ON_SALE, ASKED = "create.product.on_sale", "create.ballot.opened"
TEAM_MAX = 8
"""A team is small; the makers of everything sold here are none, however they are connected."""
NONE = -1
RATED_MIDDLE = SCORE_MAX / 2
Codes = NDArray[np.int64]
Seconds = NDArray[np.float64]


@dataclass(frozen=True)
class Deed:
    """One act on one thing; `value` and `of` (the challenge) where it was a score.

    `text` is a post's, for comparing; it is never written down.
    """

    who: UUID
    what: UUID
    kind: str
    at: datetime
    value: int | None = None
    of: UUID | None = None
    text: str = ""


def deeds_since(since: datetime) -> list[Deed]:
    """Scores, votes, posts, links and purchases since an instant, the oldest first."""
    return sorted(_deeds(since), key=lambda deed: (deed.at, deed.who, deed.what))


def _deeds(since: datetime) -> Iterator[Deed]:
    texts = {post.id: post.text for post in members.spoken_since(since)}
    for act in acts_of_kinds((SCORED, VOTED, STARTED, REPLIED, LINKED), since=since):
        text = texts.get(act.object, "")
        if act.kind == SCORED:
            yield Deed(act.actor, act.object, "work", act.at, act.event.value, act.parent)
        elif act.kind == LINKED:
            yield Deed(act.actor, act.object, act.object_kind, act.at)
        elif act.kind == VOTED and act.circle:
            # who was named for a jury is there because she was named
            yield Deed(act.actor, act.object, "decision", act.at)
        elif act.kind == STARTED and act.target:
            # a post of one's own is nobody else's target: she spoke in the circle
            yield Deed(act.actor, act.target, "circle", act.at, text=text)
        elif act.kind == REPLIED and act.parent:
            yield Deed(act.actor, act.parent, "post", act.at, text=text)
    for bought in trade.purchases(since=since):
        yield Deed(bought.buyer, bought.product, "product", bought.at)


def as_events(deeds: Sequence[Deed], *, since: datetime, at: datetime) -> Events:
    """The log as the detector reads it, with what is known around it."""
    is_said = any(deed.text for deed in deeds)
    is_rated = any(deed.value is not None for deed in deeds)
    events = events_of(
        [str(deed.who) for deed in deeds],
        [str(deed.what) for deed in deeds],
        seconds=[deed.at.timestamp() for deed in deeds],
        ratings=[_rating(deed) for deed in deeds] if is_rated else None,
        texts=[deed.text for deed in deeds] if is_said else None,
    )
    never = datetime.fromtimestamp(0, tz=at.tzinfo)
    joined = {str(act.actor): act.at.timestamp() for act in acts_of_kinds((JOINED,), since=never)}
    kinds = {deed.what: deed.kind for deed in deeds}
    circumstances = Circumstances(
        joined_seconds=np.array([joined.get(user, np.nan) for user in events.users]),
        beneficiary=_coded(events.items, _beneficiaries(kinds, since=since, at=at)),
        announced_seconds=_timed(events.items, _announced(deeds, since=never)),
        teams=_coded(events.users, _teams(at)),
    )
    return replace(events, circumstances=circumstances)


def _rating(deed: Deed) -> float:
    """A score on -1 to 1; NaN for what is no score."""
    return np.nan if deed.value is None else deed.value / RATED_MIDDLE - 1


def _announced(deeds: Sequence[Deed], *, since: datetime) -> dict[UUID, datetime]:
    """When all were told of a thing: that its votes are open, that it is on sale, that it is asked.

    An entry is scored from the day on which entries close, as it was last set; its circle is told
    then.
    """
    told: dict[UUID, datetime] = {}
    votes_open: dict[UUID, datetime] = {}
    for act in acts_of_kinds((CALLED, MOVED, ON_SALE, ASKED), since=since):
        if act.kind in (CALLED, MOVED):
            votes_open[act.object] = datetime.fromisoformat(act.event.closes_at)
        if act.kind != MOVED:
            told.setdefault(act.object, act.at)
    scored = {deed.what: votes_open[deed.of] for deed in deeds if deed.of in votes_open}
    return told | scored


def _timed(names: Sequence[str], known: Mapping[UUID, datetime]) -> Seconds | None:
    """Unix times of what is known of each name, NaN for nothing; None when nothing is known."""
    found = [known.get(UUID(name)) for name in names]
    if not any(found):
        return None
    return np.array([np.nan if one is None else one.timestamp() for one in found])


def _coded(names: Sequence[str], known: Mapping[UUID, UUID]) -> Codes | None:
    """A code for each name by what is known of it, -1 for nothing; None when nothing is known."""
    found = [known.get(UUID(name)) for name in names]
    codes = {key: code for code, key in enumerate(sorted({one for one in found if one}))}
    if not codes:
        return None
    return np.array([codes[one] if one else NONE for one in found], dtype=np.int64)


def _beneficiaries(kinds: Mapping[UUID, str], *, since: datetime, at: datetime) -> dict[UUID, UUID]:
    """For each work and product the maker with the largest part whom the books show paid."""
    paid = {one.taker for one in transfers(since=since) if one.purpose == "earned"}
    if not paid:
        return {}
    found: dict[UUID, UUID] = {}
    cards = create.cards_of(what for what, kind in kinds.items() if kind == "work")
    makers = {key: [agent for agent, _weight in card.makers] for key, card in cards.items()}
    for what, kind in kinds.items():
        if kind == "product":
            makers[what] = _by_part(what, at=at)
    for what, agents in makers.items():
        first = next((agent for agent in agents if agent in paid), None)
        if first is not None:
            found[what] = first
    return found


def _by_part(product: UUID, *, at: datetime) -> list[UUID]:
    """Who has a part in a product, the largest first."""
    parts: defaultdict[UUID, int] = defaultdict(int)
    for stage in create.product_way(product, at=at):
        for person in stage.people:
            parts[person.agent] += int(person.fraction * (stage.weight or 0) * 1_000_000)
    return sorted(parts, key=lambda agent: (-parts[agent], agent))


def _teams(at: datetime) -> dict[UUID, UUID]:
    """Who made one thing together that the firm sells: each team named by one of it.

    Only what is sold counts, since the firm decided that; nobody becomes a team by saying so. With
    them the groups that a steward declared a household, a class or a team and two then cleared.
    """
    together: list[set[UUID]] = []
    for product in create.products():
        works = {work for stage in create.product_way(product.id, at=at) for work in stage.works}
        together += [
            {agent for agent, _weight in card.makers} for card in create.cards_of(works).values()
        ]
    teams: list[set[UUID]] = []
    for people in together:
        joined = [team for team in teams if team & people]
        teams = [team for team in teams if not team & people]
        teams.append(people.union(*joined))
    small = [team for team in teams if 1 < len(team) <= TEAM_MAX]
    declared = guard.declared_groups()
    return {agent: min(team) for team in (*small, *declared) for agent in team}
