"""Which language a post is written in: by its script, and in Latin letters by its smallest words.

Posts are short and mix languages; what matters here is whether a text is one of those whose mood
can
be read (Chinese, English) and under which name the others are shown. The small words of a language
("the", "und", "les") tell a sentence of six words apart; fewer tell nothing, and then the answer is
that it is not known.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["language_of"]

_LINK: Final = re.compile(r"https?://\S+|[@#]\w+")
_SCRIPTS: Final = (
    ("ja", re.compile(r"[぀-ヿ]")),
    ("ko", re.compile(r"[가-힯]")),
    ("zh", re.compile(r"[㐀-鿿]")),
    ("ru", re.compile(r"[а-яё]")),
    ("el", re.compile(r"[α-ωά-ώ]")),
    ("ar", re.compile(r"[؀-ۿ]")),
    ("he", re.compile(r"[א-ת]")),
    ("th", re.compile(r"[฀-๿]")),
    ("hi", re.compile(r"[ऀ-ॿ]")),
)
"""Japanese before Chinese: it writes Chinese signs too, Chinese never writes kana."""
_LATIN: Final = re.compile(r"[a-zà-öø-ÿœšžčćłńśźżğşıőűřěů]+(?:['’][a-z]+)?")
_SMALL: Final = {
    "en": "the a an and is are was were be been it its it's this that these those i you he she"
    " we they"
    " my your our their me him her us them of to in on at for with from by not no but or if so as"
    " have has had do does did don't didn't can't isn't wasn't will would can could just very too"
    " what when where who how why there here all some any one more most than then now only about up"
    " out after before again never still",
    "de": "der die das den dem des ein eine einen einem einer und ist sind war waren nicht kein"
    " keine ich"
    " du er sie es wir ihr mein meine dein sein von zu mit auf für aus bei nach über auch aber oder"
    " wenn wie was wer noch nur schon sehr so dass hat haben habe wird werden im am um als mehr",
    "fr": "le la les un une des du de et est sont était pas ne que qui je tu il elle nous vous"
    " ils mon"
    " ma mes ton son sa ses ce cette ces dans sur avec pour par mais ou où si très plus tout bien"
    " aussi au aux c'est j'ai n'est être avoir fait comme",
    "es": "el la los las un una unos de del y es son era no que yo tú él ella nosotros mi mis"
    " tu su sus"
    " este esta eso en con para por pero o si muy más todo también al lo le se ha hay como está"
    " cuando ya porque sin",
    "it": "il lo la gli le un una di del della e è sono era non che io tu lui lei noi mio mia"
    " tuo suo"
    " questo questa in con per da ma o se molto più tutto anche al alla si ho ha come ci quando",
    "nl": "de het een en is zijn was niet geen ik jij je hij zij we wij mijn jouw van te met op"
    " voor"
    " uit bij naar over ook maar of als hoe wat wie nog al heel zo dat die dit deze heeft"
    " hebben wordt"
    " er om aan in door meer",
    "pt": "o a os as um uma de do da dos e é são era não que eu você ele ela nós meu minha seu"
    " sua este"
    " esta isso em no na com para por mas ou se muito mais tudo também ao foi há como quando já",
    "pl": "i w na nie to jest są się z do że jak ale co za od po tak czy już tylko mój moja być"
    " był bardzo",
    "sv": "och är en ett det att jag du han hon vi inte som på med för av till men eller om så"
    " var har"
    " den de mycket när",
    "tr": "ve bir bu da de için çok ne ama gibi daha ben sen o biz değil var yok ile kadar en",
    "id": "yang dan di ini itu dengan untuk tidak saya kamu dari ke ada akan juga sudah bisa"
    " sangat",
}
_WORDS: Final = {language: frozenset(words.split()) for language, words in _SMALL.items()}
CHINESE_PART: Final = 0.2
SMALL_MIN: Final = 1
SMALL_PART: Final = 0.12
"""Of the words of a text how many must be small words of a language; in prose it is near a half."""


def language_of(text: str) -> str:
    """Name the language of a text.

    Parameters
    ----------
    text : str
        Any; links, hashtags and mentions are left out.

    Returns
    -------
    str
        ISO 639-1; '' when it cannot be told.
    """
    plain = _LINK.sub(" ", text).lower()
    letters = sum(sign.isalpha() for sign in plain)
    if not letters:
        return ""
    for language, script in _SCRIPTS:
        count = len(script.findall(plain))
        # two letters of a Latin word say about as much as one Chinese sign
        if count and 2 * count >= CHINESE_PART * letters:
            return language
    return _latin(plain)


def _latin(plain: str) -> str:
    words = _LATIN.findall(plain.replace("’", "'"))
    if not words:
        return ""
    counts = {language: sum(word in small for word in words) for language, small in _WORDS.items()}
    first, second = sorted(counts, key=lambda language: (-counts[language], language))[:2]
    is_enough = counts[first] >= max(SMALL_MIN, SMALL_PART * len(words))
    return first if is_enough and counts[first] > counts[second] else ""
