"""Where money went: a flow whose widths are amounts, whose colours are stages.

Grey is what is not shared, black is a person or the product. Nodes stand in columns; the first
`ordered_columns` keep the order they are given in (the six stages always stand in one order), the
later ones are sorted by where their money comes from, so that streams cross little. The narrow
drawing begins at the column `narrow_from` and uses the short words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from cohive.look.charts.drawing import Chart, after, bold, element, fit, sheet, text, width_of

INK = "ink"
"""The colour of people and of the product; the others are the stages' keys and 'rest'."""


@dataclass(frozen=True)
class Node:
    """A stop of the money. `note` is a second line; `short` and `short_amount` for the phone."""

    key: str
    label: str
    amount: str
    column: int
    colour: str = INK
    note: str = ""
    short: str = ""
    short_amount: str = ""


@dataclass(frozen=True)
class Stream:
    """Money from one node to another: `minor` units (0 and below are not drawn), its stage."""

    source: str
    target: str
    minor: int
    colour: str


@dataclass(frozen=True)
class Flow:
    """A whole flow; `title` says it in one sentence."""

    nodes: tuple[Node, ...]
    streams: tuple[Stream, ...]
    title: str
    narrow_title: str = ""
    ordered_columns: int = 3
    narrow_from: int = 2


@dataclass(frozen=True)
class _Style:
    width: float
    node_width: float
    label_room_last: float
    height_of_money: float
    gap: float
    line: float
    size: float
    classes: str


BOLD = 1.1
"""How much wider bold letters are."""

WIDE = _Style(1180, 14, 198, 560, 12, 15, 12, "only-desk")
NARROW = _Style(350, 9, 116, 520, 14, 13, 11, "only-phone")


@dataclass
class _Box:
    node: Node
    x: float
    height: float
    y: float = 0.0

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def sankey(flow: Flow) -> Chart:
    """Draw the flow wide (from 54 rem) and narrow."""
    return Chart(wide=_draw(flow, WIDE), narrow=_draw(_narrowed(flow), NARROW))


def _narrowed(flow: Flow) -> Flow:
    """The flow from its narrow column on, in short words."""
    nodes = tuple(
        replace(
            node,
            column=node.column - flow.narrow_from,
            label=node.short or node.label,
            amount=node.short_amount or node.amount,
        )
        for node in flow.nodes
        if node.column >= flow.narrow_from
    )
    kept = {node.key for node in nodes}
    streams = tuple(s for s in flow.streams if s.source in kept and s.target in kept)
    moving = {key for stream in streams for key in (stream.source, stream.target)}
    return replace(
        flow,
        nodes=tuple(node for node in nodes if node.key in moving),
        streams=streams,
        title=flow.narrow_title or flow.title,
        ordered_columns=max(flow.ordered_columns - flow.narrow_from, 0),
    )


def _draw(flow: Flow, style: _Style) -> Markup:
    streams = [stream for stream in flow.streams if stream.minor > 0]
    if not flow.nodes or not streams:
        return sheet(width=style.width, height=1, title=flow.title, classes=style.classes)
    boxes = _placed(flow, streams, style)
    scale = _scale(flow, streams, style)
    bands = _bands(boxes, streams, scale, style)
    shapes = [_node(box, style) for box in boxes.values()]
    labels = [_label(box, _room(box, boxes.values(), style), style) for box in boxes.values()]
    height = max(box.y + max(box.height, style.line) for box in boxes.values()) + style.line
    return sheet(
        *bands,
        *shapes,
        *labels,
        width=style.width,
        height=height + 14,
        top=-14,
        title=flow.title,
        classes=style.classes,
    )


def _weights(flow: Flow, streams: list[Stream]) -> dict[str, int]:
    """What passes through each node: the larger of what comes in and what goes out."""
    into: dict[str, int] = {}
    out: dict[str, int] = {}
    for stream in streams:
        out[stream.source] = out.get(stream.source, 0) + stream.minor
        into[stream.target] = into.get(stream.target, 0) + stream.minor
    return {node.key: max(into.get(node.key, 0), out.get(node.key, 0)) for node in flow.nodes}


def _scale(flow: Flow, streams: list[Stream], style: _Style) -> float:
    """Pixels per minor unit: the fullest column takes the height kept for money."""
    weights = _weights(flow, streams)
    columns: dict[int, int] = {}
    for node in flow.nodes:
        columns[node.column] = columns.get(node.column, 0) + weights[node.key]
    return style.height_of_money / max(*columns.values(), 1)


def _placed(flow: Flow, streams: list[Stream], style: _Style) -> dict[str, _Box]:
    scale, weights = _scale(flow, streams, style), _weights(flow, streams)
    last = max(node.column for node in flow.nodes) or 1
    step = (style.width - style.node_width - style.label_room_last) / last
    boxes = {
        node.key: _Box(node, node.column * step, max(weights[node.key] * scale, 1.5))
        for node in flow.nodes
    }
    for column in sorted({node.column for node in flow.nodes}):
        stack = [boxes[node.key] for node in flow.nodes if node.column == column]
        wanted = {box.node.key: _pull(box, boxes, streams) for box in stack}
        if column >= flow.ordered_columns:
            stack.sort(key=lambda box: wanted[box.node.key])
        _stand(stack, wanted if column >= flow.ordered_columns else {}, style)
    _centre(boxes, flow, style)
    return boxes


