"""A place's one accent colour, made readable: three shades for each theme with enough contrast.

Contrast is WCAG 2's ratio of relative luminances. The accent is darkened (or, on dark ground,
lightened) in steps until its text reaches 4.5 on paper and on its own wash.
"""

from __future__ import annotations

import re
from functools import cache

Colour = tuple[float, float, float]
PAPER_LIGHT, PAPER_DARK = "#fbfaf6", "#15171b"
FLOOR = 4.6
STEP = 0.04


def is_colour(text: str) -> bool:
    """Whether this is a hex colour such as '#23406b'."""
    return bool(re.fullmatch(r"#[0-9a-fA-F]{6}", text))


@cache
def accent_style(accent: str) -> str:
    """The custom properties for `<html style>`: --pl-* in light, --pd-* in dark; '' if none."""
    if not is_colour(accent):
        return ""
    return ";".join(
        f"--p{theme}-ink:{ink};--p{theme}-on:{on};--p{theme}-wash:{wash}"
        for theme, (ink, on, wash) in {
            "l": _shades(accent, PAPER_LIGHT, "#000000", "#ffffff"),
            "d": _shades(accent, PAPER_DARK, "#ffffff", "#111722"),
        }.items()
    )


def _shades(accent: str, paper: str, towards: str, on: str) -> tuple[str, str, str]:
    wash = mix(paper, accent, 0.1)
    ink = accent
    share = 0.0
    while share < 1 and min(contrast(ink, paper), contrast(ink, wash), contrast(ink, on)) < FLOOR:
        share += STEP
        ink = mix(accent, towards, share)
    return ink, on, wash


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two hex colours, 1..21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0..1) of `other`, in sRGB."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round((a + (b - a) * min(share, 1)) * 255):02x}" for a, b in pairs)


def _channels(colour: str) -> Colour:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
