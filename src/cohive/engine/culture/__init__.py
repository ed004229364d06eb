"""Culture as language and ritual: own words, nearness of newcomers, style, rituals."""

from cohive.engine.culture.coined import Coined, coined_words, log_odds
from cohive.engine.culture.distance import (
    Closeness,
    LanguageModel,
    divergence,
    newcomer_distance,
)
from cohive.engine.culture.hours import StandingHour, standing_hours
from cohive.engine.culture.matching import (
    LanguageMatching,
    MatchingMean,
    StyleMatching,
    style_matching,
)
from cohive.engine.culture.portrait import Language, language_of
from cohive.engine.culture.rituals import Occasion, Ritual, ritual
from cohive.engine.culture.style import Match, class_percents, match_of, style_match
from cohive.engine.culture.words import counts_of, words_of

__all__ = [
    "Closeness",
    "Coined",
    "Language",
    "LanguageMatching",
    "LanguageModel",
    "Match",
    "MatchingMean",
    "Occasion",
    "Ritual",
    "StandingHour",
    "StyleMatching",
    "class_percents",
    "coined_words",
    "counts_of",
    "divergence",
    "language_of",
    "log_odds",
    "match_of",
    "newcomer_distance",
    "ritual",
    "standing_hours",
    "style_match",
    "style_matching",
    "words_of",
]
