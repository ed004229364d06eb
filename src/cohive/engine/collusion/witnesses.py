"""What the other witnesses say of a group that lockstep found: target side, cohort, ring, words.

Each gives a log10 p-value by Chernoff's bound on what was seen of how many against what part was to
be expected, and the item of evidence that recomputes it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cohive.engine.collusion.blocks import Block, divergence
from cohive.engine.collusion.cases import Witness
from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.controls import came_seconds, control_of
from cohive.engine.collusion.evidence import Evidence, Kind
from cohive.engine.collusion.lockstep import log10_tail
from cohive.engine.collusion.recounting import Ledger, recompute

__all__ = ["account_evidence", "group_evidence", "group_witnesses", "named"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
TARGETS_SHOWN = 50


def named(names: tuple[str, ...], codes: Whole) -> tuple[str, ...]:
    """Names of codes.

    Parameters
    ----------
    names : tuple[str, ...]
        All names.
    codes : ndarray of int
        (k,) places in them.

    Returns
    -------
    tuple[str, ...]
        In the order of the codes.
    """
    return tuple(names[code] for code in codes.tolist())


def group_evidence(block: Block, ledger: Ledger) -> tuple[Evidence, ...]:
    """Count about a group: one item for each captured target.

    Parameters
    ----------
    block : Block
        The group.
    ledger : Ledger
        The log, ready to be counted in.

    Returns
    -------
    tuple[Evidence, ...]
        The most surprising first.
    """
    members = named(ledger.events.users, block.members)
    order = np.argsort(-block.nats, kind="stable")[:TARGETS_SHOWN]
    return tuple(
        Evidence(
            Kind.TARGET,
            members,
            named(ledger.events.items, block.targets[[at]]),
            (float(block.begin[at]),),
            (float(block.end[at]),),
            block.window_seconds,
            int(block.inside[at]),
            float(block.crowd[at] * block.portion[at]),
            int(block.crowd[at]),
            ledger.configuration.blocks,
        )
        for at in order.tolist()
    )


def account_evidence(block: Block, ledger: Ledger) -> dict[str, tuple[Evidence, ...]]:
    """Count about each member of a group.

    Parameters
    ----------
    block : Block
        The group.
    ledger : Ledger
        The log, ready to be counted in.

    Returns
    -------
    dict[str, tuple[Evidence, ...]]
        On how many of the group's targets she acted, and with how many others.
    """
    events = ledger.events
    names = named(events.users, block.members)
    targets = named(events.items, block.targets)
    begins, ends = tuple(block.begin.tolist()), tuple(block.end.tolist())
    blocks = ledger.configuration.blocks
    found: dict[str, tuple[Evidence, ...]] = {}
    for name in names:
        others = tuple(other for other in names if other != name)
        own = Evidence(
            Kind.OWN, (name,), targets, begins, ends, block.window_seconds, 0, 0.0, 0, blocks
        )
        companions = Evidence(
            Kind.COMPANIONS,
            (name,),
            (),
            (float(block.begin.min()),),
            (float(block.end.max()),),
            block.window_seconds,
            0,
            0.0,
            0,
            blocks,
            others,
        )
        found[name] = (recompute(own, ledger), recompute(companions, ledger))
    return found


def group_witnesses(
    block: Block, ledger: Ledger, configuration: Configuration
) -> list[tuple[Witness, float, Evidence]]:
    """Let each further witness look at a group.

    Parameters
    ----------
    block : Block
        The group.
    ledger : Ledger
        The log, ready to be counted in.
    configuration : Configuration
        What counts as together, as too much and as enough.

    Returns
    -------
    list[tuple[Witness, float, Evidence]]
        Those that could look, with log10 p and the evidence.
    """
    found = []
    timed = ledger.events.seconds is not None
    for witness, evidence in (
        (Witness.TARGET, _lives(block, ledger) if timed else None),
        (Witness.COHORT, _cohort(block, ledger, configuration) if timed else None),
        (Witness.COHORT, _invited(block, ledger)),
        (Witness.RING, _mutual(block, ledger)),
        (Witness.RING, _beneficiary(block, ledger)),
        (Witness.TEXT, _text(block, ledger)),
    ):
        if evidence is not None:
            tried = _tried(evidence, block, ledger, configuration)
            logs = min(_log10_p(evidence) + float(np.log10(tried)), 0.0)
            found.append((witness, logs, evidence))
    return found


def _tried(evidence: Evidence, block: Block, ledger: Ledger, configuration: Configuration) -> int:
    """Of how many windows, or persons, an item is the most telling one: that is no coincidence."""
    if evidence.kind is Kind.COHORT:
        return len(configuration.windows_seconds) * block.members.size
    known = ledger.events.circumstances.invited_by
    if evidence.kind is Kind.INVITED and known is not None:
        return max(np.unique(known[block.members]).size, 1)
    return 1


def _log10_p(evidence: Evidence) -> float:
    """Chernoff's bound for a part of a whole; Poisson's tail for pairs."""
    if evidence.kind is Kind.MUTUAL:
        seen, expected = np.array([evidence.seen]), np.array([evidence.expected])
        return float(log10_tail(seen, expected)[0])
    of_accounts = evidence.kind in {Kind.COHORT, Kind.INVITED}
    whole = len(evidence.accounts) if of_accounts else evidence.crowd
    part = np.array([min(evidence.expected / max(whole, 1), 1 - 1e-9)])
    seen = np.array([evidence.seen / max(whole, 1)])
    return float(-(whole * divergence(seen, np.maximum(part, 1e-9))[0]) / np.log(10))


def _item(
    kind: Kind, block: Block, ledger: Ledger, *, targets: bool, window: tuple[float, float] | None
) -> Evidence:
    """An item about the whole group, counted."""
    events = ledger.events
    begins = tuple(block.begin.tolist()) if window is None else (window[0],)
    ends = tuple(block.end.tolist()) if window is None else (window[1],)
    empty = Evidence(
        kind,
        named(events.users, block.members),
        named(events.items, block.targets) if targets else (),
        begins,
        ends,
        block.window_seconds,
        0,
        0.0,
        0,
        ledger.configuration.blocks,
    )
    return recompute(empty, ledger)


def _lives(block: Block, ledger: Ledger) -> Evidence:
    return _item(Kind.LIVES, block, ledger, targets=True, window=None)


def _cohort(block: Block, ledger: Ledger, configuration: Configuration) -> Evidence | None:
    """The window in which the coming of most members is least like their contemporaries'."""
    came = came_seconds(ledger.events, ledger.firsts)
    control = control_of(ledger.firsts, block.members)
    ours = np.sort(came[block.members])
    theirs = np.sort(came[control])
    best, window = 0.0, (float(ours[0]), float(ours[-1]))
    for span in configuration.windows_seconds:
        count = np.searchsorted(ours, ours + span, side="right") - np.arange(ours.size)
        at = int(count.argmax())
        end = float(ours[at + count[at] - 1])
        usual = np.searchsorted(theirs, end, side="right") - np.searchsorted(theirs, ours[at])
        part = np.array([(usual + 1) / (theirs.size + 1)])
        nats = ours.size * divergence(np.array([count[at] / ours.size]), part)[0]
        if nats > best:
            best, window = float(nats), (float(ours[at]), end)
    return _item(Kind.COHORT, block, ledger, targets=False, window=window)


