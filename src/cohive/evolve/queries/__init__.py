"""Reads of this room, returning frozen dataclasses."""

from cohive.evolve.queries.happenings import Happening, happenings
from cohive.evolve.queries.insight import (
    SEASON_DAYS,
    IndexPoint,
    SnapshotView,
    figures_are_public,
    index_over_time,
    is_shown,
    newest,
    public_index,
    shown_brokers,
)
from cohive.evolve.queries.surveys import (
    ChoiceView,
    ItemView,
    QuestionView,
    SurveyLine,
    SurveyView,
    WaveView,
    draft_of,
    invitation_of,
    joined_answers_of,
    outcomes,
    participations_of,
    survey,
    surveys,
    surveys_for,
    took_part,
)

__all__ = [
    "ChoiceView",
    "IndexPoint",
    "ItemView",
    "QuestionView",
from cohive.evolve.queries.seasons import SeasonView, season, seasons

__all__ = [
    "SEASON_DAYS",
    "Happening",
    "IndexPoint",
    "SeasonView",
    "SnapshotView",
    "SurveyLine",
    "SurveyView",
    "WaveView",
    "draft_of",
    "figures_are_public",
    "happenings",
    "index_over_time",
    "invitation_of",
    "is_shown",
    "joined_answers_of",
    "newest",
    "outcomes",
    "participations_of",
    "public_index",
    "season",
    "seasons",
    "shown_brokers",
    "survey",
    "surveys",
    "surveys_for",
    "took_part",
]
