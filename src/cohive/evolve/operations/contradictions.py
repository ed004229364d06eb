"""The nightly look for people who gain from whom they speak for and have not said so.

Facts come from the books (what one agent gave another), from things given between members, and from
public acts: high scores, links, posts that name a work or a product. No message is read here. What
is found is a question for a steward to put to the person, nothing else: it changes no weight, no
pay, and is never shown.

Left out, because it is no secret or no gain: who is named as a maker beside her, what a seller got
for what she sold, pay for her own part in a product, mutual gifts, the brand's own people, and the
link for which the reward was paid, since the place tells of that itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cohive.bond import queries as members
from cohive.create import queries as create
from cohive.engine.capital.influence import undeclared_interests
from cohive.guard import operations as guard
from cohive.guard.queries import declared_by, known_contradictions
from cohive.journal.queries import acts_of_kinds
from cohive.ledger.queries import transfers

__all__ = ["find_contradictions", "recounted"]

DAYS = 365
PAID_LATER = timedelta(days=30)
"""Pay that follows the praise within this time counts as well; a promise stands in no book."""
PRAISE_MIN = 4
ACTS_MIN = {"paid": 1, "reward": 2, "given": 2}
SCORED, LINKED, DIVIDED = "create.work.scored", "spread.link.made", "settle.distribution.made"
NAMED = re.compile(r"/(works|products)/([^/\s\"'<>]+)/")
OF_SALES = frozenset({"earned", "link_reward", "resale_commission"})
"""What sales bring: pay for one's own part is no secret, a reseller's public page says what she
earns, and rewards are read by their product."""
Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class PublicAct:
    """Somebody spoke for something, in public; `about` is what an interest would be declared in."""

    person: UUID
    kind: str
    act: UUID
    about_kind: str
    about: UUID
    what: UUID
    at: datetime


@dataclass(frozen=True)
class Gain:
    """Something that came to somebody: `kind` is paid, reward or given; `record` is its row."""

    kind: str
    record: UUID
    minor: int
    currency: str
    at: datetime
    product: UUID | None = None


@dataclass
class Facts:
    """Who made what, and who may be left out."""

    makers: dict[UUID, frozenset[UUID]] = field(default_factory=dict)
    staff: frozenset[UUID] = frozenset()
    place: UUID | None = None


def find_contradictions(*, at: datetime) -> int:
    """Write down each new pair of people for a steward to ask about; how many there were."""
    place = members.place()
    if place is None:
        return 0
    known = known_contradictions()
    found = _undeclared(_pairs(at))
    opened = 0
    for (person, beneficiary), evidence in sorted(found.items()):
        if (person, beneficiary) not in known:
            _row, is_new = guard.note_contradiction(
                person=person, beneficiary=beneficiary, evidence=evidence, by=place.agent, at=at
            )
            opened += is_new
    return opened


def recounted(*, person: UUID, beneficiary: UUID, at: datetime) -> dict[str, Any]:
    """What the books and the journal say of one pair as of an instant, whatever was declared."""
    found = _pairs(at).get((person, beneficiary))
    return _evidence(*found) if found else {}


Found = tuple[list[PublicAct], list[Gain]]


def _pairs(at: datetime) -> dict[Pair, Found]:
    """For each two people what one said for the other and what she got from her."""
    since = at - timedelta(days=DAYS)
    place = members.place()
    facts = Facts(staff=members.staff(), place=place.agent if place else None)
    acts = [act for act in _public_acts(since, facts, at=at) if act.at <= at]
    gains = _gains(since, at=at)
    pairs: dict[Pair, Found] = {}
    for act in acts:
        for beneficiary in _beneficiaries(act, facts):
            fitting = _fitting(gains.get((act.person, beneficiary), ()), act)
            if not fitting or act.person in facts.staff:
                continue
            said, got = pairs.setdefault((act.person, beneficiary), ([], []))
            said.append(act)
            got.extend(one for one in fitting if one not in got)
    return {pair: found for pair, found in pairs.items() if _is_enough(*found)}


def _beneficiaries(act: PublicAct, facts: Facts) -> frozenset[UUID]:
    """Whom praise of this thing serves; nobody when she made it herself."""
    makers = facts.makers.get(act.what, frozenset())
    return frozenset() if act.person in makers else makers


def _fitting(gains: Iterable[Gain], act: PublicAct) -> list[Gain]:
    """What she got before she spoke, or pay soon after; not the reward of the very link."""
    return [
        one
        for one in gains
        if one.at <= act.at + (PAID_LATER if one.kind == "paid" else timedelta())
        and not (one.kind == "reward" and act.kind == LINKED)
    ]


def _is_enough(said: Sequence[PublicAct], got: Sequence[Gain]) -> bool:
    return len(said) >= min(ACTS_MIN[one.kind] for one in got)


def _undeclared(pairs: Mapping[Pair, Found]) -> dict[Pair, dict[str, Any]]:
    """The pairs of which nothing was declared, neither standing nor with each of the acts."""
    place = members.place()
    declared = declared_by({person for person, _ in pairs})
    standing = {(one.person, one.about) for one in declared if one.about_kind == "standing"}
    of_acts = {(one.person, one.about_kind, one.about) for one in declared}
    silent = {
        pair: ([act for act in said if (act.person, act.about_kind, act.about) not in of_acts], got)
        for pair, (said, got) in pairs.items()
    }
    everywhere = {pair for pair in pairs if place and (pair[0], place.agent) in standing}
    names = {(str(person), str(other)): (person, other) for person, other in pairs}
    found = undeclared_interests(
        {name: len(silent[pair][0]) for name, pair in names.items()},
        # a thing given has no price in the books; it counts as one
        {name: sum(one.minor or 1 for one in pairs[pair][1]) for name, pair in names.items()},
        [(str(one), str(other)) for one, other in standing | everywhere],
    )
    kept = (names[one.person, one.thing] for one in found)
    return {pair: _evidence(*pairs[pair]) for pair in kept if _is_enough(*silent[pair])}


def _evidence(said: Sequence[PublicAct], got: Sequence[Gain]) -> dict[str, Any]:
    """Ids, instants and sums, so that everything recomputes; no text."""
    return {
        "acts": [
            {"kind": act.kind, "id": str(act.act), "what": str(act.what), "at": act.at.isoformat()}
            for act in sorted(said, key=lambda act: (act.at, act.act))
        ],
        "gains": [
            {
                "kind": one.kind,
                "id": str(one.record),
                "minor": one.minor,
                "currency": one.currency,
                "at": one.at.isoformat(),
            }
            for one in sorted(got, key=lambda one: (one.at, one.record))
        ],
    }


def _public_acts(since: datetime, facts: Facts, *, at: datetime) -> list[PublicAct]:
    found: list[PublicAct] = []
    targets: dict[UUID, str] = {}
    for act in acts_of_kinds((SCORED, LINKED), since=since):
        if act.kind == LINKED:
            about_kind, about, kind = "link", act.event.link, act.object_kind
        elif act.event.value >= PRAISE_MIN:
            about_kind, about, kind = "score", act.object, "work"
        else:
            continue
        targets[act.object] = kind
        found.append(PublicAct(act.actor, act.kind, act.id, about_kind, about, act.object, act.at))
    found += _posts_that_name(since, targets)
    facts.makers.update(_makers(targets, facts.place, at=at))
    return found


def _posts_that_name(since: datetime, targets: dict[UUID, str]) -> list[PublicAct]:
    """Posts in which a work or a product of this place is named by its address."""
    named = [
        (post, match) for post in members.spoken_since(since) for match in NAMED.findall(post.text)
    ]
    slugs = {match: _named(*match) for _post, match in named}
    found = []
    for post, match in named:
        what = slugs[match]
        if what is not None:
            targets[what] = match[0].removesuffix("s")
            found.append(
                PublicAct(post.author, "bond.post", post.id, "post", post.id, what, post.at)
            )
    return found


def _named(kind: str, slug: str) -> UUID | None:
    found = create.work_by_slug(slug) if kind == "works" else create.product_by_slug(slug)
    return found.id if found else None


def _makers(
    targets: Mapping[UUID, str], place: UUID | None, *, at: datetime
) -> dict[UUID, frozenset[UUID]]:
    """For each thing whom praise of it serves."""
    works = create.cards_of(key for key, kind in targets.items() if kind == "work")
    found = {key: frozenset(agent for agent, _ in card.makers) for key, card in works.items()}
    for key, kind in targets.items():
        if kind == "product":
            found[key] = _in_product(key, at=at) | ({place} if place else set())
        elif kind in ("place", "circle"):
            found[key] = frozenset({key})
    return found


def _in_product(product: UUID, *, at: datetime) -> frozenset[UUID]:
    way = create.product_way(product, at=at)
    return frozenset(person.agent for stage in way for person in stage.people)


def _gains(since: datetime, *, at: datetime) -> dict[Pair, list[Gain]]:
    """What came to somebody from somebody: by (taker, giver)."""
    found: defaultdict[Pair, list[Gain]] = defaultdict(list)
    sold = {act.id: act.event.product for act in acts_of_kinds((DIVIDED,), since=since)}
    ways: dict[UUID, frozenset[UUID]] = {}
    for one in transfers(since=since):
        product = sold.get(one.act)
        amount = (one.amount.minor, one.amount.currency, one.at)
        if one.at > at:
            continue
        if product is None and one.purpose not in OF_SALES:
            found[one.taker, one.giver].append(Gain("paid", one.entry, *amount))
        elif product is not None and one.purpose == "link_reward":
            if product not in ways:
                ways[product] = _in_product(product, at=at)
            for maker in ways[product] - {one.taker}:
                found[one.taker, maker].append(Gain("reward", one.entry, *amount, product))
    given = [one for one in members.things_given(since=since) if one.at <= at]
    both = {(one.provider, one.receiver) for one in given}
    for gift in given:
        if (gift.receiver, gift.provider) not in both:
            gain = Gain("given", gift.commitment, 0, "", gift.at)
            found[gift.receiver, gift.provider].append(gain)
    return dict(found)
