"""How well the ear is known to hear: counts on texts whose mood people had marked before.

Two kinds, since they differ widely. *Posts*: two hundred sentences about a small firm's goods,
written
and marked for this project before anything was measured (`tests/engine/listening/sentences.tsv`).
*Reviews*: 74,761 public Chinese reviews with one or five stars; no word was chosen or weighed by
them.
`python -m bench.listening` counts both again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from cohive.engine.intervals import Interval
from cohive.engine.listening.moods import Mood
from cohive.engine.listening.prevalence import Ear, corrected

__all__ = ["POSTS", "REVIEWS", "Counted", "ears_of", "part_of"]

POSTS: Final[Mapping[tuple[str, Mood], Ear]] = {
    ("en", Mood.WARM): Ear(27, 37, 59, 63),
    ("en", Mood.CROSS): Ear(16, 37, 61, 63),
    ("zh", Mood.WARM): Ear(18, 37, 61, 63),
    ("zh", Mood.CROSS): Ear(23, 37, 56, 63),
}
"""By language and mood, on the two hundred sentences."""
REVIEWS: Final[Mapping[tuple[str, Mood], Ear]] = {
    **POSTS,
    ("zh", Mood.WARM): Ear(27764, 35728, 36710, 39033),
    ("zh", Mood.CROSS): Ear(32288, 39033, 31986, 35728),
}
"""The same for reviews; English ones were not measured, so they are heard as posts are."""


@dataclass(frozen=True)
class Counted:
    """Texts in one language.

    Attributes
    ----------
    language : str
        ISO 639-1.
    of : int
        Texts in all.
    hits : int
        Of them, those heard as of one mood.
    """

    language: str
    of: int
    hits: int


def ears_of(kind: str) -> Mapping[tuple[str, Mood], Ear]:
    """What is known of the ear for a kind of text.

    Parameters
    ----------
    kind : str
        "review", or anything else for posts.

    Returns
    -------
    mapping of (str, Mood) to Ear
        By language and mood.
    """
    return REVIEWS if kind == "review" else POSTS


def part_of(
    counts: list[Counted], mood: Mood, ears: Mapping[tuple[str, Mood], Ear]
) -> Interval | None:
    """The part of all texts that is of a mood, each language corrected by its own ear.

    Parameters
    ----------
    counts : list of Counted
        A row for each language.
    mood : Mood
        Warm or cross.
    ears : mapping of (str, Mood) to Ear
        From `ears_of`.

    Returns
    -------
    Interval or None
        Of the texts in languages that are heard; None when there are none. Ranges of several
        languages are joined by the method of variance estimates recovery.

    References
    ----------
    Zou, G. Y. & Donner, A. (2008). Construction of confidence limits about effect measures.
    """
    known = [one for one in counts if (one.language, mood) in ears and one.of > 0]
    total = sum(one.of for one in known)
    if not total:
        return None
    middle = below = above = 0.0
    for one in known:
        weight = one.of / total
        found = corrected(one.hits, one.of, ears[one.language, mood])
        middle += weight * found.middle
        below += (weight * (found.middle - found.low)) ** 2
        above += (weight * (found.high - found.middle)) ** 2
    return Interval(middle, max(0.0, middle - sqrt(below)), min(1.0, middle + sqrt(above)))
