"""What a spreadsheet would compute is written as text."""

import pytest

from cohive.words.cells import safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "＠a"]
)
def test_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ink", "a=b", "“=”", "潮汐", "3 - 1"])
def test_plain_words_stay_as_they_are(text):
    assert safe_cell(text) == text
