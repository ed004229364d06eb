"""Names from a source, made fit to stand in a report: the one door by which they enter."""

from __future__ import annotations

from cohive.words.signs import isolated

__all__ = ["NAME_LETTERS_MAX", "shown_name"]

NAME_LETTERS_MAX = 40


def shown_name(name: str, *, letters_max: int = NAME_LETTERS_MAX) -> str:
    """What somebody or something is called: one line, cut when it is too long to be a name.

    What would steer a screen is shown, and a name from right to left keeps to its own place.
    """
    kept = " ".join(name[: letters_max * 4].split())
    return isolated(kept if len(kept) <= letters_max else kept[: letters_max - 1] + "…")
