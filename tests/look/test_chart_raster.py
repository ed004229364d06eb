"""The raster of acts: a row for each thing, a height for each person, time across."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from cohive.look.charts import Mark, Raster, raster

DATA = Raster(
    rows=("Poster 01", "A very long title of a poster that would run into its dots"),
    dots=(Mark(0, 0.0, 0.0), Mark(0, 1.0, 1.0), Mark(1, 0.0, 0.5)),
    title="When two accounts acted on two things",
    marks=((0.0, "1 Nov"), (0.01, "2 Nov"), (1.0, "9 Nov")),
)


@pytest.mark.parametrize("which", ["wide", "narrow"])
def test_a_dot_stands_in_its_row_at_its_height_and_its_time(which):
    svg = ET.fromstring(getattr(raster(DATA), which))  # noqa: S314 - our own drawing
    dots = [(float(one.get("cx")), float(one.get("cy"))) for one in svg.iter("circle")]
    (x0, y0), (x1, y1), (x2, y2) = dots
    assert x2 == pytest.approx((x0 + x1) / 2, abs=0.2)
    assert y0 < y1 < y2
    _x, _y, width, height = map(float, svg.get("viewBox").split())
    assert all(0 < x < width and 0 < y < height for x, y in dots)
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == DATA.title


@pytest.mark.parametrize("which", ["wide", "narrow"])
def test_words_along_the_time_never_run_into_each_other(which):
    svg = getattr(raster(DATA), which)
    assert "1 Nov" in svg
    assert "2 Nov" not in svg
    assert "9 Nov" in svg


def test_the_same_person_has_the_same_height_in_every_row():
    svg = ET.fromstring(raster(DATA).wide)  # noqa: S314 - our own drawing
    first, _other, again = (float(one.get("cy")) for one in svg.iter("circle"))
    assert again - first == pytest.approx(34, abs=0.2)
