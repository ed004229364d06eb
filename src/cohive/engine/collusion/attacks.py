"""Attacks of our own making, to be found: each hides in another way, on any honest background.

Labels are returned beside the events and never given to the detector. Kinds: *shifts* (workers who
rotate accounts through an eight-hour day), *shadow* (a slow drip behind a real campaign that honest
people follow too), *templates* (reviewers who fill in the same text), *decoys* (a mutual ring in
which each account also votes elsewhere, as often as in the ring), *sleepers* (old honest accounts
taken over for two days). Beside them innocent look-alikes: *launch* (a crowd at one target),
*choir* (fans of one maker, over months).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cohive.engine.collusion.events import Events, events_of

__all__ = ["ATTACKS", "INNOCENT", "Staged", "stage"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
DAY = 86400.0
ATTACKS = ("shifts", "shadow", "templates", "decoys", "sleepers")
INNOCENT = ("launch", "choir")
TEMPLATES = (
    "I bought the {0} bag last week and it is {1}, the colour stays and the seam holds very well",
    "My whole family uses the {0} one every single day, it is {1} and I would order it again",
    "Came two days early, packed with care, the {0} model is {1} and looks like in the pictures",
)
FILLS = (("blue", "green", "large", "small", "new"), ("great", "solid", "lovely", "fine", "superb"))
TALK = (
    "we",
    "you",
    "they",
    "it",
    "ferry",
    "lamp",
    "night",
    "quay",
    "works",
    "held",
    "broke",
    "warm",
    "slow",
    "kind",
    "paper",
    "green",
    "door",
    "again",
    "before",
    "after",
    "under",
    "maybe",
    "often",
    "never",
    "bright",
    "cold",
    "found",
    "lost",
    "gave",
    "took",
    "sent",
    "asked",
    "made",
)


@dataclass(frozen=True)
class Staged:
    """A made-up log whose kinds of accounts are known.

    Attributes
    ----------
    events : Events
        The log.
    kinds : tuple[str, ...]
        For each account of `events.users` its kind, "honest" for most.
    """

    events: Events
    kinds: tuple[str, ...]

    @property
    def labels(self) -> NDArray[np.bool_]:
        """(users,) whether an account took part in an attack."""
        return np.array([kind in ATTACKS for kind in self.kinds])


class _Log:
    """Rows while they are drawn."""

    def __init__(self, draw: np.random.Generator, jitter: float) -> None:
        self.draw, self.jitter = draw, jitter
        self.users: list[str] = []
        self.items: list[str] = []
        self.seconds: list[float] = []
        self.texts: list[str] = []
        self.kinds: dict[str, str] = {}

    def act(self, user: str, item: str, second: float, text: str | None = None) -> None:
        """One act, with a text of its own unless one is given."""
        self.users.append(user)
        self.items.append(item)
        self.seconds.append(float(second))
        size = int(self.draw.integers(4, 16))
        words = self.draw.choice(np.array(TALK), size) if text is None else np.zeros(0, np.str_)
        self.texts.append(" ".join(words.tolist()) if text is None else text)

    def people(self, kind: str, size: int) -> list[str]:
        """New accounts of a kind."""
        made = [f"{kind}-{len(self.kinds) + at}" for at in range(size)]
        self.kinds |= dict.fromkeys(made, kind)
        return made

    def around(self, centre: float, spread: float) -> float:
        """A time near another, the spread times the jitter."""
        return centre + float(self.draw.uniform(-spread, spread)) * self.jitter


def stage(
    *,
    seed: int,
    people: int = 3000,
    days: float = 730.0,
    size: int = 40,
    jitter: float = 1.0,
    texts: bool = True,
) -> Staged:
    """Stage an honest background with one group of each kind.

    Parameters
    ----------
    seed : int
        Decides all draws.
    people : int, default 3000
        Honest accounts.
    days : float, default 730.0
        How long the log is.
    size : int, default 40
        Accounts in each group.
    jitter : float, default 1.0
        Times are spread by so many times what is usual.
    texts : bool, default True
        Whether acts have texts.

    Returns
    -------
    Staged
        The log with its kinds.
    """
    draw = np.random.default_rng(seed)
    log = _Log(draw, jitter)
    honest = _background(log, people, days)
    for kind, make in _MAKERS.items():
        make(log, kind, honest, size, float(draw.uniform(0.3, 0.8)) * days * DAY)
    events = events_of(
        log.users,
        log.items,
        seconds=log.seconds,
        texts=log.texts if texts else None,
    )
    return Staged(events, tuple(log.kinds[name] for name in events.users))


def _background(log: _Log, people: int, days: float) -> list[str]:
    """People come, stay a while, act in sessions on what is popular just then."""
    draw = log.draw
    honest = log.people("honest", people)
    things = people
    born = draw.uniform(0, days * DAY, things)
    liking = draw.pareto(1.2, things) + 0.1
    for name in honest:
        came = float(draw.uniform(0, days * DAY))
        stay = float(draw.exponential(60 * DAY)) + 1
        for _ in range(1 + int(draw.geometric(0.4))):
            second = came + float(draw.uniform(0, stay))
            if second > days * DAY:
                continue
            age = second - born
            weight = np.where(age >= 0, liking * np.exp(-age / (120 * DAY)), 0.0)
            if weight.sum() == 0:
                continue
            many = 1 + int(draw.geometric(0.5))
            for thing in draw.choice(things, many, p=weight / weight.sum()).tolist():
                second += float(draw.exponential(300))
                log.act(name, f"thing-{thing}", second)
    return honest


def _noise(log: _Log, name: str, centre: float, spread: float, many: int) -> None:
    """Acts on things others like, to look like anybody."""
    for _ in range(many):
        other = log.items[int(log.draw.integers(0, len(log.items)))]
        log.act(name, other, centre + float(log.draw.uniform(-spread, spread)))


def _shifts(log: _Log, kind: str, honest: list[str], size: int, start: float) -> None:  # noqa: ARG001
    """Six targets over twelve days; each day a third of the accounts, one after the other."""
    names = log.people(kind, size)
    for job in range(6):
        day = start + 2 * job * DAY
        for at, name in enumerate(names):
            if log.draw.random() < 0.6:
                shift = day + (at % 3) * DAY / 3
                log.act(name, f"{kind}-job-{job}", log.around(shift + DAY / 6, DAY / 6))
    for name in names:
        _noise(log, name, start, 20 * DAY, int(log.draw.integers(1, 4)))


def _shadow(log: _Log, kind: str, honest: list[str], size: int, start: float) -> None:
    """Three targets that honest people come to as well, half as many as the army, for a month."""
    names = log.people(kind, size)
    for job in range(3):
        target = f"{kind}-job-{job}"
        for name in log.draw.choice(np.array(honest), size // 2, replace=False).tolist():
            log.act(name, target, start + float(log.draw.exponential(10 * DAY)))
        for name in names:
            if log.draw.random() < 0.8:
                log.act(name, target, log.around(start + 15 * DAY, 15 * DAY))
    for name in names:
        _noise(log, name, start, 40 * DAY, int(log.draw.integers(1, 5)))


def _templates(log: _Log, kind: str, honest: list[str], size: int, start: float) -> None:  # noqa: ARG001
    """Two or three reviews each on eight targets within a month, out of three templates."""
    names = log.people(kind, size)
    for name in names:
        for job in log.draw.choice(8, int(log.draw.integers(2, 4)), replace=False).tolist():
            text = TEMPLATES[int(log.draw.integers(0, len(TEMPLATES)))].format(
                *(str(log.draw.choice(np.array(fill))) for fill in FILLS)
            )
            log.act(name, f"{kind}-job-{job}", log.around(start, 15 * DAY), text)
        _noise(log, name, start, 30 * DAY, int(log.draw.integers(1, 4)))


def _decoys(log: _Log, kind: str, honest: list[str], size: int, start: float) -> None:  # noqa: ARG001
    """A work for each member, six votes each for others' works in twenty days, six decoys."""
    names = log.people(kind, size)
    for at, name in enumerate(names):
        for job in log.draw.choice(size, 6, replace=False).tolist():
            if job != at:
                log.act(name, f"{kind}-work-{job}", log.around(start, 10 * DAY))
        _noise(log, name, start, 30 * DAY, 6)