def _pull(box: _Box, boxes: Mapping[str, _Box], streams: Iterable[Stream]) -> float:
    """The height its money comes from: the mean of its sources, weighed by amount."""
    arriving = [s for s in streams if s.target == box.node.key]
    total = sum(stream.minor for stream in arriving)
    if not total:
        return 0.0
    return sum(boxes[s.source].middle * s.minor for s in arriving) / total - box.height / 2


def _slot(box: _Box, style: _Style) -> float:
    """How much height a node needs: its money or its words, whichever is more."""
    words = style.line * (2 if box.node.note else 1) + 4
    return max(box.height, words)


def _stand(stack: list[_Box], wanted: Mapping[str, float], style: _Style) -> None:
    """Stand the boxes below each other: near where they want to be, never over each other."""
    y = 0.0
    for box in stack:
        spare = (_slot(box, style) - box.height) / 2
        y = max(y + spare, wanted.get(box.node.key, 0.0))
        box.y = y
        y += box.height + spare + style.gap


def _centre(boxes: Mapping[str, _Box], flow: Flow, style: _Style) -> None:
    """Centre the short ordered columns on the tallest one, and start the drawing at zero."""
    heights = {
        column: max(b.y + b.height for b in boxes.values() if b.node.column == column)
        for column in {node.column for node in flow.nodes}
    }
    tallest = max(heights.values())
    for box in boxes.values():
        if box.node.column < min(flow.ordered_columns, 2) and style is WIDE:
            box.y += (tallest - heights[box.node.column]) / 2


def _bands(
    boxes: Mapping[str, _Box], streams: list[Stream], scale: float, style: _Style
) -> list[Markup]:
    """One band per stream; inside a node bands leave and arrive in the order of the far ends."""
    leaves: dict[Stream, float] = {}
    arrives: dict[Stream, float] = {}
    for box in boxes.values():
        out = [stream for stream in streams if stream.source == box.node.key]
        into = [stream for stream in streams if stream.target == box.node.key]
        out.sort(key=lambda stream: boxes[stream.target].middle)
        into.sort(key=lambda stream: boxes[stream.source].middle)
        for ends, ordered in ((leaves, out), (arrives, into)):
            y = box.y
            for stream in ordered:
                ends[stream] = y
                y += stream.minor * scale
    return [
        _band(
            boxes[stream.source].x + style.node_width,
            leaves[stream],
            boxes[stream.target].x,
            arrives[stream],
            max(stream.minor * scale, 0.6),
            stream.colour,
        )
        for stream in streams
    ]


def _band(x0: float, y0: float, x1: float, y1: float, thick: float, colour: str) -> Markup:
    middle = (x0 + x1) / 2
    path = (
        f"M{x0:.1f},{y0:.1f} C{middle:.1f},{y0:.1f} {middle:.1f},{y1:.1f} {x1:.1f},{y1:.1f} "
        f"V{y1 + thick:.1f} C{middle:.1f},{y1 + thick:.1f} {middle:.1f},{y0 + thick:.1f} "
        f"{x0:.1f},{y0 + thick:.1f}Z"
    )
    return element("path", class_="link", fill=_paint(colour), d=path)


def _paint(colour: str) -> str:
    return "var(--ink)" if colour == INK else f"var(--s-{colour})"


def _node(box: _Box, style: _Style) -> Markup:
    return element(
        "rect",
        x=box.x,
        y=box.y,
        width=style.node_width,
        height=box.height,
        fill=_paint(box.node.colour),
    )


def _room(box: _Box, boxes: Iterable[_Box], style: _Style) -> float:
    """How wide a label may be: up to the first node that stands at its height, or to the edge."""
    reach = style.line * 1.2
    later = [
        other.x
        for other in boxes
        if other.x > box.x and other.y - reach < box.middle < other.y + other.height + reach
    ]
    return (min(later) if later else style.width) - box.x - style.node_width - 14


def _label(box: _Box, room: float, style: _Style) -> Markup:
    """The name and its amount on one line when they fit, else below each other."""
    x, size = box.x + style.node_width + 6, style.size
    name = fit(box.node.label, room, size * BOLD)
    one_line = width_of(name, size * BOLD) + width_of(box.node.amount, size) + 6 <= room
    second = box.node.note if one_line else ""
    if not one_line:
        second = box.node.note or box.node.amount
    y = box.middle + size * 0.36 - (style.line / 2 if second else 0)
    first = (bold(name), after(box.node.amount)) if one_line else (bold(name),)
    lines = [text(x, y, *first, classes="halo")]
    if second:
        lines.append(text(x, y + style.line, fit(second, room, 11), classes="s halo"))
    return Markup("").join(lines)
