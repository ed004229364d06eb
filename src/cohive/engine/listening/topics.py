"""What is talked about, and what is talked about more than before.

A topic is a word that stands in several texts, with the words that mostly come with it. Chinese has
no spaces: runs are cut at grammatical signs, and of what is left those pieces of two to four signs
count as words that keep company more than chance would have it; a piece that nearly always stands
inside a longer one is not a word of its own.

More or less than before is told by the log-odds of a word in the texts now against those before,
with
a Dirichlet prior from both together (Monroe, Colaresi and Quinn 2008), which keeps rare words from
looking remarkable.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log, sqrt
from typing import Final

from cohive.engine.listening.chinese import lexicon

__all__ = ["Change", "Topic", "terms_of", "topics_of"]

_RUN: Final = re.compile(r"[一-鿿]+|[^\W\d_一-鿿]{2,}(?:['’-][^\W\d_一-鿿]+)*")
_CHINESE: Final = re.compile(r"[一-鿿]")
_LINK: Final = re.compile(r"https?://\S+|@\w+")
_CUT: Final = re.compile(
    "但是|因为|所以|如果|还是|就是|不过|可是|虽然|而且|然后|或者|已经|感觉|觉得|没有|这个|那个|什么|怎么"
    "|自己|时候|非常|比较|特别|有点|一点|一下|一个|一样|真的|可以|应该|知道|不是|不会|不能|东西|不错|喜欢"
    "|[的了是我你您他她它们在也都就和与跟及或着过吗吧呢啊呀哦嘛啦哈很太挺最更还又再才只把被让给对从到为以"
    "而且但却并不没无别这那哪谁几个些次件种么要会能有说看去来想做用上下里中后前多少好大小一二两三十]+"
)
_SMALL_WORDS: Final = (
    "the a an and are was were been being have has had does did done not but for with from "
    "this that these those they them their there here what when where who how why which will "
    "would can could should just very too also than then now only about after before again "
    "never still all any some one more most you your yours she her his him its it's our ours "
    "out over into off get got like really much many even because while i'm i've don't didn't "
    "can't isn't wasn't doesn't won't it is in on at to of or if so as be by my me we us he "
    "no do up am go two new ever every each both few own same such der die das und ist nicht "
    "ein eine les des une est pas que los las una het een"
)
_SMALL: Final = frozenset(_SMALL_WORDS.split())
LENGTH_MAX: Final = 4
LIFT_MIN: Final = 6.0
"""How many times more often than by chance the halves of a Chinese word stand together."""
INSIDE: Final = 0.7
TOGETHER: Final = 0.6
PRIOR: Final = 0.1
SURE: Final = 2.807
"""The normal quantile of two in four hundred: of eight topics one in 25 pages is wrong."""
LEAST: Final = 3


class Change(StrEnum):
    """How often a topic is met, against before."""

    MORE = "more"
    LESS = "less"
    NEW = "new"
    ALIKE = "alike"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Topic:
    """A word that is talked about.

    Attributes
    ----------
    label : str
        The word.
    with_it : tuple of str
        Words that mostly stand beside it, at most three.
    texts : tuple of int
        Places of the texts that hold it.
    before : int
        In how many texts before it stood.
    lean : float
        Log-odds now against before, over its standard error; 0 where nothing was before.
    change : Change
        What may be said of it; ALIKE says only that no difference can be told.
    """

    label: str
    with_it: tuple[str, ...]
    texts: tuple[int, ...]
    before: int
    lean: float
    change: Change


def terms_of(text: str) -> set[str]:
    """Cut a text into what may be words of a topic.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    set of str
        Lower case; of Chinese all pieces of two to four signs between grammatical ones.
    """
    found: set[str] = set()
    for run in _RUN.findall(_LINK.sub(" ", text).lower()):
        if _CHINESE.match(run):
            for part in _CUT.split(run):
                found |= _pieces(part)
        elif run not in _SMALL and len(run) > 2:
            found.add(run.replace("’", "'"))
    return found


def _pieces(part: str) -> set[str]:
    longest = min(LENGTH_MAX, len(part))
    return {
        part[at : at + length]
        for length in range(2, longest + 1)
        for at in range(len(part) - length + 1)
    }


def topics_of(
    now: Sequence[str],
    before: Sequence[str],
    *,
    most: int = 8,
    least: int = LEAST,
    leave_out: Collection[str] = (),
) -> tuple[Topic, ...]:
    """Find what is talked about.

    Parameters
    ----------
    now : Sequence of str
        Texts of the time that is looked at, copies folded.
    before : Sequence of str
        One's own history; may be empty.
    most : int, default 8
        Topics at most.
    least : int, default 3
        Texts that must hold a word.
    leave_out : Collection of str, default ()
        Words that every text holds, as the name of the place; lower case.

    Returns
    -------
    tuple of Topic
        Those in the most texts first; no topic mostly repeats another's texts.
    """
    terms = [terms_of(text) for text in now]
    words = _words(terms, least=least, leave_out=frozenset(leave_out))
    where: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(terms):
        for term in each & words:
            where[term].append(place)
    counts = _counted(before, words)
    chosen: list[Topic] = []
    taken: set[str] = set()
    for term in sorted(where, key=lambda one: (-len(where[one]), one)):
        if term in taken:
            continue
        with_it = _company(term, where, taken)
        taken |= {term, *with_it}
        lean = _lean(len(where[term]), len(now), counts[term], len(before))
        change = _change(lean, counts[term], len(before))
        places = tuple(where[term])
        chosen.append(Topic(term, with_it[:3], places, counts[term], lean, change))
        if len(chosen) >= most:
            break
    return tuple(chosen)


def _words(terms: Iterable[set[str]], *, least: int, leave_out: frozenset[str]) -> frozenset[str]:
    """Of all terms those that are words: often, kept together, no praise, no part of another."""
    seen: Counter[str] = Counter()
    texts = 0
    for each in terms:
        seen.update(each)
        texts += 1
    often = {term: times for term, times in seen.items() if times >= least}
    kept = {
        term: times
        for term, times in often.items()
        if not lexicon().get(term)
        and not any(name in term or term in name for name in leave_out)
        and (not _CHINESE.match(term) or _holds(term, seen, texts))
    }
    inner: set[str] = set()
    for term, times in kept.items():
        if _CHINESE.match(term):
            inner |= {
                piece
                for piece in _pieces(term) - {term}
                if piece in kept and times >= INSIDE * kept[piece]
            }
    return frozenset(kept) - inner


def _holds(term: str, seen: Counter[str], texts: int) -> bool:
    """Whether a piece keeps together: its shorter pieces mostly become it."""
    if len(term) == 2:
        return True
    left, right = seen[term[:-1]], seen[term[1:]]
    return seen[term] * texts >= LIFT_MIN * left * right and seen[term] >= INSIDE * max(left, right)


def _counted(before: Sequence[str], words: frozenset[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in before:
        counts.update(terms_of(text) & words)
    return counts


def _company(term: str, where: dict[str, list[int]], taken: set[str]) -> tuple[str, ...]:
    """Words whose texts are mostly texts of this one."""
    mine = set(where[term])
    found = [
        other
        for other, places in where.items()
        if other != term
        and other not in taken
        and len(places) <= len(mine)
        and len(mine.intersection(places)) >= TOGETHER * len(places)
        # a Chinese piece that begins where the word ends is cut across a boundary
        and not (_CHINESE.match(term) and (other[0] == term[-1] or other[-1] == term[0]))
    ]
    return tuple(sorted(found, key=lambda one: (-len(where[one]), one)))


def _lean(now: int, now_of: int, before: int, before_of: int) -> float:
    if not before_of or not now_of:
        return 0.0
    prior = PRIOR * (now + before) + 0.5
    rest = PRIOR * (now_of + before_of - now - before) + 0.5
    odds_now = log((now + prior) / (now_of - now + rest))
    odds_before = log((before + prior) / (before_of - before + rest))
    error = sqrt(1 / (now + prior) + 1 / (before + prior))
    return (odds_now - odds_before) / error


def _change(lean: float, before: int, before_of: int) -> Change:
    if not before_of:
        return Change.UNKNOWN
    if lean >= SURE:
        return Change.MORE if before else Change.NEW
    return Change.LESS if lean <= -SURE else Change.ALIKE
