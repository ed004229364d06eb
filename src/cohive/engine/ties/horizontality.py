"""Community or fan club? How far what happens goes between members, and not to and from the brand.

The index H is the geometric mean of its parts, so that one good part cannot hide a zero. It is
never shown without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

import numpy as np
import numpy.typing as npt

from cohive.engine.concentration import gini
from cohive.engine.ties.centralisation import centralisation
from cohive.engine.ties.network import Network
from cohive.engine.ties.reciprocity import reciprocity
from cohive.engine.ties.resampling import redrawn
from cohive.words.sentences import Sentence

__all__ = ["FEWEST_PEOPLE", "Horizontality", "Part", "horizontality", "member_to_member"]

Floats = npt.NDArray[np.float64]

FEWEST_PEOPLE: Final = 10
RESAMPLES: Final = 200
RESAMPLES_LARGE: Final = 20
LARGE_PEOPLE: Final = 2_000
STARTS_REDRAWN: Final = 256
STARTS_REDRAWN_LARGE: Final = 32
MIDDLE: Final = (0.025, 0.975)

PARTS: Final[Mapping[str, Sentence]] = {
    "member_to_member": Sentence("What members address to members, of all that is addressed."),
    "reciprocity": Sentence("What comes back, of all that goes out."),
    "many_ways": Sentence("How little the shortest ways between people lean on one of them."),
    "many_makers": Sentence("How evenly what was made is spread over people."),
    "value_to_members": Sentence("What members received, of all that sales brought to makers."),
}


@dataclass(frozen=True)
class Part:
    """One part of the index.

    Attributes
    ----------
    name : str
        A key of the five parts.
    value : float | None
        0 (fan club) to 1 (community); None where it cannot be told.
    low, high : float | None
        The 95 % interval; None where `value` is, or where nothing was redrawn.
    said : Sentence
        What it is.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    said: Sentence


@dataclass(frozen=True)
class Horizontality:
    """How far a place is a community and how far a fan club.

    Attributes
    ----------
    n : int
        People and staff with a tie.
    acts : float
        Acts that address somebody.
    index : float | None
        H, 0 (all to and from the brand) to 1 (among members, mutual, even); None below ten people
        or without a tie.
    low, high : float | None
        Its 95 % bootstrap interval over weeks (over acts where there are fewer than eight weeks).
    parts : tuple[Part, ...]
        The five parts, those that cannot be told with the value None.
    resamples : int
        How often the ties were drawn again.
    with_announcements : float | None
        Member to member when each announcement of the staff counts as one act more: the other
        rule, said beside.
    cannot_tell : tuple[Sentence, ...]
        What is missing, and why.
    """

    n: int
    acts: float
    index: float | None
    low: float | None
    high: float | None
    parts: tuple[Part, ...]
    resamples: int
    with_announcements: float | None
    cannot_tell: tuple[Sentence, ...]


def member_to_member(network: Network) -> float | None:
    """Acts of members that address members, of all acts that address somebody; 0 to 1.

    Parameters
    ----------
    network : Network
        Any network.

    Returns
    -------
    float | None
        None without a tie.
    """
    total = network.weight.sum()
    if not total:
        return None
    among = ~network.is_staff[network.source] & ~network.is_staff[network.target]
    return float(network.weight[among].sum() / total)


def horizontality(
    network: Network,
    *,
    seed: int,
    made: Mapping[str, float] | None = None,
    received: Mapping[str, int] | None = None,
    resamples: int | None = None,
) -> Horizontality:
    """Measure how far a place is a community and how far a fan club.

    Parameters
    ----------
    network : Network
        Who addressed whom, with the brand's own marked as staff.
    seed : int
        Draws the resamples and, in large networks, the starting points of paths.
    made : Mapping[str, float], optional
        What each person made (the brand's own too), from 0; whoever of the network is missing
        made nothing.
    received : Mapping[str, int], optional
        Minor units of one currency that sales brought to each, the brand's own and the firm too.
    resamples : int, optional
        Default 200; 20 above 2,000 people.

    Returns
    -------
    Horizontality
        The index with its parts and interval, and what cannot be told.

    Notes
    -----
    The index and its parts are ours; reciprocity is Squartini's, betweenness Freeman's, the spread
    Gini's. Intervals are the middle 95 % of redrawn values, moved so that their median is the
    value itself, since a redrawn network always has fewer ties.
    """
    connected = np.union1d(network.source, network.target)
    missing = _missing(network, connected.size, made, received)
    if connected.size < FEWEST_PEOPLE:
        none = tuple(Part(name, None, None, None, said) for name, said in PARTS.items())
        return Horizontality(
            connected.size, float(network.weight.sum()), None, None, None, none, 0, None, missing
        )
    makers = _held(network, made)
    money = _held(network, received)
    point = _values(network, makers, money, seed=seed, starts=None)
    times = resamples
    if times is None:
        times = RESAMPLES if connected.size <= LARGE_PEOPLE else RESAMPLES_LARGE
    drawn = _drawn(network, makers, money, seed=seed, times=times)
    index, (low, high) = _index(point), _interval(_index(point), [_index(row) for row in drawn])
    return Horizontality(
        n=int(connected.size),
        acts=float(network.weight.sum()),
        index=index,
        low=low,
        high=high,
        parts=tuple(
            Part(name, value, *_interval(value, [row[place] for row in drawn]), PARTS[name])
            for place, (name, value) in enumerate(zip(PARTS, point, strict=True))
        ),
        resamples=times,
        with_announcements=_with_announcements(network),
        cannot_tell=missing,
    )


