"""The nightly look for groups that act in step: a review opens, nothing else changes.

What is read stands in `watched`: scores, votes (not what they say), posts, links and purchases as
ids and instants, texts of posts to compare them, and no private message. What was counted is frozen
in the review, no text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cohive.bond import queries as members
from cohive.engine.collusion.cases import Case
from cohive.engine.collusion.detection import detect
from cohive.evolve.operations.watched import Deed, as_events, deeds_since
from cohive.evolve.written import written
from cohive.guard import operations as guard
from cohive.guard import queries as reviews
from cohive.guard.queries import KnownGroup

__all__ = ["watch_groups"]

SEED = 0
DAYS = 365
ACTS_MIN = 20
OVERLAP = 0.5
TIMELINE_MAX = 400
VOTED_KINDS = frozenset({"work", "post", "challenge", "circle", "place", "decision"})
"""A group is looked at for what it said of these; buying the same things is nobody's fault."""


def watch_groups(*, at: datetime) -> int:
    """Look at what happened in the last year; open a review for each group that needs a person.

    Groups that an innocent reason explains are left alone. A group that has a review gets no
    second one until more witnesses see it. Returns how many were opened.
    """
    place = members.place()
    since = at - timedelta(days=DAYS)
    deeds = deeds_since(since)
    if place is None or len(deeds) < ACTS_MIN:
        return 0
    known = reviews.known_groups()
    opened = 0
    kinds = {deed.what: deed.kind for deed in deeds}
    for case in detect(as_events(deeds, since=since, at=at), seed=SEED).cases:
        if not case.reported or case.explained:
            continue
        group = frozenset(map(UUID, case.members))
        targets = {UUID(target): kinds[UUID(target)] for target in case.targets}
        if VOTED_KINDS.isdisjoint(targets.values()):
            continue
        if _is_known(group, frozenset(targets), len(case.witnesses), known):
            continue
        _review, is_new = guard.open_review(
            members=group,
            targets=targets,
            witnesses=[witness.value for witness in case.witnesses],
            evidence=_evidence(case, group, frozenset(targets), deeds),
            by=place.agent,
            at=at,
        )
        opened += is_new
    return opened


def _is_known(
    group: frozenset[UUID], targets: frozenset[UUID], witnesses: int, known: Sequence[KnownGroup]
) -> bool:
    """Whether mostly these people have a review on some of these things that says as much."""
    return any(
        len(group & one.members) >= OVERLAP * len(group | one.members)
        and targets & one.targets
        and (one.state != "observe" or one.witnesses >= witnesses)
        for one in known
    )


def _evidence(
    case: Case, group: frozenset[UUID], targets: frozenset[UUID], deeds: Sequence[Deed]
) -> dict[str, Any]:
    inside = [deed for deed in deeds if deed.what in targets]
    timeline = [
        {"who": str(deed.who), "what": str(deed.what), "at": deed.at.isoformat()}
        for deed in inside
        if deed.who in group
    ]
    return {
        "witnesses": [witness.value for witness in case.witnesses],
        "recommendation": written(case.recommendation),
        "group": [written(one.sentence) for one in case.evidence],
        "accounts": {
            account: [written(one.sentence) for one in found]
            for account, found in case.by_account.items()
        },
        "checks": [
            {"name": check.name, "explains": check.explains, "sentence": written(check.sentence)}
            for check in case.checks
        ],
        "timeline": timeline[:TIMELINE_MAX],
        "control": _control(group, inside),
        "counts": _counts(group, targets, deeds),
    }


def _control(group: frozenset[UUID], inside: Sequence[Deed]) -> dict[str, dict[str, int]]:
    """Of all who acted on these things: how many did so on two or more, in the group and not."""
    things: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for deed in inside:
        things[deed.who].add(deed.what)
    sides = {"group": [who for who in things if who in group]}
    sides["others"] = [who for who in things if who not in group]
    return {
        side: {"people": len(people), "two": sum(len(things[who]) > 1 for who in people)}
        for side, people in sides.items()
    }


def _counts(
    group: frozenset[UUID], targets: frozenset[UUID], deeds: Sequence[Deed]
) -> list[dict[str, Any]]:
    """Both counts of each challenge the group touched: with its scores and without them."""
    last: dict[tuple[UUID, UUID], Deed] = {}
    touched = {deed.of for deed in deeds if deed.what in targets and deed.of}
    for deed in deeds:
        if deed.of in touched:
            last[deed.what, deed.who] = deed
    by_work: defaultdict[UUID, defaultdict[UUID, list[Deed]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for (what, _who), deed in last.items():
        if deed.of:
            by_work[deed.of][what].append(deed)
    return [
        {
            "challenge": str(challenge),
            "entries": [
                {"work": str(work), **_both(group, targets, work, scores)}
                for work, scores in works.items()
            ],
        }
        for challenge, works in by_work.items()
    ]


def _both(
    group: frozenset[UUID], targets: frozenset[UUID], work: UUID, scores: Sequence[Deed]
) -> Mapping[str, int]:
    kept = [deed for deed in scores if work not in targets or deed.who not in group]
    return {
        "scores": len(scores),
        "points": sum(deed.value or 0 for deed in scores),
        "scores_without": len(kept),
        "points_without": sum(deed.value or 0 for deed in kept),
    }
