"""A triangle puts each dot where its three values pull it, and keeps names on the sheet."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from cohive.look import charts

CORNERS = ("Reach", "Conversion", "Reciprocity")


def parsed(*dots, which="wide"):
    drawn = charts.triangle(charts.Triangle(dots, CORNERS, "Some people"))
    return ET.fromstring(getattr(drawn, which))  # noqa: S314 - our own drawing


def corners_of(root):
    edge = next(one for one in root.iter("polygon") if one.get("class") == "axis")
    return [tuple(map(float, point.split(","))) for point in edge.get("points").split()]


def places(root):
    return [(float(one.get("cx")), float(one.get("cy"))) for one in root.iter("circle")]


@pytest.mark.parametrize("which", ["wide", "narrow"])
def test_each_corner_pulls_who_has_only_that(which):
    root = parsed(
        charts.Dot((1, 0, 0)), charts.Dot((0, 1, 0)), charts.Dot((0, 0, 1)), charts.Dot((1, 1, 1)),
        which=which,
    )  # fmt: skip
    ends = corners_of(root)
    *three, middle = places(root)
    for place, own in zip(three, ends, strict=True):
        away = {end: abs(end[0] - place[0]) + abs(end[1] - place[1]) for end in ends}
        assert min(away, key=away.get) == own
    assert middle == pytest.approx(
        (sum(end[0] for end in ends) / 3, sum(end[1] for end in ends) / 3), abs=0.1
    )


def test_who_has_nothing_of_anything_stands_in_the_middle_too():
    assert places(parsed(charts.Dot((0, 0, 0)))) == places(parsed(charts.Dot((0.5, 0.5, 0.5))))


def test_a_ring_marks_a_dot_and_size_and_shape_are_drawn():
    root = parsed(
        charts.Dot((1, 1, 1), size=2, has_ring=True), charts.Dot((1, 0, 0), shape="wedge")
    )
    radii = [float(one.get("r")) for one in root.iter("circle")]
    assert radii == [8.5, 12.0]
    assert len([one for one in root.iter("polygon") if one.get("class") != "axis"]) == 1


@pytest.mark.parametrize("values", [(1, 0, 0), (0, 1, 0), (0, 0, 1)])
def test_a_long_name_stays_on_the_narrow_sheet(values):
    root = parsed(charts.Dot(values, said="Maximiliane von Langenbrück " * 3), which="narrow")
    width = float(root.get("viewBox").split()[2])
    [said] = [one for one in root.iter("text") if "halo" in (one.get("class") or "")]
    length = charts.drawing.width_of(said.text, 12) * 1.12
    x = float(said.get("x"))
    start, end = (x - length, x) if said.get("text-anchor") == "end" else (x, x + length)
    assert start >= -1
    assert end <= width + 1
    assert root.get("aria-label") == "Some people"
