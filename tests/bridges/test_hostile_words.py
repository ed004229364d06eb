"""No words of a stranger keep this machine busy: what reads them needs time like their length."""

from __future__ import annotations

from cohive.engine.listening.english import SMILEYS_MAX, hear_english
from cohive.engine.listening.moods import Mood
from tests.bounded import ends


def test_every_reader_of_words_is_linear() -> None:
    """Five thousand smileys in a public post took some minutes, and a feed brings two hundred."""
    ends("tests.bridges.hostile_words:read_all", seconds=300)


def test_a_crowd_of_smileys_is_heard_like_the_first_fifty() -> None:
    assert hear_english("😭" * SMILEYS_MAX).mood is Mood.CROSS
    assert hear_english("😭" * 5_000) == hear_english("😭" * SMILEYS_MAX)
