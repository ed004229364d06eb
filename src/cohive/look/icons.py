"""Icons: lucide drawings (ISC) at 24 units, inlined where they stand.

One file per icon in `look/drawings/`; an unknown name is a KeyError in the test of its page.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).parent / "drawings"


def _drawing(name: str) -> str:
    file = FOLDER / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not file.is_file():
        raise KeyError(f"no icon is called {name!r}; see {FOLDER.name}/")
    found = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(encoding="utf-8"), re.DOTALL)
    if not found:
        raise ValueError(f"{file.name} holds no drawing")
    return found.group(1)


@cache
def icon(name: str, extra: str = "") -> Markup:
    """The icon's SVG, hidden from screen readers: it always stands beside a word or a label."""
    return Markup(
        '<svg class="i{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>'
    ).format(f" {extra}" if extra else "", Markup(_drawing(name)))  # noqa: S704 - our own files


def names() -> list[str]:
    """Every icon there is."""
    return sorted(file.stem for file in FOLDER.glob("*.svg"))
