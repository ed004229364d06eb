"""A mix draws each part as tall as it is, column after column of one height."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from cohive.look import charts
from cohive.look.charts.mix import CUT

CELL = re.compile(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-")


def drawn(svg: str) -> dict[str, list[tuple[float, ...]]]:
    """Cells (x, y, thick, tall) by colour."""
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    return {
        path.get("fill"): [tuple(map(float, cell)) for cell in CELL.findall(path.get("d"))]
        for path in root.iter("path")
    }


def sample(columns, **more):
    return charts.mix(charts.Mix(columns, ("spread", "idea"), "Two parts", **more))


@pytest.mark.parametrize("which", ["wide", "narrow"])
def test_each_part_is_as_tall_as_its_part_of_the_column(which):
    cells = drawn(getattr(sample(((0.25, 0.75), (3.0, 1.0), (1.0, 0.0))), which))
    below, above = cells["var(--s-spread)"], cells["var(--s-idea)"]
    heights = [cell[3] + CUT for cell in below]
    whole = heights[2]
    assert heights == pytest.approx([whole * 0.25, whole * 0.75, whole], abs=0.3)
    assert len(above) == 2  # a part of nothing is not drawn
    assert above[0][1] + above[0][3] < below[0][1]  # stands on the one below, not over it


def test_no_column_leaves_the_sheet_and_few_columns_stay_slim():
    for count in (1, 5, 53):
        svg = sample(((0.5, 0.5),) * count, scale=((0.0, "0 %"), (1.0, "100 %"))).narrow
        width = float(ET.fromstring(svg).get("viewBox").split()[2])  # noqa: S314 - our own drawing
        for x, _y, thick, _tall in drawn(svg)["var(--s-idea)"]:
            assert x + thick <= width + 0.1
            assert thick <= 56


def test_it_says_its_title_and_drops_marks_that_would_touch():
    marks = tuple((number, "16 November") for number in range(20))
    svg = sample(((1.0, 1.0),) * 20, marks=marks).narrow
    assert 'aria-label="Two parts"' in svg
    assert 2 <= svg.count("16 November") <= 5