def _sleepers(log: _Log, kind: str, honest: list[str], size: int, start: float) -> None:
    """Old accounts with a life of their own; for two days somebody else acts with them."""
    active = [name for name in honest if log.kinds[name] == "honest"]
    taken = log.draw.choice(np.array(active), size, replace=False).tolist()
    log.kinds |= dict.fromkeys(taken, kind)
    for job in range(4):
        for name in taken:
            if log.draw.random() < 0.75:
                log.act(name, f"{kind}-job-{job}", log.around(start + DAY, DAY))


def _launch(log: _Log, kind: str, honest: list[str], size: int, start: float) -> None:  # noqa: ARG001
    """A crowd comes for one thing in a day; some stay and go their own ways."""
    for name in log.people(kind, 3 * size):
        log.act(name, f"{kind}-thing", start + float(log.draw.exponential(DAY / 2)))
        if log.draw.random() < 0.5:
            _noise(log, name, start + 60 * DAY, 60 * DAY, int(log.draw.integers(1, 5)))


def _choir(log: _Log, kind: str, honest: list[str], size: int, start: float) -> None:  # noqa: ARG001
    """A maker brings out eight works in four months; each fan comes to about half, in her time."""
    for name in log.people(kind, size):
        leaves = float(log.draw.uniform(30, 200)) * DAY
        for work in range(8):
            out = 15 * work * DAY
            if out < leaves and log.draw.random() < 0.5:
                second = start + out + float(log.draw.exponential(6 * DAY))
                log.act(name, f"{kind}-work-{work}", second)
        _noise(log, name, start + leaves / 2, leaves / 2 + 30 * DAY, int(log.draw.integers(2, 8)))


_MAKERS = {
    "shifts": _shifts,
    "shadow": _shadow,
    "templates": _templates,
    "decoys": _decoys,
    "sleepers": _sleepers,
    "launch": _launch,
    "choir": _choir,
}
