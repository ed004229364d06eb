"""A place's one accent colour, made readable: three shades for each theme with enough contrast.

Contrast is WCAG 2's ratio of relative luminances. The accent is darkened (or, on dark ground,
lightened) in steps until its text reaches 4.5 on paper and on its own wash; the wash is
lightened (or darkened) until the faintest text reads on it.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from functools import cache

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class _Theme:
    """Ground, faintest text, what stands on the accent, the wash, which way the accent goes."""

    paper: str
    faint: str
    on: str
    wash_lightness: float
    wash_saturation: float
    floor: float
    step: float


FLOOR = 4.55
LIGHT = _Theme("#fbfaf6", "#646259", "#ffffff", 0.94, 0.4, 4.6, -0.02)
DARK = _Theme("#15171b", "#a19e94", "#111722", 0.17, 0.35, 7.6, 0.02)
"""In the dark an accent at the floor of 4.5 looks dull, so it is lifted further."""


def is_colour(text: str) -> bool:
    """Whether this is a hex colour such as '#23406b'."""
    return bool(re.fullmatch(r"#[0-9a-fA-F]{6}", text))


@cache
def accent_style(accent: str) -> str:
    """The custom properties for `<html style>`: --pl-* in light, --pd-* in dark; '' if none."""
    if not is_colour(accent):
        return ""
    return ";".join(
        f"--p{key}-ink:{ink};--p{key}-on:{on};--p{key}-wash:{wash}"
        for key, theme in (("l", LIGHT), ("d", DARK))
        for ink, on, wash in (_shades(accent, theme),)
    )


PLACE_ON_PAPER = ("#23406b", "#ffffff", "#e8edf5")
"""The tokens' own, where a place has set no colour."""


def on_paper(accent: str) -> tuple[str, str, str]:
    """Text, what stands on it as a ground, and the wash, in the light theme, for pictures."""
    return _shades(accent, LIGHT) if is_colour(accent) else PLACE_ON_PAPER


def _shades(accent: str, theme: _Theme) -> tuple[str, str, str]:
    """Text, what stands on it as a ground, and the wash, in one theme."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(accent))
    wash_lightness = theme.wash_lightness
    wash = _hex(hue, wash_lightness, min(saturation, theme.wash_saturation))
    while contrast(theme.faint, wash) < FLOOR:
        wash_lightness -= theme.step / 4
        wash = _hex(hue, wash_lightness, min(saturation, theme.wash_saturation))
    ink = accent
    while (
        min(contrast(ink, theme.paper), contrast(ink, wash), contrast(ink, theme.on)) < theme.floor
    ):
        lightness += theme.step
        if not 0 < lightness < 1:
            break
        ink = _hex(hue, lightness, saturation)
    return ink, theme.on, wash


def _hex(hue: float, lightness: float, saturation: float) -> str:
    channels = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in channels)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two hex colours, 1..21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _channels(colour: str) -> Colour:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
