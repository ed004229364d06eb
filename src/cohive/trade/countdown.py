"""How long it is until something, in the two largest units: “11 hours, 46 minutes”."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from babel.units import format_unit

from cohive.look.formats import current_locale

UNITS = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}


def countdown(until: datetime, now: datetime) -> str:
    """The time left, whole in its second unit and never rounded up; '' when there is none."""
    left = max(until - now, timedelta(0))
    counts: list[tuple[str, int]] = []
    for name, unit in UNITS.items():
        count, left = divmod(left, unit)
        counts.append((name, count))
    first = next((place for place, (_, count) in enumerate(counts) if count), len(counts))
    locale = current_locale()
    is_chinese = locale.language == "zh"
    length: Literal["short", "long"] = (
        "short" if is_chinese else "long"
    )  # in CLDR the long ones stand for both
    words = [
        format_unit(count, f"duration-{name}", length, locale=locale)
        for name, count in counts[first : first + 2]
        if count
    ]
    return (" " if is_chinese else ", ").join(words)
