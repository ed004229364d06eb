"""What a study found: numbers first, without a word of any language that pages do not translate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from cohive.engine.challenges import ChallengeReport, Entrant, relate
from cohive.engine.culture import Closeness, Coined, coined_words, newcomer_distance
from cohive.engine.descent import Descent, descent
from cohive.engine.fission import Communities, Parting, parting_of
from cohive.engine.insight import Insight, insight
from cohive.engine.participation import Participation, participation
from cohive.engine.turnover import Turnover, turnover
from cohive.house.study.opening import Opened
from cohive.house.study.practised import Practised, groups_of, practised
from cohive.house.study.travel import Travel, travel
from cohive.words.sentences import Sentence

__all__ = ["SEED", "TITLE_LETTERS_MAX", "Findings", "found"]

SEED = 0
"""Of every bootstrap, so that the same source gives the same report, byte for byte."""
TITLE_LETTERS_MAX = 60
TEXTS_MIN = 200
CASCADES = "cascades"
ONE_WAY = frozenset({"git", "git-export", "designs", "open-collective"})
"""Sources of credits and payments: those go one way by nature, and say nothing of talk."""


@dataclass(frozen=True)
class Findings:
    """All there is to report of one source.

    window: its first and last instant. titles: what things that others built on are called.
    """

    source: Opened
    participation: Participation
    descents: tuple[Descent, ...]
    travel: Travel | None
    turnover: tuple[Turnover, ...]
    titles: Mapping[str, str]
    challenges: ChallengeReport | None
    insight: Insight | None = None
    coined: tuple[Coined, ...] = ()
    nearness: Closeness | None = None
    parting: Parting | None = None
    practice: Practised | None = None
    groups: Communities | None = None

    @property
    def addressing(self) -> Insight | None:
        """How it stands; None where nobody addressed anybody, or all goes one way by nature."""
        seen = self.insight
        if seen is None or not seen.horizontality.acts or self.source.kind in ONE_WAY:
            return None
        return seen

    @property
    def lives(self) -> Insight | None:
        """How it stands over time; None without a calendar."""
        return self.insight if self.insight is not None and self.source.has_calendar else None

    @property
    def window(self) -> tuple[datetime | None, datetime | None]:
        """The first and the last instant of an act of a person."""
        return self.participation.first, self.participation.last

    @property
    def cannot_tell(self) -> tuple[Sentence, ...]:
        """What neither this source nor any count can say."""
        said = list(self.source.cannot_tell)
        if not any(one.english.startswith("Whether two names") for one in said):
            said.append(Sentence("Whether two names are one person."))
        return (*said, Sentence("How much any act was worth, and why people came or left."))


def found(source: Opened) -> Findings:
    """Compute everything; the same source gives the same findings."""
    lines = descent(source.frame)
    return Findings(
        source=source,
        participation=participation(source.frame, seed=SEED, not_people=source.not_people),
        descents=lines,
        travel=travel(source.frame, seed=SEED, not_people=source.not_people),
        turnover=turnover(source.frame),
        titles=_titles(source, lines),
        challenges=_challenges(source),
        insight=_insight(source),
        coined=coined_words(source.frame.acts) if _has_talk(source) else (),
        nearness=newcomer_distance(source.frame.acts, seed=SEED) if _has_talk(source) else None,
        parting=_parting(source),
        practice=_practised(source),
        groups=_groups(source),
    )


def _parting(source: Opened) -> Parting | None:
    if source.kind == CASCADES or not len(source.frame):
        return None
    return parting_of(source.frame, seed=SEED, not_people=source.not_people)


def _practised(source: Opened) -> Practised | None:
    if source.kind in (CASCADES, *ONE_WAY) or not len(source.frame):
        return None
    return practised(source.frame, seed=SEED, not_people=source.not_people)


def _groups(source: Opened) -> Communities | None:
    if source.kind in (CASCADES, *ONE_WAY) or not len(source.frame):
        return None
    return groups_of(source.frame, seed=SEED, not_people=source.not_people)


def _insight(source: Opened) -> Insight | None:
    """How it stands over its whole length; reposts alone are no community."""
    if source.kind == CASCADES or not len(source.frame):
        return None
    first, last = source.frame.acts["at"].min(), source.frame.acts["at"].max()
    days = 1
    if isinstance(first, datetime) and isinstance(last, datetime):
        days = (last - first).days + 1
    return insight(source.frame, seed=SEED, days=days, not_people=source.not_people)


def _has_talk(source: Opened) -> bool:
    """Whether there are texts enough to speak of a language."""
    return source.frame.acts["text"].drop_nulls().len() >= TEXTS_MIN


def _titles(source: Opened, lines: tuple[Descent, ...]) -> dict[str, str]:
    """The name, else the first words, of each thing that others built on."""
    wanted = [ancestor.object for line in lines for ancestor in line.ancestors]
    made = source.frame.acts.filter(
        (pl.col("verb") == "Create") & pl.col("object").is_in(wanted) & pl.col("text").is_not_null()
    ).unique("object", keep="first", maintain_order=True)
    words = {
        thing: " ".join(text.split())[:TITLE_LETTERS_MAX]
        for thing, text in made.select("object", "text").iter_rows()
    }
    return {thing: source.names.get(thing) or words.get(thing) or "" for thing in wanted}


def _challenges(source: Opened) -> ChallengeReport | None:
    if not source.designs:
        return None
    return relate(
        [
            Entrant(
                design.id,
                design.approved,
                design.challenge,
                design.mean_score,
                design.votes,
                design.printed,
            )
            for design in source.designs
        ],
        seed=SEED,
    )