def _invited(block: Block, ledger: Ledger) -> Evidence | None:
    """Only where somebody let most of them in."""
    known = ledger.events.circumstances.invited_by
    if known is None or (known[block.members] < 0).mean() > 0.5:
        return None
    return _item(Kind.INVITED, block, ledger, targets=False, window=None)


def _mutual(block: Block, ledger: Ledger) -> Evidence | None:
    """Only where what is acted on are accounts."""
    events = ledger.events
    if len(set(events.users) & set(events.items)) < 0.5 * min(len(events.users), len(events.items)):
        return None
    if not ledger.reciprocal:
        return None
    return _item(Kind.MUTUAL, block, ledger, targets=False, window=None)


def _beneficiary(block: Block, ledger: Ledger) -> Evidence | None:
    if ledger.events.circumstances.beneficiary is None:
        return None
    return _item(Kind.BENEFICIARY, block, ledger, targets=True, window=None)


def _text(block: Block, ledger: Ledger) -> Evidence | None:
    """The member with the most copies among the others."""
    if ledger.events.texts is None:
        return None
    copies = ledger.copies()
    user = ledger.events.user
    inside = np.isin(user[copies.first], block.members) & np.isin(
        user[copies.second], block.members
    )
    if not inside.any():
        return None
    partners = np.concatenate((user[copies.first[inside]], user[copies.second[inside]]))
    most = int(np.bincount(partners).argmax())
    names = named(ledger.events.users, block.members)
    name = ledger.events.users[most]
    others = tuple(other for other in names if other != name)
    empty = Evidence(
        Kind.COPIES,
        (name,),
        (),
        (),
        (),
        block.window_seconds,
        0,
        0.0,
        0,
        ledger.configuration.blocks,
        others,
    )
    return recompute(empty, ledger)
