"""Counting evidence again, by plain sums from the log, beside the search that found it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.controls import came_seconds, control_of, usual_life
from cohive.engine.collusion.events import Events, Firsts, firsts_of
from cohive.engine.collusion.evidence import Evidence, Kind
from cohive.engine.collusion.lockstep import log10_tail, partners_of, rates_of
from cohive.engine.collusion.texts import SHINGLES_MIN, Copies, copies_of, shingles_of

__all__ = ["Ledger", "recompute"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
ROUNDING = 1e-9
RECIPROCAL_PART = 0.01


class Ledger:
    """The log prepared for counting again: by name, without any result of the search."""

    def __init__(self, events: Events, configuration: Configuration) -> None:
        self.events = events
        self.configuration = configuration
        self.firsts: Firsts = firsts_of(events, configuration.blocks)
        self._user = {name: code for code, name in enumerate(events.users)}
        self._item = {name: code for code, name in enumerate(events.items)}
        self.totals = self.firsts.activity.sum(axis=0, dtype=np.float64)
        self._rates: dict[float, Floats] = {}
        self._by_user: Whole | None = None
        self._copies: Copies | None = None
        self._reciprocal: bool | None = None
        self._sorted = self.firsts.user[:0]

    def users(self, names: tuple[str, ...]) -> Whole:
        """Codes of accounts.

        Parameters
        ----------
        names : tuple[str, ...]
            Names in the log.

        Returns
        -------
        ndarray of int
            (k,) in the order given.
        """
        return np.array([self._user[name] for name in names], dtype=np.int64)

    def items(self, names: tuple[str, ...]) -> Whole:
        """Codes of targets.

        Parameters
        ----------
        names : tuple[str, ...]
            Names in the log.

        Returns
        -------
        ndarray of int
            (k,) in the order given.
        """
        return np.array([self._item[name] for name in names], dtype=np.int64)

    def inside(self, item: int, begin: float, end: float) -> Whole:
        """Places of all first acts on a target in a window.

        Parameters
        ----------
        item : int
            The target's code.
        begin : float
            Unix time.
        end : float
            Unix time, included.

        Returns
        -------
        ndarray of int
            Places in `firsts`.
        """
        firsts = self.firsts
        low, high = np.searchsorted(firsts.item, (item, item + 1))
        seconds = firsts.seconds[low:high]
        return np.arange(
            low + np.searchsorted(seconds, begin), low + np.searchsorted(seconds, end, side="right")
        )

    def acts(self, members: Whole) -> Whole:
        """Places of all first acts of these accounts, account by account.

        Parameters
        ----------
        members : ndarray of int
            Codes.

        Returns
        -------
        ndarray of int
            Places in `firsts`.
        """
        if self._by_user is None:
            self._by_user = np.argsort(self.firsts.user, kind="stable").astype(np.int64)
            self._sorted = self.firsts.user[self._by_user]
        low = np.searchsorted(self._sorted, members)
        sizes = np.searchsorted(self._sorted, members, side="right") - low
        begin = np.repeat(low - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
        return self._by_user[begin + np.arange(sizes.sum())]

    def copies(self) -> Copies:
        """Near-duplicates among the texts of the log.

        Returns
        -------
        Copies
            A copy is one whichever the seed.
        """
        if self._copies is None:
            self._copies = copies_of(self.events.texts or (), self.events.user, seed=0)
        return self._copies

    @property
    def reciprocal(self) -> bool:
        """Whether accounts act on accounts: at least one act in a hundred goes back."""
        if self._reciprocal is None:
            events = self.events
            code = {name: at for at, name in enumerate(events.users)}
            other = np.array([code.get(name, -1) for name in events.items], dtype=np.int64)
            got = other[self.firsts.item]
            given, got = self.firsts.user[got >= 0], got[got >= 0]
            size = len(events.users)
            # an account acts on a target once in `firsts`, so no pair stands twice
            there, back = given * size + got, got * size + given
            both = np.intersect1d(there, back, assume_unique=True).size
            self._reciprocal = both >= RECIPROCAL_PART * max(there.size, 1) and both > 0
        return self._reciprocal

    def writers(self) -> int:
        """Accounts with a text long enough to be compared.

        Returns
        -------
        int
            How many.
        """
        texts = self.events.texts or ()
        long = [len(shingles_of(text)) >= SHINGLES_MIN for text in texts]
        return int(np.unique(self.events.user[np.array(long, dtype=bool)]).size)

    def opposed(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Compare each rating with the others' of its target.

        Returns
        -------
        tuple[NDArray[np.bool_], NDArray[np.bool_]]
            (n,) whether it has the other sign than their sum, and (n,) whether there are others
            with a sum to compare with.
        """
        ratings = self.events.ratings
        assert ratings is not None  # noqa: S101 - asked only where there are ratings
        item = self.events.item
        ratings = np.nan_to_num(ratings, nan=0.0)  # no rating is on no side
        rest = np.bincount(item, ratings, minlength=len(self.events.items))[item] - ratings
        judged = (np.abs(rest) > ROUNDING) & (ratings != 0)
        return judged & (np.sign(rest) != np.sign(ratings)), judged

    def rates(self, window_seconds: float) -> Floats:
        """How likely two acts coincide, were targets drawn anew in each span.

        Parameters
        ----------
        window_seconds : float
            How close.

        Returns
        -------
        ndarray of float
            (spans, spans).
        """
        if window_seconds not in self._rates:
            firsts = self.firsts
            end = partners_of(firsts.item, firsts.seconds, window_seconds)
            level = np.zeros(firsts.item.size, dtype=np.int64)
            rates = rates_of(firsts.item, firsts.block, end, level, self.totals)
            self._rates[window_seconds] = rates[0]
        return self._rates[window_seconds]


