"""The family tree of a work: what it grew from, what grew from it, as cards and lines.

Wide: generations from left to right. Narrow: from top to bottom, two cards a row. A dashed line is
a source that is cited and asks nothing, or a draft. Generations are the longest way from a work
without parents; lines are drawn under the cards.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from cohive.look.charts.drawing import Chart, element, fit, sheet, text

CARD_HEIGHT, PICTURE, MARGIN = 66.0, 52.0, 7.0
WIDE_CARD, WIDE_CARD_LEAST, WIDE_STEP_BETWEEN = 198.0, 150.0, 38.0
WIDE_SHEET = 1142.0
ROW_GAP = 20.0
NARROW_SHEET, NARROW_PAIR, NARROW_ROW = 340.0, 164.0, 112.0
NARROW_SINGLE = 198.0


@dataclass(frozen=True)
class Work:
    """A card: a picture's address, a title and one line of words."""

    key: str
    title: str
    note: str
    picture: str = ""
    is_here: bool = False


@dataclass(frozen=True)
class Descent:
    """`child` grew from `parent`; cited only, or a draft, is dashed."""

    parent: str
    child: str
    is_dashed: bool = False


@dataclass(frozen=True)
class Lineage:
    """The tree to draw; `title` says it in one sentence."""

    works: tuple[Work, ...]
    descents: tuple[Descent, ...]
    title: str


@dataclass(frozen=True)
class _Card:
    work: Work
    x: float
    y: float
    width: float


def lineage(tree: Lineage) -> Chart:
    """Draw the tree wide (from 54 rem) and narrow."""
    rows = generations(tree)
    return Chart(wide=_wide(tree, rows), narrow=_narrow(tree, rows))


def generations(tree: Lineage) -> list[list[Work]]:
    """The works by the longest way from a beginning; a circle in the data does not hang it."""
    depth = {work.key: 0 for work in tree.works}
    for _round in tree.works:
        changed = False
        for descent in tree.descents:
            if descent.parent in depth and descent.child in depth:
                least = depth[descent.parent] + 1
                if depth[descent.child] < least:
                    depth[descent.child], changed = least, True
        if not changed:
            break
    rows: list[list[Work]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for work in tree.works:
        rows[depth[work.key]].append(work)
    return [row for row in rows if row]


def _wide(tree: Lineage, rows: list[list[Work]]) -> Markup:
    count = max(len(rows), 1)
    card = (WIDE_SHEET - WIDE_STEP_BETWEEN * (count - 1)) / count
    card = max(min(card, WIDE_CARD), WIDE_CARD_LEAST)
    step = card + WIDE_STEP_BETWEEN
    tallest = max((len(row) for row in rows), default=1)
    height = tallest * (CARD_HEIGHT + ROW_GAP) - ROW_GAP
    cards: dict[str, _Card] = {}
    for column, row in enumerate(rows):
        y = (height - (len(row) * (CARD_HEIGHT + ROW_GAP) - ROW_GAP)) / 2
        for work in row:
            cards[work.key] = _Card(work, column * step + 2, y + 2, card)
            y += CARD_HEIGHT + ROW_GAP
    lines = [_across(cards, descent) for descent in tree.descents]
    width = max(WIDE_SHEET, count * step - WIDE_STEP_BETWEEN) + 4
    return _sheet(tree, lines, cards, width, height + 4, "only-desk")


def _narrow(tree: Lineage, rows: list[list[Work]]) -> Markup:
    cards: dict[str, _Card] = {}
    y = 2.0
    for row in rows:
        for at in range(0, len(row), 2):
            pair = row[at : at + 2]
            if len(pair) == 1:
                x = (NARROW_SHEET - NARROW_SINGLE) / 2 + 2
                cards[pair[0].key] = _Card(pair[0], x, y, NARROW_SINGLE)
            else:
                for side, work in enumerate(pair):
                    x = 2 + side * (NARROW_SHEET - NARROW_PAIR)
                    cards[work.key] = _Card(work, x, y, NARROW_PAIR)
            y += NARROW_ROW if at + 2 >= len(row) else CARD_HEIGHT + 12
    lines = [_down(cards, descent) for descent in tree.descents]
    height = y - NARROW_ROW + CARD_HEIGHT + 2
    return _sheet(tree, lines, cards, NARROW_SHEET + 4, height, "only-phone")


def _sheet(
    tree: Lineage,
    lines: list[Markup],
    cards: dict[str, _Card],
    width: float,
    height: float,
    classes: str,
) -> Markup:
    drawn = [_drawn(card) for card in cards.values()]
    return sheet(
        *lines, *drawn, width=width, height=max(height, 1), title=tree.title, classes=classes
    )


def _across(cards: dict[str, _Card], descent: Descent) -> Markup:
    if descent.parent not in cards or descent.child not in cards:
        return Markup("")
    start, end = cards[descent.parent], cards[descent.child]
    x0, y0 = start.x + start.width, start.y + CARD_HEIGHT / 2
    x1, y1 = end.x, end.y + CARD_HEIGHT / 2
    middle = (x0 + x1) / 2
    return _line(
        f"M{x0:.1f},{y0:.1f} C{middle:.1f},{y0:.1f} {middle:.1f},{y1:.1f} {x1:.1f},{y1:.1f}",
        descent,
    )


def _down(cards: dict[str, _Card], descent: Descent) -> Markup:
    if descent.parent not in cards or descent.child not in cards:
        return Markup("")
    start, end = cards[descent.parent], cards[descent.child]
    x0, y0 = start.x + start.width / 2, start.y + CARD_HEIGHT
    x1, y1 = end.x + end.width / 2, end.y
    middle = (y0 + y1) / 2
    return _line(
        f"M{x0:.1f},{y0:.1f} C{x0:.1f},{middle:.1f} {x1:.1f},{middle:.1f} {x1:.1f},{y1:.1f}",
        descent,
    )


def _line(path: str, descent: Descent) -> Markup:
    dashes = "4 4" if descent.is_dashed else None
    return element("path", class_="tree-edge", d=path, stroke_dasharray=dashes)


def _drawn(card: _Card) -> Markup:
    work = card.work
    text_x = PICTURE + 2 * MARGIN + 2 if work.picture else MARGIN + 3
    room = card.width - text_x - 6
    picture = (
        element(
            "image",
            href=work.picture,
            x=MARGIN,
            y=MARGIN,
            width=PICTURE,
            height=PICTURE,
            preserveAspectRatio="xMidYMid slice",
        )
        if work.picture
        else Markup("")
    )
    return element(
        "g",
        element("rect", width=card.width, height=CARD_HEIGHT, rx=4),
        picture,
        text(text_x, 30, fit(work.title, room, 12.5), classes="b"),
        text(text_x, 48, fit(work.note, room, 11), classes="s"),
        class_="tree-node here" if work.is_here else "tree-node",
        transform=f"translate({card.x:.1f},{card.y:.1f})",
    )
