"""Praise and complaint in English: VADER, with words for goods that its list lacks.

VADER (Hutto and Gilbert 2014) was made for short public posts: it knows emphasis, negation,
capitals
and smileys. It does not know that a shirt that has *shrunk* is a complaint.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from cohive.engine.listening.moods import Heard, Mood

__all__ = ["hear_english"]

GOODS: Final = {
    "shrank": -1.8, "shrunk": -1.8, "faded": -1.5, "fades": -1.5, "ripped": -1.8, "torn": -1.8,
    "leaked": -1.8, "leaks": -1.8, "leaking": -1.8, "scratched": -1.5, "chipped": -1.5,
    "cracked": -1.6, "crooked": -1.4, "wavy": -1.0, "peeling": -1.6, "peeled": -1.6, "itchy": -1.6,
    "scratchy": -1.3, "flimsy": -2.0, "shoddy": -2.3, "overpriced": -2.0, "pricey": -1.2,
    "late": -1.2, "delayed": -1.5, "missing": -1.3, "refund": -1.8, "defective": -2.2,
    "faulty": -2.0, "stale": -1.8, "mouldy": -2.3, "moldy": -2.3, "smelly": -1.8, "stinks": -2.2,
    "unusable": -2.3, "unwearable": -2.3, "sloppy": -1.8, "blurry": -1.4, "misprinted": -1.8,
    "rude": -2.3, "ignored": -1.8, "unanswered": -1.4, "never": -0.4, "sturdy": 1.8,
    "durable": 1.8, "cosy": 1.8, "cozy": 1.8, "comfy": 2.0, "soft": 1.0, "crisp": 1.2,
    "gorgeous": 3.0, "stunning": 2.6, "tasty": 2.2, "delicious": 2.8, "flawless": 2.8,
    "well-made": 2.2, "handmade": 0.6, "recommend": 1.9, "recommended": 1.8, "treasured": 2.2,
    "speedy": 1.5, "prompt": 1.4, "spotless": 2.0, "fits": 1.0, "obsessed": 2.0,
}  # fmt: skip
"""Words of goods, deliveries and service, with VADER's kind of weight, -4 to 4."""
SURE: Final = 0.2
CLEAR: Final = 0.05
"""Below it VADER's authors call a text neutral."""
WORDS_MAX: Final = 8
LENGTH_MAX: Final = 5_000
"""Signs that are read; VADER's time grows with the square of what it is given."""

SMILEYS_MAX: Final = 50
"""Of them that are read: VADER reads each as its description, some five words long."""


@cache
def _reader() -> SentimentIntensityAnalyzer:
    """VADER with the words of goods; made once, when the first text is heard."""
    reader = SentimentIntensityAnalyzer()
    reader.lexicon.update(GOODS)
    return reader


def hear_english(text: str) -> Heard:
    """Say how an English text sounds.

    Parameters
    ----------
    text : str
        Any length; its first 5,000 signs are read, and of smileys the first fifty.

    Returns
    -------
    Heard
        The score is VADER's compound. Plain where it is below 0.05 and no word speaks for or
        against, undecided where words do but nearly cancel out.

    References
    ----------
    Hutto, C. J. & Gilbert, E. (2014). VADER: a parsimonious rule-based model for sentiment analysis
    of social media text.
    """
    read = _without_crowds(text[:LENGTH_MAX])
    score = float(_reader().polarity_scores(read)["compound"])
    words = _words(read)
    if abs(score) >= SURE:
        return Heard(Mood.WARM if score > 0 else Mood.CROSS, score, words)
    if not words or (abs(score) < CLEAR and len(words) < 2):
        return Heard(Mood.PLAIN, score, words)
    return Heard(Mood.UNDECIDED, score, words)


def _without_crowds(text: str) -> str:
    known = _reader().emojis
    if sum(sign in known for sign in text) <= SMILEYS_MAX:
        return text
    kept, seen = [], 0
    for sign in text:
        seen += sign in known
        if seen <= SMILEYS_MAX or sign not in known:
            kept.append(sign)
    return "".join(kept)


def _words(text: str) -> tuple[str, ...]:
    """Those of the list, in their order."""
    lexicon = _reader().lexicon
    found = [word for word in (part.strip(".,!?;:()\"'“”") for part in text.split()) if word]
    return tuple(word for word in found if word.lower() in lexicon)[:WORDS_MAX]
