import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.look.colours import accent_style, contrast, is_colour

TEXTS = {"pl": ("#1c1e22", "#46484d", "#646259"), "pd": ("#efebe1", "#c6c2b8", "#a19e94")}
colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


def test_contrast_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(colours)
@settings(deadline=None)  # a shared machine may pause
def test_any_accent_becomes_readable_in_both_themes(accent):
    shades = dict(re.findall(r"--(p[ld]-\w+):(#[0-9a-f]{6})", accent_style(accent)))
    assert len(shades) == 6
    for theme, paper in (("pl", "#fbfaf6"), ("pd", "#15171b")):
        ink = shades[f"{theme}-ink"]
        for ground in (paper, shades[f"{theme}-wash"], shades[f"{theme}-on"]):
            assert contrast(ink, ground) >= 4.5
        for words in TEXTS[theme]:  # a note or a chosen row puts every kind of text on the wash
            assert contrast(words, shades[f"{theme}-wash"]) >= 4.5


def test_an_accent_that_reads_well_is_kept_as_it_is():
    assert "--pl-ink:#23406b;" in accent_style("#23406b")


@pytest.mark.parametrize("text", ["", "red", "#12345", "#1234567", "#12345g", "url(x)", "#000;x"])
def test_what_is_no_colour_sets_nothing(text):
    assert not is_colour(text)
    assert accent_style(text) == ""
