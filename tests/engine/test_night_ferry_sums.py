"""The prototype's sums, to the cent."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cohive.engine.allotment import FixedCost, Waterfall, allot, unit_lines
from cohive.engine.attribution import Cut, Path, attribute, flow_of
from cohive.engine.lineage import Edge, Graph, Maker, Node
from tests.engine.night_ferry import DESIGN, HALF, SALES, SHIRT, SHIRT_PRICE, pool

POOL_MINOR = 1585


def test_of_one_shirt_at_40_00_the_pool_gets_15_85() -> None:
    lines = unit_lines(SHIRT, price_minor=SHIRT_PRICE, linked=False)
    assert [(line.kind, line.minor) for line in lines] == [
        ("price", 4000),
        ("tax", 694),
        ("fixed", 1085),
        ("fixed", 305),
        ("house", 331),
        ("link", 0),
        ("pool", POOL_MINOR),
    ]


def test_mei_gets_a_quarter_of_design_along_two_paths_and_a_tenth_of_the_pool() -> None:
    design = attribute(DESIGN)
    assert design.fractions["mei"] == Fraction(1, 4)
    assert [path for path in design.paths if path.payee == "mei"] == [
        Path("mei", ("Two Harbours", "Low tide at Hoek", "Low tide timetable"), Fraction(1, 8)),
        Path("mei", ("Two Harbours", "低潮时刻表", "Low tide timetable"), Fraction(1, 8)),
    ]
    assert pool().fractions["mei"] == Fraction(1, 10)


def test_the_five_lines_of_meis_statement() -> None:
    fractions = pool().fractions
    cumulative = 0
    lines = []
    for shirts in SALES:
        after = cumulative + shirts * POOL_MINOR
        allotment = allot(fractions, cumulative_before=cumulative, cumulative_after=after)
        lines.append(allotment.amounts["mei"])
        cumulative = after
    assert lines == [9510, 8559, 317, 475, 159]
    assert sum(lines) == 19020


def test_the_channels_of_one_day_add_up_to_the_line_of_the_day() -> None:
    fractions = pool().fractions
    channels = []
    cumulative = 0
    for shirts in (36, 24, 42, 12):
        after = cumulative + shirts * POOL_MINOR
        allotment = allot(fractions, cumulative_before=cumulative, cumulative_after=after)
        channels.append(allotment.amounts["mei"])
        cumulative = after
    assert channels == [5706, 3804, 6657, 1902]


def test_120_shirts_bring_1902_00_to_17_people() -> None:
    allotment = allot(
        pool().fractions, cumulative_before=0, cumulative_after=sum(SALES) * POOL_MINOR
    )
    assert allotment.amounts == {
        "anouk": 32334,
        "lin": 25360,
        "zhou": 24726,
        "sana": 22190,
        "mei": 19020,
        "ruben": 13314,
        "jonas": 13314,
        "kit": 10461,
        "he": 9510,
        "pilar": 9510,
        "teo": 3804,
        "hanna": 1902,
        "dov": 951,
        "ifeoma": 951,
        "wutong": 951,
        "bas": 951,
        "yusra": 951,
    }
    assert sum(allotment.amounts.values()) == 190200
    assert allotment.waiting_after == 0


def test_after_119_shirts_six_cents_wait_and_after_120_none() -> None:
    allotment = allot(
        pool().fractions, cumulative_before=119 * POOL_MINOR, cumulative_after=120 * POOL_MINOR
    )
    assert (allotment.waiting_before, allotment.waiting_after) == (6, 0)


def test_what_each_work_received_and_kept_of_760_80() -> None:
    flow = flow_of(DESIGN)
    design = 76080
    rows = {
        work: (int(flow.received[work] * design), int(flow.kept[work] * design))
        for work in flow.received
    }
    assert rows == {
        "Two Harbours": (76080, 38040),
        "低潮时刻表": (19020, 9510),
        "Low tide at Hoek": (19020, 9510),
        "Low tide timetable": (19020, 19020),
    }
    assert flow.passed["低潮时刻表", "Low tide timetable"] * design == 9510


@pytest.mark.parametrize(("sold", "claimed"), [(9, 6075), (8, 5400)])
def test_the_print_at_25_00_leaves_11_25_of_which_design_has_six_tenths(
    sold: int, claimed: int
) -> None:
    terms = Waterfall(
        tax=Fraction(21, 121),
        fixed=(FixedCost("Paper, ink, tube", 734),),
        house=Fraction(1, 10),
        link=Fraction(0),
        link_default="house",
    )
    lines = unit_lines(terms, price_minor=2500, linked=False)
    assert [line.minor for line in lines] == [2500, 434, 734, 207, 0, 1125]
    parts = {"mei": Fraction(6, 10), "others": Fraction(4, 10)}
    allotment = allot(parts, cumulative_before=0, cumulative_after=sold * 1125)
    assert allotment.amounts["mei"] == claimed


def test_a_returned_print_takes_back_6_75() -> None:
    parts = {"mei": Fraction(6, 10), "others": Fraction(4, 10)}
    back = allot(parts, cumulative_before=9 * 1125, cumulative_after=8 * 1125)
    assert back.amounts["mei"] == -675


REMIX = Graph(
    "yours",
    (
        Node("yours", HALF, (Maker("you", 1),)),
        Node("Two Harbours", HALF, (Maker("Two Harbours", 1),), HALF),
        Node("Bell buoy, leaning", HALF, (Maker("Bell buoy, leaning", 1),), Fraction(1, 4)),
        Node("Getijtafel 1961", HALF, ()),
    ),
    (
        Edge("yours", "Two Harbours", 1),
        Edge("yours", "Bell buoy, leaning", 1),
        Edge("yours", "Getijtafel 1961", 0),
    ),
)


def test_asks_of_a_half_and_a_quarter_are_cut_to_a_third_and_a_sixth_and_the_cut_is_said() -> None:
    attribution = attribute(REMIX)
    assert attribution.cuts == (
        Cut("yours", "Bell buoy, leaning", Fraction(1, 4), Fraction(1, 6)),
        Cut("yours", "Two Harbours", HALF, Fraction(1, 3)),
    )
    allotment = allot(attribution.fractions, cumulative_before=0, cumulative_after=63400)
    assert allotment.amounts == {
        "you": 31700,
        "Two Harbours": 21133,
        "Bell buoy, leaning": 10566,
    }
    assert allotment.waiting_after == 1
