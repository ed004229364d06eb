"""The makers of a sales file may be the people of a history."""

from __future__ import annotations

import pytest

from cohive.bridges.sales import makers_of
from cohive.house.histories.makers import makers_of_history, read_who_made_it
from cohive.words.refusals import Refused
from tests.histories.conftest import SAMPLE


def test_everyone_credited_made_every_product_weighing_as_much_as_she_is_credited(tally):
    rows = makers_of_history(tally)
    assert {row.product for row in rows} == {"*"}
    weights = {row.maker: row.weight for row in rows}
    assert weights["Ines Duarte"] == 5
    assert weights["Yu Chen"] == 3, "two authors of one name and the name alone are one maker"
    assert weights["Mirek Sand"] == 1
    assert "harbour-deps[bot]" not in weights
    assert len(makers_of(rows, "anything")) == len(rows)


def test_the_largest_stands_first_and_each_name_once(tally):
    rows = makers_of_history(tally)
    assert [row.weight for row in rows] == sorted((row.weight for row in rows), reverse=True)
    assert len({row.maker.casefold() for row in rows}) == len(rows)


def test_a_history_and_a_table_are_told_apart_by_their_endings(tmp_path, tally):
    assert read_who_made_it(SAMPLE) == makers_of_history(tally)
    table = tmp_path / "makers.csv"
    table.write_text("product,maker,weight\nEbb,Wies,2\n", encoding="utf-8")
    [row] = read_who_made_it(table)
    assert (row.product, row.maker, row.weight) == ("Ebb", "Wies", 2)


def test_a_damaged_history_is_refused_as_the_makers_file(tmp_path):
    path = tmp_path / "cut.jsonl"
    path.write_text(SAMPLE.read_text("utf-8")[:-40], encoding="utf-8")
    with pytest.raises(Refused, match="Line 9 is not a commit") as refusal:
        read_who_made_it(path)
    assert refusal.value.field == "makers"
