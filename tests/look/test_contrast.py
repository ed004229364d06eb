"""Every pair of tokens that components put on each other is readable in both themes (WCAG 2)."""

import re
from pathlib import Path

import pytest

import cohive.look
from cohive.look.colours import contrast

TEXT, SHAPE = 4.5, 3.0
CSS = (Path(cohive.look.__file__).parent / "static/look/tokens.css").read_text()
DARK_BLOCKS = ':root:not([data-theme="light"])', ':root[data-theme="dark"]'
GROUNDS = ("paper", "surface", "sunken")
WASHES = ("honey-wash", "place-wash", "good-wash", "warn-wash", "bad-wash")
STAGES = ("s-idea", "s-design", "s-pack", "s-make", "s-spread", "s-sale", "s-rest")


def tokens(source: str) -> dict[str, str]:
    """Colours by name; a place's own stand behind `var(--pl-..., #default)`."""
    found = re.findall(r"--([\w-]+):\s*(?:var\(--[\w-]+,\s*)?(#[0-9a-fA-F]{6})\b", source)
    return dict(found)


AUTO = tokens(CSS.split(DARK_BLOCKS[0])[1].split(DARK_BLOCKS[1])[0])
LIGHT = tokens(CSS.split("prefers-color-scheme: dark")[0])
DARK = {**LIGHT, **tokens(CSS.split(DARK_BLOCKS[1])[1])}

PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3") for ground in GROUNDS),
    *((ink, wash, TEXT) for ink in ("ink", "ink-2") for wash in WASHES),
    *(("ink-3", wash, TEXT) for wash in ("honey-wash", "place-wash")),
    *((f"{name}-ink" if name == "honey" else name, f"{name}-wash", TEXT)
      for name in ("honey", "place", "good", "warn", "bad")),
    *(("bad", ground, TEXT) for ground in ("paper", "surface")),
    *(("on-action", ground, TEXT) for ground in ("action", "action-hover")),
    ("on-honey", "honey", TEXT),
    ("on-place", "place", TEXT),
    *(("on-stage", stage, TEXT) for stage in STAGES),
    *((stage, ground, SHAPE) for stage in STAGES for ground in ("paper", "surface")),
    *((line, ground, SHAPE) for line in ("line-strong", "focus") for ground in GROUNDS),
    *((name, "paper", SHAPE) for name in ("good", "bad", "place")),
    *(("on-heat-low", f"heat-{step}", TEXT) for step in range(4)),
    *(("on-heat-high", f"heat-{step}", TEXT) for step in (4, 5)),
]  # fmt: skip


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_every_pair_is_readable(theme, colours):
    below = [
        f"{front} on {ground}: {contrast(colours[front], colours[ground]):.2f} < {floor}"
        for front, ground, floor in PAIRS
        if contrast(colours[front], colours[ground]) < floor
    ]
    assert below == [], theme


def test_both_ways_into_the_dark_lead_to_the_same_colours():
    assert tokens(CSS.split(DARK_BLOCKS[1])[1]) == AUTO
    assert len(AUTO) > 40