def recompute(evidence: Evidence, events: Events | Ledger) -> Evidence:
    """Count an item of evidence again.

    Parameters
    ----------
    evidence : Evidence
        What was said.
    events : Events | Ledger
        The log, or its ledger.

    Returns
    -------
    Evidence
        The same item with its numbers counted again.

    Raises
    ------
    KeyError
        For names that are not in the log.
    """
    ledger = (
        events
        if isinstance(events, Ledger)
        else Ledger(events, Configuration(blocks=evidence.blocks))
    )
    seen, expected, crowd = _COUNTERS[evidence.kind](evidence, ledger)
    return replace(evidence, seen=seen, expected=expected, crowd=crowd)


def _target(evidence: Evidence, ledger: Ledger) -> tuple[int, float, int]:
    members = ledger.users(evidence.accounts)
    item = int(ledger.items(evidence.targets)[0])
    firsts = ledger.firsts
    places = ledger.inside(item, evidence.begins[0], evidence.ends[0])
    ours = np.isin(firsts.user[places], members)
    spans = slice(firsts.block[places[ours][0]], firsts.block[places[ours][-1]] + 1)
    mine = float(firsts.activity[members, spans].sum(dtype=np.float64))
    rest = max(ledger.totals[spans].sum() - places.size, 1)
    portion = min((max(mine - ours.sum(), 0) + 1) / (rest + 1), 1.0)
    return int(ours.sum()), float(places.size * portion), int(places.size)


def _own(evidence: Evidence, ledger: Ledger) -> tuple[int, float, int]:
    firsts = ledger.firsts
    member = int(ledger.users(evidence.accounts)[0])
    items = ledger.items(evidence.targets).tolist()
    seen, expected = 0, 0.0
    for item, begin, end in zip(items, evidence.begins, evidence.ends, strict=True):
        places = ledger.inside(item, begin, end)
        seen += int((firsts.user[places] == member).any())
        spans = firsts.block[places]
        chance = firsts.activity[member, spans] / np.maximum(ledger.totals[spans], 1)
        expected += float(chance.sum(dtype=np.float64))
    return seen, expected, len(items)


def _companions(evidence: Evidence, ledger: Ledger) -> tuple[int, float, int]:
    firsts = ledger.firsts
    member = int(ledger.users(evidence.accounts)[0])
    others = ledger.users(evidence.others)
    mine = ledger.acts(np.array([member]))
    at = dict(zip(firsts.item[mine].tolist(), firsts.seconds[mine].tolist(), strict=True))
    theirs = ledger.acts(others)
    theirs = theirs[np.isin(firsts.item[theirs], firsts.item[mine])]
    together = np.array([at[item] for item in firsts.item[theirs].tolist()])
    near = theirs[np.abs(firsts.seconds[theirs] - together) <= evidence.window_seconds]
    counts = np.bincount(firsts.user[near], minlength=firsts.activity.shape[0])[others]
    rates = ledger.rates(evidence.window_seconds)
    means = firsts.activity[others].astype(np.float64) @ (rates @ firsts.activity[member])
    chance = 10 ** log10_tail(np.full(others.size, 2), means)
    return int((counts >= 2).sum()), float(chance.sum()), int(others.size)


def _cohort(evidence: Evidence, ledger: Ledger) -> tuple[int, float, int]:
    members = ledger.users(evidence.accounts)
    came = came_seconds(ledger.events, ledger.firsts)
    inside = (came >= evidence.begins[0]) & (came <= evidence.ends[0])
    control = control_of(ledger.firsts, members)
    part = (inside[control].sum() + 1) / (control.size + 1)
    return int(inside[members].sum()), float(members.size * part), int(inside.sum())


