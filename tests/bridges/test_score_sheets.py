"""Sheets of points: wide and long, as people type them, and what is said of each doubt."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.bridges import reading
from cohive.bridges.ballots import BallotForm
from cohive.bridges.ballots.score_sheets import looks_like_score_sheet, read_score_sheet
from cohive.words.refusals import Refused

WIDE = "voter,Lantern,Kite\nana,5,3\nbo,,4\ncy,,\n"
LONG = "voter,entry,score\nana,Lantern,5\nbo,Kite,4\nana,Kite,3\ncy,Kite,\n"
SCORES = {"ana": {"Lantern": 5, "Kite": 3}, "bo": {"Kite": 4}}


@pytest.mark.parametrize(
    "text",
    [
        WIDE,
        LONG,
        "\ufeff" + WIDE.replace("\n", "\r\n"),
        WIDE.replace(",", ";"),
        LONG.replace(",", "\t"),
        LONG.replace("voter,entry,score", "who,what,how much").replace("cy,Kite,\n", "cy,Kite,0\n"),
        LONG.replace("voter,entry,score", "评委,作品,分数"),
        LONG.replace("voter,entry,score", "Judge,Design,Points"),
        "when" + LONG.replace("\n", "\n2026,", 4).replace("voter", ",voter", 1),
    ],
)
def test_both_forms_are_told_apart_and_say_the_same(text: str) -> None:
    assert looks_like_score_sheet(text)
    file = read_score_sheet(text)
    assert file.form is BallotForm.SCORES
    assert list(file.candidates.items()) == [("Lantern", "Lantern"), ("Kite", "Kite")]
    scores = {voter: dict(given) for voter, given in file.scores}
    scores.pop("cy", None)
    assert scores == SCORES


def test_a_voter_without_a_score_is_set_aside_with_her_line() -> None:
    for text, line in ((WIDE, "4"), (LONG, "5")):
        (aside,) = read_score_sheet(text).set_aside
        assert (aside.ballots, aside.places) == (1, (line,))


def test_points_are_exact_and_a_decimal_comma_is_understood() -> None:
    text = "voter;Lantern;Kite\nana;3,75;0,1\nbo;2.5;1\n"
    scores = dict(read_score_sheet(text).scores)
    assert scores["ana"] == {"Lantern": Fraction(15, 4), "Kite": Fraction(1, 10)}
    assert scores["bo"]["Kite"] == 1


def test_a_sheet_without_a_column_of_voters_takes_each_line_for_one() -> None:
    file = read_score_sheet("Lantern,Kite\n5,3\n5,4\n")
    assert file.scores == (("2", {"Lantern": 5, "Kite": 3}), ("3", {"Lantern": 5, "Kite": 4}))
    assert "each line is taken for one" in str(file.remarks[0])


@pytest.mark.parametrize(
    ("scores", "top"), [("0,5", "5"), ("1,10", "10"), ("0,73", "100"), ("9,250", "250")]
)
def test_the_scale_is_guessed_and_said(scores: str, top: str) -> None:
    (said,) = read_score_sheet(f"voter,Lantern,Kite\nana,{scores}\n").remarks
    lowest, highest = scores.split(",")
    assert str(said) == (
        f"The scores lie between {lowest} and {highest}; "
        f"they are taken to be on a scale from 0 to {top}."
    )


def test_a_slip_of_the_pen_is_named_with_its_line() -> None:
    rows = "".join(f"v{n},{n % 6},{n % 5}\n" for n in range(99))
    file = read_score_sheet("voter,Lantern,Kite\n" + rows + "last,55,4\n")
    assert str(file.remarks[-1]) == ("Only 1 scores are above 5 (lines: 101). Are they meant?")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("voter,Lantern,Lantern\nana,5,3\n", "column “Lantern” stands twice"),
        ("voter,Lantern,\nana,5,3\n", "one has no name"),
        ("voter,Lantern\nana,5\nbo,4\nana,3\n", "Line 4: the voter “ana” has a second row"),
        ("voter,Lantern\nana,5\n,4\n", "Line 3 names no voter"),
        ("voter,Lantern\nana,5\nbo,4,3\n", "Line 3 has 3 cells, and there are 2 columns"),
        ("voter,Lantern\nana,5\nbo,nan\n", "Line 3: “nan” is no score of “Lantern”"),
        ("voter,Lantern\nana,5\nbo,-1\n", "Line 3: “-1” is no score"),
        ("voter,Lantern\nana,5\nbo,1e9\n", "Line 3: “1e9” is no score"),
        ("voter,Lantern\nana,5\nbo,True\n", "Line 3: “True” is no score"),
        ("voter,Lantern\nana,5\nbo," + "9" * 30 + "\n", "Line 3: .* is no score"),
        (LONG + "ana,Kite,2\n", "Line 6: “ana” scores “Kite” a second time"),
        (LONG + ",Kite,2\n", "Line 6 names no voter or no entry"),
        (LONG + "dan,Kite,good\n", "Line 6: “good” is no score of “Kite”"),
        ("voter,Lantern\nana,\n", "no score in this sheet"),
        ("voter\nana\n", "no column with an entry"),
        ("", "empty"),
        ('voter,Lantern\nana,"' + "5" * 200_000, "Line 2 cannot be read"),
    ],
)
def test_what_is_no_score_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        read_score_sheet(text)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    "text",
    ["", "one column\n1\n", "a,b\nred,blue\n", "1,2\n3,4\n", "META\nkey;value\n", "3 2\n4 1 2 0\n"],
)
def test_other_files_are_not_taken_for_sheets_of_points(text: str) -> None:
    assert not looks_like_score_sheet(text)


def test_a_wrong_cell_does_not_hide_what_the_file_is() -> None:
    assert looks_like_score_sheet("voter,Lantern,Kite\nana,5,3\nbo,four,2\n")


@given(st.text(alphabet='ab,;\t\n"01259.-é\x00 ', max_size=60))
@settings(deadline=None, max_examples=400)
def test_whatever_a_file_holds_it_is_read_or_refused(text: str) -> None:
    looks_like_score_sheet(text)
    try:
        file = read_score_sheet(text)
    except Refused:
        return
    assert all(scores for _, scores in file.scores)


def test_a_wide_sheet_of_short_rows_is_not_made_wide_in_memory() -> None:
    sheet = "voter" + ",x" * 99_999 + "\n" + "v,1\n" * 100
    with pytest.raises(Refused, match="This table has 100000 columns, and so no more than 100 "):
        read_score_sheet(sheet)


def test_a_row_without_end_is_refused_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROW_CHARACTERS_MAX", 1_000)
    with pytest.raises(Refused, match="The row that begins on line 2 is too long to be one record"):
        read_score_sheet('voter,Lantern\nana,"\n' + '","\n' * 300)
