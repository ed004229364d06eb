"""Charts as SVG, drawn on the server from plain dataclasses with the page's own tokens.

`sankey(Flow) · lineage(Lineage) · bars(Bars) · interval(Intervals) · columns(Columns) ·
lines(Lines) · heat(Heat) · mix(Mix) · triangle(Triangle) · raster(Raster)` each return a `Chart`
with a wide and a narrow drawing; `ui.chart(drawing)` puts both on the page and the style sheet
shows the one that fits. Every drawing has a title for who does not see it, and stands beside a
table that says the same (`ui.table`). Texts come translated and amounts formatted from the caller.
"""

from cohive.look.charts.bars import Bar, Bars, bars
from cohive.look.charts.columns import Column, Columns, columns
from cohive.look.charts.drawing import Chart
from cohive.look.charts.heat import Heat, heat
from cohive.look.charts.interval import Interval, Intervals, interval
from cohive.look.charts.lineage import Descent, Lineage, Work, lineage
from cohive.look.charts.lines import Line, Lines, lines, readable
from cohive.look.charts.mix import Mix, mix
from cohive.look.charts.qr import qr
from cohive.look.charts.raster import Mark, Raster, raster
from cohive.look.charts.sankey import Flow, Node, Stream, sankey
from cohive.look.charts.triangle import Dot, Triangle, triangle

__all__ = [
    "Bar",
    "Bars",
    "Chart",
    "Column",
    "Columns",
    "Descent",
    "Dot",
    "Flow",
    "Heat",
    "Interval",
    "Intervals",
    "Line",
    "Lineage",
    "Lines",
    "Mark",
    "Mix",
    "Node",
    "Raster",
    "Stream",
    "Triangle",
    "Work",
    "bars",
    "columns",
    "heat",
    "interval",
    "lineage",
    "lines",
    "mix",
    "qr",
    "raster",
    "readable",
    "sankey",
    "triangle",
]