def _invited(evidence: Evidence, ledger: Ledger) -> tuple[int, float, int]:
    """By whoever let in most of them."""
    known = ledger.events.circumstances.invited_by
    assert known is not None  # noqa: S101 - the kind is made from invitations only
    members = ledger.users(evidence.accounts)
    ours = known[members]
    if (ours < 0).all():
        return 0, 0.0, 0
    by_her = known == int(np.bincount(ours[ours >= 0]).argmax())
    control = control_of(ledger.firsts, members)
    part = (by_her[control].sum() + 1) / (control.size + 1)
    return int(by_her[members].sum()), float(members.size * part), int(by_her.sum())


def _lives(evidence: Evidence, ledger: Ledger) -> tuple[int, float, int]:
    """Expected: what part of all their acts other targets of like size have in such a window."""
    members = ledger.users(evidence.accounts)
    firsts = ledger.firsts
    items = ledger.items(evidence.targets).tolist()
    seen, crowd = 0, 0
    for item, begin, end in zip(items, evidence.begins, evidence.ends, strict=True):
        places = ledger.inside(item, begin, end)
        seen += int(np.isin(firsts.user[places], members).sum())
        crowd += int((firsts.item == item).sum())
    return seen, crowd * usual_life(firsts, items, evidence.window_seconds), crowd


def _mutual(evidence: Evidence, ledger: Ledger) -> tuple[int, float, int]:
    """Expected: every act of the period goes to any account that is acted on, at random."""
    names = evidence.accounts
    events, firsts = ledger.events, ledger.firsts
    place = {name: at for at, name in enumerate(names)}
    target = {code: place[name] for code, name in enumerate(events.items) if name in place}
    acts = ledger.acts(ledger.users(names))
    given = {
        (place[events.users[one]], target[thing])
        for one, thing in zip(firsts.user[acts].tolist(), firsts.item[acts].tolist(), strict=True)
        if thing in target
    }
    seen = sum((b, a) in given for a, b in given if a < b)
    acted = np.bincount(firsts.user[acts], minlength=firsts.activity.shape[0])[ledger.users(names)]
    popular = np.bincount(firsts.item, minlength=len(events.items)) / max(firsts.item.size, 1)
    liked = np.zeros(len(names))
    liked[list(target.values())] = popular[list(target.keys())]
    one = np.minimum(np.outer(acted, liked), 1.0)
    both = one * one.T
    return seen, float((both.sum() - np.trace(both)) / 2), len(names) * (len(names) - 1) // 2


def _beneficiary(evidence: Evidence, ledger: Ledger) -> tuple[int, float, int]:
    paid = ledger.events.circumstances.beneficiary
    items = ledger.items(evidence.targets)
    if paid is None or not (paid[items] >= 0).any():
        return 0, 0.0, int(items.size)
    counts = np.bincount(paid[items][paid[items] >= 0])
    known = paid[paid >= 0]
    part = np.bincount(known, minlength=counts.size).max() / known.size
    return int(counts.max()), float(items.size * part), int(items.size)


def _copies(evidence: Evidence, ledger: Ledger) -> tuple[int, float, int]:
    """Expected: as many of the others as, in the mean, an account that writes has copies."""
    copies = ledger.copies()
    writers = ledger.writers()
    mine = ledger.users(evidence.accounts)[0]
    user = ledger.events.user
    pairs = np.stack((user[copies.first], user[copies.second]), axis=1)
    partners = np.unique(
        np.concatenate((pairs[pairs[:, 0] == mine, 1], pairs[pairs[:, 1] == mine, 0]))
    )
    others = ledger.users(evidence.others)
    rate = 2 * np.unique(np.sort(pairs, axis=1), axis=0).shape[0] / max(writers**2, 1)
    return int(np.isin(others, partners).sum()), float(others.size * rate), int(others.size)


def _against(evidence: Evidence, ledger: Ledger) -> tuple[int, float, int]:
    events = ledger.events
    assert events.ratings is not None  # noqa: S101 - the kind is made from ratings only
    mine = events.user == ledger.users(evidence.accounts)[0]
    opposed, judged = ledger.opposed()
    count = int((mine & judged).sum())
    part = opposed.sum() / max(judged.sum(), 1)
    return int((mine & opposed).sum()), float(count * part), count


_COUNTERS = {
    Kind.TARGET: _target,
    Kind.OWN: _own,
    Kind.COMPANIONS: _companions,
    Kind.COHORT: _cohort,
    Kind.INVITED: _invited,
    Kind.LIVES: _lives,
    Kind.MUTUAL: _mutual,
    Kind.BENEFICIARY: _beneficiary,
    Kind.COPIES: _copies,
    Kind.AGAINST: _against,
}
