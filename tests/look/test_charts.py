"""Drawings that say what their numbers say."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.look import charts, samples
from cohive.look.charts import drawing
from cohive.look.charts.lineage import generations

BAND = re.compile(r"M([\d.]+),([\d.]+) C.*? ([\d.]+),([\d.]+) V([\d.]+) C.*? ([\d.]+),([\d.]+)Z")


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def bands(svg: str) -> list[tuple[float, float, float, float, float]]:
    """(x0, y0, x1, y1, thickness) of every stream."""
    found = []
    for path in parsed(svg).iter("path"):
        x0, y0, x1, y1, low, _x, end = map(float, BAND.search(path.get("d")).groups())
        assert end - y0 == pytest.approx(low - y1, abs=0.11)
        found.append((x0, y0, x1, y1, low - y1))
    return found


def test_a_flow_draws_every_stream_as_wide_as_its_money():
    flow = samples.flow()
    drawn = bands(charts.sankey(flow).wide)
    assert len(drawn) == len(flow.streams)
    scale = drawn[0][4] / flow.streams[0].minor
    for stream, band in zip(flow.streams, drawn, strict=True):
        assert band[4] == pytest.approx(stream.minor * scale, abs=0.2)


def test_what_reaches_a_node_fills_it_and_no_more():
    svg = charts.sankey(samples.flow()).wide
    nodes = [
        tuple(float(rect.get(k)) for k in ("x", "y", "width", "height"))
        for rect in parsed(svg).iter("rect")
    ]
    for x, y, _width, height in nodes:
        arriving = sorted(b[3:] for b in bands(svg) if b[2] == pytest.approx(x, abs=0.06))
        arriving = [b for b in arriving if y - 0.2 <= b[0] <= y + height]
        if arriving:
            assert sum(thick for _y, thick in arriving) == pytest.approx(height, abs=0.6)


@pytest.mark.parametrize("drawing_name", ["wide", "narrow"])
def test_no_two_nodes_of_a_column_overlap(drawing_name):
    svg = getattr(charts.sankey(samples.flow()), drawing_name)
    columns: dict[float, list[tuple[float, float]]] = {}
    for rect in parsed(svg).iter("rect"):
        y = float(rect.get("y"))
        columns.setdefault(float(rect.get("x")), []).append((y, y + float(rect.get("height"))))
    assert len(columns) == (6 if drawing_name == "wide" else 4)
    for spans in columns.values():
        spans.sort()
        assert all(a[1] < b[0] for a, b in pairwise(spans))


def test_stages_keep_their_one_order_and_people_follow_their_money():
    svg = charts.sankey(samples.flow()).wide
    words = [t.text for t in parsed(svg).iter("tspan") if t.get("class") == "b"]
    y_of = {
        t.find("tspan").text: float(t.get("y"))
        for t in parsed(svg).iter("text")
        if t.find("tspan") is not None
    }
    stages = ["Idea", "Two Harbours", "Packaging", "Production", "Spreading", "Sale", "Tax"]
    assert set(stages) <= set(words)
    assert sorted(stages, key=y_of.__getitem__) == stages
    assert y_of["Teo Marchetti"] < y_of["six others"]


def test_the_narrow_flow_begins_at_the_stages_in_short_words():
    svg = charts.sankey(samples.flow()).narrow
    assert "Web shop" not in svg
    assert "Tax" not in svg
    assert "Teo" in svg
    assert "Teo Marchetti" not in svg


def test_a_flow_of_nothing_is_an_empty_drawing_with_its_title():
    flow = charts.Flow((), (), "Nothing sold yet")
    svg = charts.sankey(flow).wide
    assert parsed(svg).get("aria-label") == "Nothing sold yet"
    assert not list(parsed(svg).iter("path"))


def test_words_from_members_cannot_break_a_drawing():
    bad = '"><script>&'
    work = charts.Work("a", bad, bad, picture='x" onload="y')
    svg = charts.lineage(charts.Lineage((work,), (), bad)).wide
    root = parsed(svg)  # raises when it is not well-formed
    assert "<script" not in svg
    assert root.get("aria-label") == bad
    assert root.find(".//image").get("onload") is None
    bar = charts.bars(charts.Bars((charts.Bar(bad, 1, bad),), bad)).narrow
    assert bad in "".join(parsed(bar).itertext())


@pytest.mark.parametrize(
    "chart", ["sankey", "lineage", "bars", "interval", "columns", "lines", "heat"]
)
def test_every_chart_has_two_drawings_with_a_title_and_their_own_class(chart):
    pair = samples.samples(None)[chart]
    for svg, names in (
        (pair.wide, {"only-desk", "c-wide"}),
        (pair.narrow, {"only-phone", "c-narrow"}),
    ):
        root = parsed(svg)
        assert root.get("role") == "img"
        assert root.get("aria-label")
        assert names & set(root.get("class").split())
        assert not re.search(r'fill="#|stroke="#', svg)  # colours come from the tokens


def test_generations_are_the_longest_way_from_a_beginning():
    rows = generations(samples.tree())
    assert [[work.key for work in row] for row in rows] == [
        ["tide"], ["low"], ["zh", "hoek"], ["two"], ["night"],
    ]  # fmt: skip


def test_a_tree_draws_one_line_for_each_descent_and_one_card_for_each_work():
    tree = samples.tree()
    for svg in (charts.lineage(tree).wide, charts.lineage(tree).narrow):
        assert svg.count('class="tree-edge"') == len(tree.descents)
        assert svg.count('class="tree-node') == len(tree.works)
        assert svg.count("stroke-dasharray") == 2
        assert svg.count("tree-node here") == 1


def test_damaged_descent_never_hangs_the_page():
    works = (charts.Work("a", "A", ""), charts.Work("b", "B", ""))
    circle = (charts.Descent("a", "b"), charts.Descent("b", "a"), charts.Descent("a", "gone"))
    svg = charts.lineage(charts.Lineage(works, circle, "x")).wide
    assert svg.count('class="tree-node') == 2


@given(st.integers(1, 40))
@settings(deadline=None)  # a shared machine may pause
def test_cards_stay_inside_their_sheet(count):
    works = tuple(charts.Work(str(n), f"W{n}", "") for n in range(count))
    descents = tuple(charts.Descent("0", str(n)) for n in range(1, count))
    for svg in vars(charts.lineage(charts.Lineage(works, descents, "x"))).values():
        _x, _y, width, height = map(float, parsed(svg).get("viewBox").split())
        for card in parsed(svg).iter("g"):
            x, y = map(float, re.findall(r"[\d.]+", card.get("transform")))
            rect = card.find("rect")
            assert x + float(rect.get("width")) <= width + 0.1
            assert y + float(rect.get("height")) <= height + 0.1


def test_bars_are_as_long_as_their_values():
    svg = charts.bars(samples.earned()).wide
    lengths = [float(rect.get("width")) for rect in parsed(svg).iter("rect")]
    assert lengths[1] / lengths[0] == pytest.approx(253.60 / 323.34, rel=0.001)
    assert lengths[2] / lengths[0] == pytest.approx(221.90 / 323.34, rel=0.001)


def test_a_range_lies_where_its_numbers_are():
    data = charts.Intervals((charts.Interval("a", 1, 2, 4, "2"),), "x", 0, 5)
    band, tick = list(parsed(charts.interval(data).wide).iter("rect"))
    axis = next(line for line in parsed(charts.interval(data).wide).iter("line"))
    left, right = float(axis.get("x1")), float(axis.get("x2"))
    assert float(band.get("x")) == pytest.approx(left + (right - left) / 5, abs=0.1)
    assert float(band.get("width")) == pytest.approx((right - left) * 3 / 5, abs=0.1)
    assert float(tick.get("x")) + 1.5 == pytest.approx(left + (right - left) * 2 / 5, abs=0.1)


def test_words_that_do_not_fit_end_with_an_ellipsis():
    assert drawing.fit("Low tide timetable", 1000, 12) == "Low tide timetable"
    short = drawing.fit("Low tide timetable", 60, 12)
    assert short.endswith("…")
    assert drawing.width_of(short, 12) <= 60
    assert drawing.width_of("林一舟", 12) == pytest.approx(36, rel=0.05)


def test_a_code_opens_what_was_asked_and_says_so():
    svg = charts.qr("https://ferry.example/k/two", "Opens Two <Harbours>")
    root = parsed(svg.replace("&nbsp;", " "))
    assert root.get("aria-label") == "Opens Two <Harbours>"
    assert charts.qr("https://ferry.example/k/one", "x") != charts.qr(
        "https://ferry.example/k/two", "x"
    )


def numbers_of(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"v-([\d.]+)", path)]


def test_columns_are_as_high_as_their_values_and_their_part():
    data = charts.Columns(
        (charts.Column(10, 5), charts.Column(0), charts.Column(20)), "x", scale=((20, "20"),)
    )
    pale, strong = list(parsed(charts.columns(data).wide).iter("path"))
    low, high = numbers_of(pale.get("d"))
    assert low * 2 == pytest.approx(high, abs=0.2)
    assert numbers_of(strong.get("d")) == [pytest.approx(low / 2, abs=0.2)]


def test_a_cell_with_anything_is_never_as_pale_as_an_empty_one():
    data = charts.Heat((("a", (0, 1, 1000)),), "x")
    fills = [path.get("fill") for path in parsed(charts.heat(data).wide).iter("path")]
    assert fills == ["var(--heat-0)", "var(--heat-1)", "var(--heat-5)"]


def test_a_line_runs_from_corner_to_corner():
    data = charts.Lines((charts.Line(((0, 0), (1, 1))),), "x", "people", "acts")
    [line] = parsed(charts.lines(data).wide).iter("polyline")
    start, end = (tuple(map(float, at.split(","))) for at in line.get("points").split())
    assert start[0] < end[0]
    assert start[1] > end[1]


def test_a_band_and_what_happened_stand_with_the_line_and_no_mark_leaves_the_sheet():
    line = charts.Line(((0, 0.4), (1, 0.6)), colour="make")
    data = charts.Lines(
        (line,), "x", "", "acts", across_marks=((0, "Nov"), (1, "2026年11月1日")),
        band=((0, 0.3, 0.5), (1, 0.5, 0.7)), moments=((0.25, "1"), (0.5, "2")),
    )  # fmt: skip
    for drawn, width in ((charts.lines(data).wide, 640), (charts.lines(data).narrow, 350)):
        root = parsed(drawn)
        [band] = root.iter("polygon")
        assert len(band.get("points").split()) == 4
        assert [one.text for one in root.iter("text") if one.text in ("1", "2")] == ["1", "2"]
        first, second = (float(one.get("cx")) for one in root.iter("circle"))
        assert first < second
        [last] = [one for one in root.iter("text") if one.text == "2026年11月1日"]
        half = drawing.width_of("2026年11月1日", 11) / 2
        assert float(last.get("x")) + half <= width + 0.1
        assert not any(one.text is None or not one.text.strip() for one in root.iter("text"))


def test_nothing_to_draw_is_still_a_drawing():
    for empty in (
        charts.columns(charts.Columns((), "x")),
        charts.heat(charts.Heat((), "x")),
        charts.lines(charts.Lines((), "x", "a", "b")),
    ):
        parsed(empty.wide)


def test_words_that_are_cut_keep_their_isolate_whole():
    name = "\u2068" + "שירים " * 20 + "\u2069"
    assert drawing.fit(name, 10_000, 12) == name
    cut = drawing.fit(name, 100, 12)
    assert cut.startswith("\u2068שירים")
    assert cut.endswith("…\u2069")
    assert drawing.width_of(cut, 12) <= 100


def test_as_much_is_kept_as_the_room_holds():
    for room in range(20, 200):
        cut = drawing.fit("Night Ferry 夜渡 " * 9, room, 12)
        kept = cut.removesuffix("…")
        assert drawing.width_of(cut, 12) <= room
        longer = ("Night Ferry 夜渡 " * 9)[: len(kept) + 2]
        assert drawing.width_of(longer + "…", 12) > room


def test_words_along_a_scale_do_not_run_into_each_other():
    marks = ((0.0, "11 Nov"), (0.04, "12 Nov"), (0.5, "21 Nov"), (0.97, "25 Nov"), (1.0, "26 Nov"))
    data = charts.Lines((charts.Line(((0, 0), (1, 1))),), "x", "", "acts", across_marks=marks)
    drawn = charts.lines(data).wide
    assert [words for _at, words in marks if words in drawn] == ["12 Nov", "21 Nov", "26 Nov"]
    assert drawn.count('y2="244"') == len(marks)


def test_what_touches_the_words_further_right_is_left_out():
    assert charts.readable([(0, 10), (9, 20), (22, 30)], 2) == [False, True, True]
    assert charts.readable([(0, 6), (9, 20)], 2) == [True, True]
    assert charts.readable([], 2) == []
