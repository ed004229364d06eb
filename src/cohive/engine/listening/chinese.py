"""Praise and complaint in Chinese: words with weights, and what turns or strengthens them.

Chinese writes no spaces, so the text is not cut into words first: at each sign the longest word of
the list is read. A word shortly after “not” counts against itself, after “very” for more; what
follows “but” counts for more than what stood before it; a question counts for half. The list was
written by hand for this project, because the lists one can download have no licence that lets one
pass them on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import Final

from cohive.engine.listening.moods import Heard, Mood

__all__ = ["hear_chinese", "lexicon"]

CLAUSE: Final = re.compile(r"[^，。！？；：、,.!?;:~～…\s]+[！？!?]?")
BUT: Final = re.compile(r"^(?:但是?|不过|可是|然而|只是|就是|可惜|除了|唯一)")
NEGATION: Final = re.compile(
    r"(?:不是|没有|并不|并非|毫无|不太|不够|不算|不会|不能|不怎么|从不|从未|称不上|谈不上|算不上"
    r"|不|没|无|非|未|别)(?:那么|这么|什么|啥|很|太|是|觉得|感觉|见得|大|有|得)?$"
)
STRONGER: Final = re.compile(
    r"(?:非常|特别|十分|极其|相当|超级|实在|真的|真是|太|超|很|挺|极|巨|真|好|最|更|忒)的?$"
)
WEAKER: Final = re.compile(r"(?:有点|有些|稍微|略微|略|稍|一点|还算|比较)$")
WISH: Final = re.compile(r"(?:希望|如果|要是|建议|最好|应该|假如|本来|原以为|以为|说是)")
NEAR: Final = 4
"""Signs before a word that are looked at for “not” and “very”."""
TURNED, STRONG, WEAK, ASKED, WISHED = -0.8, 1.3, 0.7, 0.5, 0.4
BEFORE_BUT, AFTER_BUT = 0.8, 1.3
SPREAD: Final = 4.0
"""The square of a weight that makes a score of 0.7."""
SURE: Final = 0.25
CLEAR: Final = 0.2
"""Of all weight, how much must be left when praise and complaint are set against each other."""
WORDS_MAX: Final = 8


@dataclass(frozen=True)
class _Found:
    """A word of the list in a clause: and its weight after all that turns it."""

    word: str
    weight: float


@cache
def lexicon() -> dict[str, float]:
    """Read the list of words.

    Returns
    -------
    dict of str to float
        Each word with its weight, -3 to 3; 0 for words that only look like another.
    """
    found: dict[str, float] = {}
    text = files("cohive.engine.listening").joinpath("words_zh.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            weight, *words = line.split()
            found.update(dict.fromkeys(words, float(weight)))
    return found


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """By first sign how long the words are, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in lexicon():
        lengths.setdefault(word[0], set()).add(len(word))
    return {sign: tuple(sorted(each, reverse=True)) for sign, each in lengths.items()}


def hear_chinese(text: str) -> Heard:
    """Say how a Chinese text sounds.

    Parameters
    ----------
    text : str
        Any length; traditional characters are read as far as they are the same.

    Returns
    -------
    Heard
        Plain where no word of the list stands, undecided where praise and complaint weigh alike.
    """
    words: list[str] = []
    warm = cross = 0.0
    factor = 1.0
    for clause in CLAUSE.findall(text):
        if BUT.match(clause):
            warm, cross, factor = warm * BEFORE_BUT, cross * BEFORE_BUT, AFTER_BUT
        for found in _read(clause):
            weight = found.weight * factor
            if weight > 0:
                warm += weight
            else:
                cross -= weight
            if weight and len(words) < WORDS_MAX:
                words.append(found.word)
    return Heard(*_judged(warm, cross), tuple(words))


def _judged(warm: float, cross: float) -> tuple[Mood, float]:
    both, left = warm + cross, warm - cross
    if not both:
        return Mood.PLAIN, 0.0
    score = left / sqrt(left * left + SPREAD)
    if abs(score) < SURE or abs(left) < CLEAR * both:
        return Mood.UNDECIDED, score
    return (Mood.WARM if score > 0 else Mood.CROSS), score


def _read(clause: str) -> Iterator[_Found]:
    """The longest words of the list, from left to right, none inside another."""
    weights, lengths = lexicon(), _lengths()
    place, end_before = 0, 0
    whole = ASKED if clause[-1] in "？?" or clause.endswith("吗") else 1.0
    if WISH.search(clause):
        whole *= WISHED
    while place < len(clause):
        for length in lengths.get(clause[place], ()):
            word = clause[place : place + length]
            if len(word) == length and word in weights:
                before = clause[max(end_before, place - NEAR) : place]
                yield _Found(*_turned(word, weights[word], before, whole))
                place += length
                end_before = place
                break
        else:
            place += 1


def _turned(word: str, weight: float, before: str, whole: float) -> tuple[str, float]:
    """The weight after what stands before it; a question or a wish counts for praise only."""
    if weight > 0:
        weight *= whole
    if NEGATION.search(before):
        return before + word, weight * TURNED
    if STRONGER.search(before):
        return word, weight * STRONG
    if WEAKER.search(before):
        return word, weight * (WEAK if weight > 0 else 1.0)
    return word, weight
