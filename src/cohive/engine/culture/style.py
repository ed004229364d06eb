"""Language style matching: whether two people use function words alike, in English and Chinese.

Function words (I, of, but, not …) say little and are hardly chosen; people who get on come to use
them alike. Two short texts match by chance: below 50 words on either side nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cohive.words.sentences import Sentence

__all__ = ["CHINESE", "ENGLISH", "Match", "class_percents", "match_of", "style_match"]

WORDS_MIN: Final = 50
SMALL: Final = 0.0001

ENGLISH: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(words.split())
    for name, words in {
        "personal pronouns": "i me my mine myself we us our ours ourselves you your yours yourself"
        " he him his himself she her hers herself they them their theirs themselves",
        "impersonal pronouns": "it its itself this that these those something anything everything"
        " nothing someone anyone everyone nobody somebody anybody everybody who what which",
        "articles": "a an the",
        "conjunctions": "and but or so because although though while if unless since when whereas"
        " until plus nor as",
        "prepositions": "of in to for with on at from by about into over after under between"
        " through during before against within without around near behind above below toward"
        " towards",
        "auxiliary verbs": "am is are was were be been being have has had do does did will would"
        " can could may might must shall should i'm it's that's don't can't won't",
        "adverbs": "very really just also too now then here there still already again ever often"
        " almost quite maybe perhaps rather soon",
        "negations": "no not never none nothing neither nor nobody don't can't won't isn't aren't"
        " wasn't doesn't didn't couldn't wouldn't shouldn't",
        "quantifiers": "all some any many much more most few less least several each every both"
        " half enough lot lots",
    }.items()
}
CHINESE: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(words.split())
    for name, words in {
        "人称代词": "我们 你们 他们 她们 咱们 大家 自己 我 你 您 他 她",
        "指示代词": "这个 那个 这些 那些 这里 那里 什么 这 那 它 谁",
        "结构助词": "的 地 得",
        "语气助词": "吧 呢 吗 啊 嘛 呀 哦 啦 哈",
        "时态助词": "了 着 过",
        "连词": "和 但是 但 或者 因为 所以 如果 虽然 而且 而 与 并且",
        "介词": "在 从 对 给 把 被 跟 向 为了 关于 按照 由",
        "否定词": "没有 不 没 别 无 未",
        "量词和数量": "一些 很多 几个 每个 所有 一个 个 些 次 件 只 张",
    }.items()
}
_SIGN: Final = re.compile(r"[一-鿿]")
_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?")


@dataclass(frozen=True)
class Match:
    """How alike two styles are.

    Attributes
    ----------
    value : float | None
        The mean over nine classes, 0 to 1; None where either text is short.
    classes : dict[str, float]
        Each class, 0 to 1.
    words : tuple[int, int]
        Words (of Chinese: signs) of either text.
    said : Sentence | None
        Why nothing is told.
    """

    value: float | None
    classes: Mapping[str, float]
    words: tuple[int, int]
    said: Sentence | None


def match_of(
    one: Mapping[str, float], other: Mapping[str, float]
) -> tuple[float, dict[str, float]]:
    """The match of two profiles.

    Parameters
    ----------
    one, other : Mapping[str, float]
        Percent of words by class, the same classes.

    Returns
    -------
    tuple[float, dict[str, float]]
        The mean, and each class: 1 − |a − b| / (a + b + 0.0001). Two absent classes give 1.

    References
    ----------
    Ireland & Pennebaker (2010). Language style matching in writing.
    """
    classes = {
        name: 1 - abs(one[name] - other[name]) / (one[name] + other[name] + SMALL) for name in one
    }
    return sum(classes.values()) / len(classes), classes


def class_percents(text: str, *, language: str) -> tuple[dict[str, float], int]:
    """Percent of words in each class of function words.

    Parameters
    ----------
    text : str
        Any text.
    language : str
        "en" or "zh-hans". Chinese has no articles; it has classes of its own (particles, measure
        words), and counts signs, so the two languages are not to be compared.

    Returns
    -------
    tuple[dict[str, float], int]
        Percents by class, and the number of words (signs).

    Raises
    ------
    ValueError
        For another language.
    """
    if language == "en":
        words = _WORD.findall(text.lower().replace("’", "'"))
        total = len(words)
        found = {name: sum(word in held for word in words) for name, held in ENGLISH.items()}
    elif language == "zh-hans":
        total = len(_SIGN.findall(text))
        found = {name: _covered(text, held) for name, held in CHINESE.items()}
    else:
        raise ValueError(f"there are no function words of {language!r}")
    scale = 100 / total if total else 0.0
    return {name: count * scale for name, count in found.items()}, total


def _covered(text: str, held: tuple[str, ...]) -> int:
    """Signs covered by words of a class, longer words first, none counted twice."""
    pattern = re.compile("|".join(sorted(map(re.escape, held), key=len, reverse=True)))
    return sum(len(word) for word in pattern.findall(text))


def style_match(one: str, other: str, *, language: str) -> Match:
    """How alike two texts use function words.

    Parameters
    ----------
    one, other : str
        All that either person wrote to the other, say.
    language : str
        "en" or "zh-hans".

    Returns
    -------
    Match
        Without a value below 50 words (signs) on either side.
    """
    first, words = class_percents(one, language=language)
    second, others = class_percents(other, language=language)
    if min(words, others) < WORDS_MIN:
        return Match(
            None,
            {},
            (words, others),
            Sentence(
                "The shorter text has %(words)s words; it takes %(least)s.",
                {"words": min(words, others), "least": WORDS_MIN},
            ),
        )
    value, classes = match_of(first, second)
    return Match(value, classes, (words, others), None)
