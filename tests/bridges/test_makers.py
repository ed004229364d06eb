"""Who made what: read wholly, or refused with the line and what to write instead."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cohive.bridges.sales
from cohive.bridges.sales import (
    MakerRow,
    ancestors_of,
    keep_of,
    makers_of,
    read_makers,
    read_sales,
    unmade_products,
)
from cohive.words.refusals import Refused
from cohive.words.verbs import Stage

EXAMPLES = Path(cohive.bridges.sales.__file__).parent / "examples"
FULL = "product,maker,weight,stage,made_from,made_from_weight,keep,email\n"


def read(body: str, header: str = FULL) -> list[MakerRow]:
    return read_makers((header + body).encode())


def weights(rows: list[MakerRow], product: str) -> dict[str, int]:
    return {row.maker: row.weight for row in makers_of(rows, product)}


def test_the_example_pays_every_product_of_its_sales_file() -> None:
    rows = read_makers(EXAMPLES / "MAKERS.csv")
    sales = read_sales(EXAMPLES / "SALES.csv")
    assert unmade_products(rows, sales.products()) == []
    assert weights(rows, "Night Ferry") == {
        "Ines Duarte": 2,
        "Tomas Vlk": 1,
        "Harbour Mastering": 1,
    }
    assert weights(rows, "Night Ferry T-Shirt")["林月"] == 3
    assert ancestors_of(rows, "Night Ferry (Remixes)") == {"Night Ferry": 1}
    assert keep_of(rows, "Night Ferry (Remixes)") == Fraction(1, 2)
    assert keep_of(rows, "Night Ferry") is None
    assert rows[0].stage is Stage.DESIGN
    assert rows[0].email == "ines@example.org"


def test_three_columns_are_enough_in_any_order_and_language() -> None:
    rows = read("1,Hat,Ines\n", "weight,product,maker\n")
    assert rows == [MakerRow(2, "Hat", "Ines", 1, None, "", 0, None, "")]
    assert read("帽子;林月;2\n", "产品;创作者;权重\n")[0].weight == 2


def test_every_product_and_a_line_of_its_own_are_not_counted_twice() -> None:
    rows = read("*,Ines,1,,,,,\n*,Bo,5,,,,,\nHat,Ines,7,,,,,\n")
    assert weights(rows, "Hat") == {"Ines": 7, "Bo": 5}
    assert weights(rows, "Anything") == {"Ines": 1, "Bo": 5}


def test_capitals_and_spaces_do_not_make_another_product() -> None:
    rows = read("Night  ferry,Ines,1,,,,,\n")
    assert weights(rows, "NIGHT FERRY") == {"Ines": 1}
    assert unmade_products(rows, ["night ferry", "Cap", "Cap"]) == ["Cap"]


def test_a_line_may_name_only_what_something_was_made_from() -> None:
    rows = read("Hat,Ines,1,,,,,\nCap,Bo,1,,Hat,2,,\nCap,,,,Coat,0,,\nCoat,Yu,1,,,,,\n")
    assert ancestors_of(rows, "Cap") == {"Hat": 2, "Coat": 0}
    assert weights(rows, "Cap") == {"Bo": 1}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1/2", Fraction(1, 2)),
        ("50%", Fraction(1, 2)),
        ("0.5", Fraction(1, 2)),
        ("0", Fraction(0)),
        ("1", Fraction(1)),
        ("12.5 %", Fraction(1, 8)),
    ],
)
def test_what_is_kept_is_written_in_three_ways(text: str, part: Fraction) -> None:
    assert read(f"Hat,Ines,1,,,,{text},\n")[0].keep == part


@pytest.mark.parametrize(
    ("body", "line", "sentence"),
    [
        ("Hat,Ines,0,,,,,\n", 2, "a weight is a whole number, 1 or more; this is “0”"),
        ("Hat,Ines,-1,,,,,\n", 2, "this is “-1”"),
        ("Hat,Ines,1.5,,,,,\n", 2, "this is “1.5”"),
        ("Hat,Ines,half,,,,,\n", 2, "this is “half”"),
        ("Hat,Ines,,,,,,\n", 2, "this is “”"),
        ("Hat,Ines,1000001,,,,,\n", 2, "this is “1000001”"),
        ("Hat,Ines,1,,,,,\nHat,Bo,x,,,,,\n", 3, "this is “x”"),
        (",Ines,1,,,,,\n", 2, "names no product"),
        ("Hat,,1,,,,,\n", 2, "names no maker"),
        ("Hat,,1,,Cap,1,,\n", 2, "has a weight and no maker"),
        ("*,Ines,1,,Hat,1,,\n", 2, "cannot be made from another"),
        ("Hat,Ines,1,sewing,,,,\n", 2, "“sewing” is not a stage. Write one of idea, design"),
        ("Hat,Ines,1,,,,2,\n", 2, "such as 1/2 or 50%; this is “2”"),
        ("Hat,Ines,1,,,,1/0,\n", 2, "this is “1/0”"),
        ("Hat,Ines,1,,,,-50%,\n", 2, "this is “-50%”"),
        ("Hat,Ines,1,,,,,ines\n", 2, "“ines” is not an e-mail address"),
        ("Cap,Bo,1,,Hat,1,,\n", 2, "“Cap” is made from “Hat”, but no line says who made that"),
        ("Hat,Ines,1,,,,,\nCap,Bo,1,,Hat,-1,,\n", 3, "0 or more; this is “-1”"),
        ("Hat,Ines,1,,,,,\nHat,ines ,2,,,,,\n", 3, "stands in “Hat” twice, first in line 2"),
        ("Hat,Ines,1,,,,,a@b\nCap,Ines,1,,,,,c@d\n", 3, "two e-mail addresses"),
        ("Hat,Ines,1,,,,1/2,\nHat,Bo,1,,,,1/3,\n", 3, "says something else about “Hat”"),
        (
            "Hat,Ines,1,,,,,\nCap,Bo,1,,Hat,1,,\nCap,Yu,1,,Hat,2,,\n",
            4,
            "says something else about “Cap”",
        ),
        ("Hat,Ines,1,,Hat,1,,\n", 2, "closes a circle: Hat ← Hat"),
        ("Hat,Ines,1,,Cap,1,,\nCap,Bo,1,,hat,1,,\n", 3, "closes a circle"),
        (
            "A,x,1,,B,1,,\nB,x,1,,C,1,,\nC,x,1,,D,1,,\nD,x,1,,B,0,,\n",
            5,
            "circle: B ← C ← D ← B",
        ),
        ("Hat,Ines\n", 2, "has 2 columns, the header has 8"),
    ],
)
def test_a_line_that_is_wrong_is_named(body: str, line: int, sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        read(body)
    assert sentence in str(caught.value)
    assert caught.value.field == "makers"
    assert caught.value.values["line"] == line


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"product,maker\nHat,Ines\n", "“weight” is missing"),
        (b"product,weight\nHat,1\n", "“maker” is missing"),
        (FULL.encode(), "no maker in this file"),
        (b"PK\x03\x04aaaa", "workbook"),
    ],
)
def test_a_table_that_is_none_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        read_makers(data)
    assert sentence in str(caught.value)


def test_one_maker_may_work_in_two_stages_of_a_product() -> None:
    rows = read("Hat,Ines,1,design,,,,\nHat,Ines,2,sale,,,,\n")
    assert [(row.stage, row.weight) for row in makers_of(rows, "Hat")] == [
        ("design", 1),
        ("sale", 2),
    ]


def test_a_diamond_is_no_circle_and_a_long_chain_is_no_trouble() -> None:
    diamond = "A,x,1,,B,1,,\nA,y,1,,C,1,,\nB,x,1,,D,1,,\nC,x,1,,D,1,,\nD,x,1,,,,,\n"
    assert ancestors_of(read(diamond), "A") == {"B": 1, "C": 1}
    chain = "".join(f"P{n},x,1,,P{n + 1},1,,\n" for n in range(5000)) + "P5000,x,1,,,,,\n"
    assert len(read(chain)) == 5001
    with pytest.raises(Refused, match="circle"):
        read(chain.replace("P5000,x,1,,,,,", "P5000,x,1,,P0,1,,"))


def test_many_diamonds_on_each_other_are_walked_once() -> None:
    body = "".join(
        f"P{n},x,1,,L{n},1,,\nP{n},,,,R{n},1,,\nL{n},x,1,,P{n + 1},1,,\nR{n},x,1,,P{n + 1},1,,\n"
        for n in range(60)
    )
    assert len(read(body + "P60,x,1,,,,,\n")) == 241


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), unique=True, max_size=20))
def test_exactly_the_tables_with_a_circle_are_refused(edges: list[tuple[int, int]]) -> None:
    body = "".join(f"P{n},x,1,,,,,\n" for n in range(8))
    body += "".join(f"P{child},,,,P{parent},1,,\n" for child, parent in edges)
    left = set(edges)
    while True:  # take away what nothing waits for, as long as there is any
        free = {edge for edge in left if not any(child == edge[1] for child, _ in left)}
        if not free:
            break
        left -= free
    if left:
        with pytest.raises(Refused, match="circle"):
            read(body)
    else:
        assert len(read(body)) == 8 + len(edges)
