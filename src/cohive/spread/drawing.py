"""The tree of a cascade as plain lines and dots, for a page: few enough to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cohive.spread.queries.cascade import Cascade

DRAWN_MAX = 40
STEP_X, STEP_Y, LEFT, TOP, ROOM = 34, 32, 14, 20, 210
RADIUS_MIN, RADIUS_MAX = 5.0, 13.0


@dataclass(frozen=True)
class Dot:
    """A hand in the drawing: where, how large, how many orders came here, and its words."""

    number: int
    x: int
    y: int
    radius: float
    orders: int
    label: str


@dataclass(frozen=True)
class Stroke:
    """A line from one hand to the next, in SVG's words; wider where more came."""

    path: str
    width: float


@dataclass(frozen=True)
class Tree:
    """The drawing: `left_out` hands do not stand in it."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    strokes: tuple[Stroke, ...]
    left_out: int

    @property
    def shown(self) -> tuple[int, ...]:
        """The numbers of the hands that stand in it, from the top."""
        return tuple(dot.number for dot in self.dots if dot.number)


def tree_of(cascade: Cascade, labels: Sequence[str]) -> Tree:
    """Draw the thing (label 0) and its hands; those that brought most, with the way to them."""
    kept = _kept(cascade)
    below: defaultdict[int, list[int]] = defaultdict(list)
    for number in sorted(kept):
        below[cascade.hands[number - 1].parent].append(number)
    order = _from_the_top(below)
    row = {number: at for at, number in enumerate(order)}
    depth = cascade.shape.depths
    most = max((hand.visitors for hand in cascade.hands), default=0) or 1
    dots, strokes = [], []
    for number in order:
        x, y = LEFT + depth[number] * STEP_X, TOP + row[number] * STEP_Y
        seen = cascade.hands[number - 1].visitors if number else most
        part = (seen / most) ** 0.5
        orders = cascade.hands[number - 1].orders if number else 0
        radius = round(RADIUS_MIN + (RADIUS_MAX - RADIUS_MIN) * part, 1)
        dots.append(Dot(number, x, y, radius, orders, labels[number]))
        if number:
            parent = cascade.hands[number - 1].parent
            px, py = LEFT + depth[parent] * STEP_X, TOP + row[parent] * STEP_Y
            strokes.append(Stroke(f"M{px},{py} V{y} H{x}", round(1.5 + 4.5 * part, 1)))
    deepest = max((depth[number] for number in order), default=0)
    return Tree(
        width=max(LEFT + deepest * STEP_X + ROOM, 350),
        height=TOP + len(order) * STEP_Y,
        dots=tuple(dots),
        strokes=tuple(strokes),
        left_out=len(cascade.hands) - len(kept),
    )


def _kept(cascade: Cascade) -> set[int]:
    """Numbers of the hands that brought most, each with all it came by, at most `DRAWN_MAX`."""
    below = cascade.shape.below

    def weight(number: int) -> tuple[int, int, int, int]:
        hand = cascade.hands[number - 1]
        return (-hand.orders, -hand.visitors, -below[number], number)

    kept: set[int] = set()
    for number in sorted(range(1, len(cascade.hands) + 1), key=weight):
        way, at = set(), number
        while at and at not in kept:
            way.add(at)
            at = cascade.hands[at - 1].parent
        if len(kept) + len(way) <= DRAWN_MAX:
            kept |= way
        if len(kept) == DRAWN_MAX:
            break
    return kept


def _from_the_top(below: dict[int, list[int]]) -> list[int]:
    """Every hand right under the one it came by; no recursion, however long a chain is."""
    order, ahead = [], [0]
    while ahead:
        number = ahead.pop()
        order.append(number)
        ahead += reversed(below.get(number, []))
    return order
