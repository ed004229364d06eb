"""The same words under several names, and words that ask to go elsewhere.

Near-duplicates: texts become sets of shingles (three words in a row; of Chinese, three characters);
MinHash (Broder 1997) puts texts with like sets into common bands, and candidates are compared set
by set. What many say is no copy: shingles that more than one account in twenty uses, or that stand
between quotation marks, are left out, and texts that have fewer than eight left (a sentence of ten
words) are not looked at.

Solicitation: how many different kinds of asking a text holds, from a published list in English and
Chinese, and whether it gives an address outside. Asking is no fault; it is one witness of two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

__all__ = ["Copies", "copies_of", "shingles_of", "solicitation_of"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
WORD = re.compile(r"[㐀-鿿豈-﫿]|[^\W_㐀-鿿豈-﫿][\w'’]*")
QUOTED = re.compile(r"“[^“”]{12,}”|「[^「」]{6,}」|\"[^\"]{12,}\"|^>.*$", re.MULTILINE)
LINK = re.compile(
    r"https?:|www\.|\b[\w-]{2,63}\.(?:com|net|org|io|co|be|me|tv|info|biz|shop|xyz|cn|ru)\b|t\.me/"
)
SHINGLE = 3
SHINGLES_MIN = 8
COMMON_PART = 0.05
COMMON_MIN = 20
BANDS, ROWS = 24, 3
ALIKE = 0.5
BAND_MAX = 200
PRIME = (1 << 31) - 1

ASKING = (
    r"check (?:it |this |me |us |my |our |him |her |them )?out|check (?:this|my|our)",
    r"subscri\w+|\bsub\b",
    r"follow (?:me|my|us|our|back)",
    r"visit|go to my|come to",
    r"click|tap (?:here|the)",
    r"link|url",
    r"\bfree\b|giveaway|gift ?cards?",
    r"\bwin\b|winner|prize",
    r"earn|make money|income|profit|cash|money|rich",
    r"help (?:me|us)|support (?:me|us|my|our)|donat\w+",
    r"please|\bpls\b|\bplz\b",
    r"(?:my|our) (?:\w+ )?(?:channel|page|site|website|video|music|blog|shop|store|cover|song)",
    r"channel|website|web ?site",
    r"promo\w*|discount|coupon|offer|deal",
    r"join|sign ?up|register",
    r"download|install",
    r"\bbuy\b|order now|for sale|purchase",
    r"whatsapp|telegram|wechat|discord",
    r"add me|contact me|message me|dm me|e-?mail",
    r"share this|like my|vote for|thumbs up",
    r"watch my|listen to|give (?:it|us|me) a",
    r"加(?:我|微|群|扣|V|v)|微信|扣扣|QQ群",
    r"关注|订阅|点击|链接|网址",
    r"免费|优惠|红包|折扣|福利|领取",
    r"赚钱|兼职|日结|收益|稳赚|返利",
    r"私信|私聊|联系我|扫码|二维码",
    r"转发|点赞|求赞|帮忙投",
    r"下载|注册|报名",
)
"""Kinds of asking, each counted once in a text."""
_ASKING = tuple(re.compile(each) for each in ASKING)


@dataclass(frozen=True)
class Copies:
    """Near-duplicates of different accounts.

    Attributes
    ----------
    first : ndarray of int
        (k,) rows of the log.
    second : ndarray of int
        (k,) rows of the log.
    alike : ndarray of float
        (k,) Jaccard of their shingles, 0 to 1.
    common : ndarray of int
        (k,) shingles in both.
    """

    first: Whole
    second: Whole
    alike: Floats
    common: Whole


def shingles_of(text: str) -> frozenset[str]:
    """Cut a text into shingles.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    frozenset[str]
        Three words or Chinese characters in a row, without quoted passages and links' tails.
    """
    words = WORD.findall(QUOTED.sub(" ", text).lower())
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def solicitation_of(texts: Iterable[str]) -> Floats:
    """Count how each text asks for something.

    Parameters
    ----------
    texts : Iterable[str]
        n texts.

    Returns
    -------
    ndarray of float
        (n,) kinds of asking, an outside address counting two, and a little for how much is
        said.
    """
    found = []
    for text in texts:
        low = text.lower()
        kinds = sum(bool(each.search(low)) for each in _ASKING)
        found.append(kinds + 2.0 * bool(LINK.search(low)) + 0.5 * np.log1p(len(low)))
    return np.array(found, dtype=np.float64)


def copies_of(texts: Sequence[str], user: Whole, *, seed: int) -> Copies:
    """Find pairs of near-duplicates by different accounts.

    Parameters
    ----------
    texts : Sequence[str]
        n texts.
    user : ndarray of int
        (n,) codes of who wrote them.
    seed : int
        Decides the bands.

    Returns
    -------
    Copies
        Every pair that the bands bring together.
    """
    sets = [shingles_of(text) for text in texts]
    common = _common(sets, user)
    kept = [each - common for each in sets]
    rows = np.array([row for row, each in enumerate(kept) if len(each) >= SHINGLES_MIN], np.int64)
    signatures = _signatures([kept[row] for row in rows.tolist()], seed)
    pairs = _candidates(signatures, rows, user, seed)
    first, second, alike, shared = [], [], [], []
    for one, other in sorted(pairs):
        both = len(kept[one] & kept[other])
        part = both / (len(kept[one]) + len(kept[other]) - both)
        if part >= ALIKE:
            first.append(one)
            second.append(other)
            alike.append(part)
            shared.append(both)
    return Copies(
        np.array(first, np.int64),
        np.array(second, np.int64),
        np.array(alike, np.float64),
        np.array(shared, np.int64),
    )


def _common(sets: Sequence[frozenset[str]], user: Whole) -> frozenset[str]:
    """Shingles that too many different accounts use."""
    seen: Counter[str] = Counter()
    by_user: dict[int, set[str]] = {}
    for one, each in zip(user.tolist(), sets, strict=True):
        by_user.setdefault(one, set()).update(each)
    for mine in by_user.values():
        seen.update(mine)
    most = max(COMMON_MIN, COMMON_PART * len(by_user))
    return frozenset(each for each, times in seen.items() if times > most)


def _signatures(sets: Sequence[frozenset[str]], seed: int) -> Whole:
    """(texts, bands · rows) least hashes; blake2b, so that they are the same on every machine."""
    draw = np.random.default_rng(seed)
    width = BANDS * ROWS
    factor = draw.integers(1, PRIME, size=width, dtype=np.int64)
    shift = draw.integers(0, PRIME, size=width, dtype=np.int64)
    codes: dict[str, int] = {}
    found = np.empty((len(sets), width), dtype=np.int64)
    for row, each in enumerate(sets):
        hashes = np.array([_code(shingle, codes) for shingle in each], dtype=np.int64)
        found[row] = ((hashes[:, None] * factor + shift) % PRIME).min(axis=0)
    return found


def _code(shingle: str, codes: dict[str, int]) -> int:
    if shingle not in codes:
        digest = blake2b(shingle.encode("utf-8", "replace"), digest_size=8).digest()
        codes[shingle] = int.from_bytes(digest, "big") % PRIME
    return codes[shingle]


def _candidates(signatures: Whole, rows: Whole, user: Whole, seed: int) -> set[tuple[int, int]]:
    """Rows in a common band; a crowded band is sampled, never dropped."""
    draw = np.random.default_rng(seed + 1)
    pairs: set[tuple[int, int]] = set()
    for band in range(BANDS):
        boxes: dict[bytes, list[int]] = {}
        for row, part in zip(
            rows.tolist(), signatures[:, band * ROWS : (band + 1) * ROWS], strict=True
        ):
            boxes.setdefault(part.tobytes(), []).append(row)
        for box in boxes.values():
            if len(box) > 1:
                pairs |= _pairs_in(box, user, draw)
    return pairs


def _pairs_in(box: list[int], user: Whole, draw: np.random.Generator) -> set[tuple[int, int]]:
    if len(box) > BAND_MAX:
        one, other = draw.integers(0, len(box), size=(2, BAND_MAX * 50))
    else:
        one, other = np.triu_indices(len(box), 1)
    drawn = zip(one.tolist(), other.tolist(), strict=True)
    return {
        (min(box[a], box[b]), max(box[a], box[b])) for a, b in drawn if user[box[a]] != user[box[b]]
    }
