"""Writes of this room, each ending in an act; taking figures is a measurement and ends in none."""

from cohive.evolve.operations.insight import (
    agree_to_be_shown,
    hide_figures,
    show_figures,
    take_snapshots,
    withdraw_from_being_shown,
)
from cohive.evolve.operations.intentions import end_ritual, name_ritual, say_circle_size
from cohive.evolve.operations.seasons import freeze_season
from cohive.evolve.operations.survey_answers import (
    clear_drafts,
    digest_of,
    new_draft_key,
    save_step,
    send_answers,
    take_back,
)
from cohive.evolve.operations.survey_copies import copy_survey
from cohive.evolve.operations.survey_invitations import ask_guests, ask_members
from cohive.evolve.operations.survey_waves import close_wave, open_wave, tell_outcome
from cohive.evolve.operations.surveys import (
    Statement,
    add_instrument,
    add_question,
    change_survey,
    drop_survey,
    make_survey,
    move_question,
    remove_question,
    set_targets,
)

__all__ = [
    "Statement",
    "add_instrument",
    "add_question",
    "agree_to_be_shown",
    "ask_guests",
    "ask_members",
    "change_survey",
    "clear_drafts",
    "close_wave",
    "copy_survey",
    "digest_of",
    "drop_survey",
    "end_ritual",
    "freeze_season",
    "hide_figures",
    "make_survey",
    "move_question",
    "name_ritual",
    "new_draft_key",
    "open_wave",
    "remove_question",
    "save_step",
    "say_circle_size",
    "send_answers",
    "set_targets",
    "show_figures",
    "take_back",
    "take_snapshots",
    "tell_outcome",
    "withdraw_from_being_shown",
]
