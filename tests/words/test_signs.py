"""What steers a screen is shown, and names keep to their own direction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cohive.words.signs import isolated, visible, visible_page

ANY = st.text(st.characters(exclude_categories=()))
STEERING = {chr(number) for number in (*range(9), *range(11, 32), *range(127, 160))} | set(
    "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


@given(ANY)
def test_nothing_that_steers_is_left_and_all_can_be_written(text: str):
    found = visible(text)
    assert not STEERING & set(found)
    found.encode()


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_letters_stay_as_they_are(text: str):
    assert visible(text) == text


@given(ANY)
def test_two_names_of_which_one_steers_never_look_alike(text: str):
    assert (visible(text) == text) is not (bool(STEERING & set(text)) or _is_broken(text))


def _is_broken(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def test_a_byte_that_is_no_letter_is_shown_by_its_number():
    assert visible(b"n\xff.csv".decode(errors="surrogateescape")) == "n\\xff.csv"


def test_only_a_name_that_runs_from_the_right_is_put_apart():
    assert isolated("Ada 阿达") == "Ada 阿达"
    assert isolated("שלום") == "\u2068שלום\u2069"
    assert isolated("\u2069\u202eשלום") == "\u2068��שלום\u2069"


@given(st.lists(st.one_of(ANY, ANY.map(isolated))))
def test_a_page_keeps_whole_isolates_and_nothing_else(pieces: list[str]):
    page = visible_page("<p>".join(pieces))
    depth = 0
    for sign in page:
        depth += (sign == "\u2068") - (sign == "\u2069")
        assert depth in (0, 1)
        assert sign in "\u2068\u2069" or sign not in STEERING
        assert sign != "<" or depth == 0
    assert depth == 0
    assert visible_page(page) == page