def _held(network: Network, values: Mapping[str, float] | None) -> tuple[Floats, Floats] | None:
    """What everybody holds, people of the network first, and whether each is staff."""
    if not values:
        return None
    staff = dict(zip(network.people, network.is_staff, strict=True))
    others = sorted(set(values) - staff.keys())
    held = np.array([float(values.get(one, 0)) for one in (*network.people, *others)])
    is_staff = np.array([float(staff.get(one, 0)) for one in (*network.people, *others)])
    return held, is_staff


def _values(
    network: Network,
    makers: tuple[Floats, Floats] | None,
    money: tuple[Floats, Floats] | None,
    *,
    seed: int,
    starts: int | None,
) -> tuple[float | None, ...]:
    """The five parts, in the order of PARTS."""
    limits = {} if starts is None else {"starts_max": starts, "sampled": starts}
    between = centralisation(_tied(network), seed=seed, **limits).betweenness
    return (
        member_to_member(network),
        reciprocity(network).weighted,
        None if between is None else 1.0 - between,
        None if makers is None or makers[0].sum() <= 0 else 1.0 - gini(makers[0]),
        None if money is None else _to_members(money),
    )


def _tied(network: Network) -> Network:
    """Without isolated people: whoever has no tie is no way for anybody."""
    is_kept = np.zeros(len(network), dtype=np.bool_)
    is_kept[network.source] = is_kept[network.target] = True
    place = np.cumsum(is_kept) - 1
    return Network(
        people=tuple(compress(network.people, is_kept)),
        is_staff=network.is_staff[is_kept],
        source=place[network.source],
        target=place[network.target],
        weight=network.weight,
        week=network.week,
    )


def _to_members(money: tuple[Floats, Floats]) -> float | None:
    held, is_staff = money
    total = held.sum()
    return float((held * (1.0 - is_staff)).sum() / total) if total > 0 else None


def _drawn(
    network: Network,
    makers: tuple[Floats, Floats] | None,
    money: tuple[Floats, Floats] | None,
    *,
    seed: int,
    times: int,
) -> list[tuple[float | None, ...]]:
    draw = np.random.default_rng(seed)
    starts = STARTS_REDRAWN if len(network) <= LARGE_PEOPLE else STARTS_REDRAWN_LARGE
    found = []
    for _ in range(times):
        again = redrawn(network, draw)
        found.append(
            _values(
                again,
                None if makers is None else _people_again(makers, draw),
                None if money is None else _people_again(money, draw),
                seed=int(draw.integers(2**31)),
                starts=starts,
            )
        )
    return found


def _people_again(held: tuple[Floats, Floats], draw: np.random.Generator) -> tuple[Floats, Floats]:
    some = draw.integers(0, held[0].size, held[0].size)
    return held[0][some], held[1][some]


def _index(values: Sequence[float | None]) -> float | None:
    """The geometric mean of the parts that can be told; None without member-to-member."""
    told = [value for value in values if value is not None]
    if values[0] is None or not told:
        return None
    if min(told) <= 0:
        return 0.0
    return float(np.exp(np.mean(np.log(told))))


def _interval(
    value: float | None, drawn: Sequence[float | None]
) -> tuple[float | None, float | None]:
    found = [one for one in drawn if one is not None]
    if value is None or not found:
        return None, None
    low, middle, high = np.quantile(found, [MIDDLE[0], 0.5, MIDDLE[1]])
    return (
        float(np.clip(value - (middle - low), 0.0, 1.0)),
        float(np.clip(value + (high - middle), 0.0, 1.0)),
    )


def _with_announcements(network: Network) -> float | None:
    share = member_to_member(network)
    if share is None:
        return None
    total = float(network.weight.sum())
    return share * total / (total + network.announced)


def _missing(
    network: Network,
    people: int,
    made: Mapping[str, float] | None,
    received: Mapping[str, int] | None,
) -> tuple[Sentence, ...]:
    said = []
    if people < FEWEST_PEOPLE:
        said.append(
            Sentence(
                "With %(n)s people who address each other nothing can be told; it takes %(least)s.",
                {"n": people, "least": FEWEST_PEOPLE},
            )
        )
    if not network.is_staff.any():
        said.append(
            Sentence(
                "Nobody here is marked as the brand's own: so this says how mutual and"
                " many-handed the talk is, not whether it turns around a brand."
            )
        )
    if not made:
        said.append(Sentence("Who made how much is not known; that part is left out."))
    if not received:
        said.append(Sentence("Where the money of sales went is not known; that part is left out."))
    return tuple(said)
